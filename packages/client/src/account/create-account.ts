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
import { type PendingAccount, pendingAccount, type Self, selfRecord, unkeptRecoveryKey } from "./self.ts";

export interface CreatedAccount {
  readonly acct: Uint8Array;
  readonly handle: string;
  readonly origin: string;
  /** The recovery key in its printed form: hand it to the person now. */
  readonly recoveryKey: string;
}

/**
 * Makes an account with this device as its first one (protocol 3.1): chain, handle, copy prekey and key packages. The recovery key
 * stays in the store until it is kept: until `onRecoveryKey` has ended, or `forgetRecoveryKey` is called where there is none. An attempt
 * that was interrupted, before or after the server had taken the name, is finished by calling this again with the same name.
 *
 * @param params.onRecoveryKey gets the printed recovery key as soon as the account exists, and is awaited; when it fails, the
 * key is not forgotten
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
    const { self, recoveryKey } =
      (await madeBefore(context, { origin, handle })) ?? (await make(context, { ...params, server: origin, handle }));
    if (params.onRecoveryKey !== undefined) {
      await params.onRecoveryKey(recoveryKey);
      await context.store.commit([unkeptRecoveryKey.remove()]);
    }
    await tendKeyPackages(context, self).catch(leaveToSync);
    return { acct: self.acct, handle, origin, recoveryKey };
  });
}

/** The recovery key that its owner has not been seen to keep; null when there is none. Show it before anything else. */
export function recoveryKeyToKeep(context: ClientContext): Promise<string | null> {
  return unkeptRecoveryKey.get(context.store);
}

/** The person says that they have the recovery key: it is erased here. */
export function forgetRecoveryKey(context: ClientContext): Promise<void> {
  return context.lock.run(() => context.store.commit([unkeptRecoveryKey.remove()]));
}

/** An account whose recovery key was not handed over, if it is the one that is asked for. */
async function madeBefore(
  { store }: ClientContext,
  wanted: { readonly origin: string; readonly handle: string },
): Promise<{ readonly self: Self; readonly recoveryKey: string } | null> {
  const self = await selfRecord.get(store);
  if (self === undefined) return null;
  const recoveryKey = await unkeptRecoveryKey.get(store);
  if (recoveryKey === null || self.handle !== wanted.handle || self.origin !== wanted.origin) {
    throw new WhosecopyError("already-exists", "this store has an account already");
  }
  return { self, recoveryKey };
}

async function make(
  context: ClientContext,
  params: Parameters<typeof createAccount>[1],
): Promise<{ readonly self: Self; readonly recoveryKey: string }> {
  await prepare(context, params);
  const pending = await finish(context, params.signal);
  return { self: pending.self, recoveryKey: pending.recovery };
}

/** The account exists: key packages that could not be published now are published with the next sync. */
function leaveToSync(error: unknown): void {
  if (!(error instanceof WhosecopyError) || !(error.retryable || error.code === "cancelled")) throw error;
}

/** Makes and stores everything that is sent, unless an interrupted attempt for the same handle is there already. */
async function prepare(context: ClientContext, params: Parameters<typeof createAccount>[1]): Promise<void> {
  const earlier = await pendingAccount.get(context.store);
  if (earlier?.self.handle === params.handle && earlier.self.origin === params.server) return;
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
  await context.store.commit([
    pendingAccount.put({ self, genesis, claim, prekey: prekey.signed, prekeyId: id, recovery: printed }),
    ...(earlier === undefined ? [] : [removePrekey(earlier.prekeyId)]),
    putPrekey(id, { ...prekey, published: true }),
  ]);
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

async function finish(context: ClientContext, signal: AbortSignal | undefined): Promise<PendingAccount> {
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
  await context.store.commit([
    selfRecord.put(pending.self),
    unkeptRecoveryKey.put(pending.recovery),
    pendingAccount.remove(),
  ]);
  return pending;
}
