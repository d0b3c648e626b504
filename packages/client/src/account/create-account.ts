import { generateSigningKey, readAccountChain, type SigningKeyPair, signStatement, wipe } from "@whosecopy/crypto";
import {
  type AccountEntry,
  Handle,
  Origin,
  parseAs,
  signedToJson,
  type SignedStatement,
  WhosecopyError,
  jsonBytes,
} from "@whosecopy/protocol";
import type { ClientContext } from "../context.ts";
import { callRoute } from "../server/call.ts";
import { tendKeyPackages } from "./key-packages.ts";
import { makePrekey, putPrekey, removePrekey } from "./prekeys.ts";
import { printRecoveryKey } from "./recovery-key.ts";
import { pendingAccount, type Self, selfRecord } from "./self.ts";

export interface CreatedAccount {
  readonly acct: Uint8Array;
  readonly handle: string;
  readonly origin: string;
  /**
   * The recovery key in its printed form. Kept nowhere: print it now. Null when an attempt that was interrupted has been
   * finished, for which it was handed to `onRecoveryKey` then.
   */
  readonly recoveryKey: string | null;
}

/**
 * Makes an account with this device as its first one (protocol 3.1): chain, handle, copy prekey and key packages.
 *
 * @param params.onRecoveryKey gets the printed recovery key and is awaited before the account exists on the server, so
 * that no interruption can leave an account whose recovery key nobody has seen
 * @throws WhosecopyError "already-exists" when this store has an account, "handle-taken", "bad-input"
 */
export async function createAccount(
  context: ClientContext,
  params: {
    readonly server: string;
    readonly handle: string;
    readonly onRecoveryKey?: (printed: string) => void | Promise<void>;
    readonly signal?: AbortSignal;
  },
): Promise<CreatedAccount> {
  return context.lock.run(async () => {
    const origin = parseAs(Origin, params.server.replace(/\/$/, ""), "bad-input");
    const handle = parseAs(Handle, params.handle, "bad-input");
    if ((await selfRecord.get(context.store)) !== undefined) {
      throw new WhosecopyError("already-exists", "this store has an account already");
    }
    const recoveryKey = await prepare(context, { ...params, server: origin, handle });
    const self = await finish(context, params.signal);
    await tendKeyPackages(context, self);
    return { acct: self.acct, handle, origin, recoveryKey };
  });
}

/** Makes and stores everything that is sent, unless an interrupted attempt for the same handle is there already. */
async function prepare(context: ClientContext, params: Parameters<typeof createAccount>[1]): Promise<string | null> {
  const earlier = await pendingAccount.get(context.store);
  if (earlier?.self.handle === params.handle && earlier.self.origin === params.server) return null;
  const { random, signatures } = context;
  const info = await callRoute(
    context,
    { origin: params.server, caller: null, name: "serverInfo" },
    params.signal === undefined ? {} : { signal: params.signal },
  );
  if (info.origin !== params.server) {
    throw new WhosecopyError("bad-input", "the server calls itself by another address than the one given");
  }
  const nowMs = context.clock.nowMs();
  const recovery = generateSigningKey(random);
  const device = generateSigningKey(random);
  const genesis = signStatement({
    type: "account-entry",
    value: {
      v: 1,
      kind: "genesis",
      recovery: recovery.publicKey,
      device: device.publicKey,
      at: nowMs,
    } satisfies AccountEntry,
    secretKey: recovery.secretKey,
    signatures,
  });
  const self = describe(context, { ...params, genesis, device, hostKey: jsonBytes(info.hostKey), nowMs });
  const claim = signStatement({
    type: "handle-claim",
    value: { v: 1, acct: self.acct, device: self.device, host: self.origin, handle: self.handle, at: nowMs },
    secretKey: device.secretKey,
    signatures,
  });
  const { id, prekey } = await makePrekey(context, { ...self, nowMs });
  const printed = printRecoveryKey(recovery.secretKey);
  wipe(recovery.secretKey);
  await params.onRecoveryKey?.(printed);
  await context.store.commit([
    pendingAccount.put({ self, genesis, claim, prekey: prekey.signed, prekeyId: id }),
    ...(earlier === undefined ? [] : [removePrekey(earlier.prekeyId)]),
    putPrekey(id, { ...prekey, published: true }),
  ]);
  return printed;
}

function describe(
  context: ClientContext,
  params: {
    readonly server: string;
    readonly handle: string;
    readonly genesis: SignedStatement;
    readonly device: SigningKeyPair;
    readonly hostKey: Uint8Array;
    readonly nowMs: number;
  },
): Self {
  const view = readAccountChain([params.genesis], context.signatures);
  return {
    v: 1,
    acct: view.acct,
    handle: params.handle,
    origin: params.server,
    hostKey: params.hostKey,
    device: params.device.publicKey,
    deviceSecret: params.device.secretKey,
    chain: [params.genesis],
    chainVersion: view.version,
    createdAtMs: params.nowMs,
  };
}

async function finish(context: ClientContext, signal: AbortSignal | undefined): Promise<Self> {
  const pending = await pendingAccount.get(context.store);
  if (pending === undefined) throw new WhosecopyError("internal", "nothing was prepared");
  try {
    await callRoute(
      context,
      { origin: pending.self.origin, caller: null, name: "createAccount" },
      {
        body: {
          genesis: signedToJson(pending.genesis),
          claim: signedToJson(pending.claim),
          prekey: signedToJson(pending.prekey),
        },
        ...(signal === undefined ? {} : { signal }),
      },
    );
  } catch (error) {
    const refused = error instanceof WhosecopyError && !error.retryable && error.code !== "cancelled";
    // Refused for good (the handle is somebody's): the next attempt begins afresh.
    if (refused) await context.store.commit([pendingAccount.remove(), removePrekey(pending.prekeyId)]);
    throw error;
  }
  await context.store.commit([selfRecord.put(pending.self), pendingAccount.remove()]);
  return pending.self;
}
