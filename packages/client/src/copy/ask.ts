import {
  type CheckedCopy,
  digest,
  generateHpkeKeyPair,
  type HostShare,
  isCommittedHostShare,
  openOpenResponse,
  signStatement,
  suiteX25519,
  verifyStatement,
} from "@whosecopy/crypto";
import {
  equalBytes,
  jsonBytes,
  type OpenConfirm,
  type OpenReceipt,
  type OpenRequest,
  Release,
  signedFromJson,
  signedToJson,
  toId16,
  WhosecopyError,
} from "@whosecopy/protocol";
import type { Self } from "../account/self.ts";
import { callHome, type ClientContext } from "../context.ts";
import { type Asking, openingRecords, packAnswer } from "./openings.ts";
import type { CopyAnswer } from "./received.ts";

const dayMs = 86_400_000;

/** Makes and stores the request for one open (protocol 3.5), before the host hears of it. */
export async function prepareOpening(
  context: ClientContext,
  params: { readonly self: Self; readonly checked: CheckedCopy; readonly answer: CopyAnswer },
): Promise<Asking> {
  const { self, checked, answer } = params;
  const { core, coreDigest } = checked;
  const openId = context.random.bytes(16);
  const ephemeral = await generateHpkeKeyPair({ random: context.random, suite: suiteX25519 });
  const at = context.clock.nowMs();
  const request: OpenRequest = {
    v: 1,
    host: self.origin,
    copy_id: core.copy_id,
    open_id: openId,
    acct: self.acct,
    device: self.device,
    chain_version: self.chainVersion,
    core_digest: coreDigest,
    eph_pk: ephemeral.publicKey,
    at,
  };
  const receipt: OpenReceipt = {
    v: 1,
    copy_id: core.copy_id,
    open_id: openId,
    acct: self.acct,
    core_digest: coreDigest,
    at: core.policy.receipts === "exact" ? at : at - (at % dayMs),
  };
  const sign = (type: string, value: unknown) =>
    signStatement({ type, value, secretKey: self.deviceSecret, signatures: context.signatures });
  const opening: Asking = {
    stage: "asking",
    openId,
    ephemeralSecret: ephemeral.secretKey,
    request: sign("open", request),
    receipt: core.policy.receipts === "none" ? null : sign("open-receipt", receipt),
    copy: packAnswer(answer),
    startedAtMs: at,
  };
  await context.store.commit([openingRecords.put(core.copy_id, opening)]);
  return opening;
}

/**
 * Sends the stored request and checks what comes back: the host's signed release of exactly this request, and that the share
 * is the one that the sender signed.
 *
 * @returns null when the host released a share that is not the sender's
 */
export async function askForShare(
  context: ClientContext,
  params: { readonly checked: CheckedCopy; readonly opening: Asking; readonly signal?: AbortSignal },
): Promise<{ readonly share: HostShare | null; readonly n: number }> {
  const { checked, opening } = params;
  const { core } = checked;
  const answer = await callHome(context, "open", {
    params: { copy: toId16(core.copy_id) },
    body: {
      request: signedToJson(opening.request),
      receipt: opening.receipt === null ? null : signedToJson(opening.receipt),
    },
    ...(params.signal === undefined ? {} : { signal: params.signal }),
  });
  const requestDigest = digest("open", opening.request.body);
  const [host] = core.share_hosts;
  if (host === undefined) throw new WhosecopyError("statement-invalid", "no share host");
  const release = verifyStatement({
    type: "release",
    schema: Release,
    statement: signedFromJson(answer.release),
    publicKey: host.host_key,
    signatures: context.signatures,
  });
  const agrees =
    equalBytes(release.copy_id, core.copy_id) &&
    equalBytes(release.open_id, opening.openId) &&
    equalBytes(release.request_digest, requestDigest);
  if (!agrees) throw new WhosecopyError("statement-invalid", "the release is for another open");
  const share = await unsealShare(jsonBytes(answer.sealedShare), opening, requestDigest);
  const isOurs =
    share !== null && isCommittedHostShare({ copyId: core.copy_id, hostShare: share, commitment: core.host_share_com });
  return { share: isOurs ? share : null, n: release.n };
}

async function unsealShare(response: Uint8Array, opening: Asking, requestDigest: Uint8Array) {
  try {
    return await openOpenResponse({ ephemeralSecretKey: opening.ephemeralSecret, requestDigest, response });
  } catch (error) {
    if (error instanceof WhosecopyError && error.code === "copy-damaged") return null;
    throw error;
  }
}

/** The change that erases the key of an open and leaves what the host is told of it. */
export function finishOpening(
  context: ClientContext,
  params: {
    readonly self: Self;
    readonly copyId: Uint8Array;
    readonly openId: Uint8Array;
    readonly result: OpenConfirm["result"];
  },
) {
  const value: OpenConfirm = {
    v: 1,
    open_id: params.openId,
    result: params.result,
    at: context.clock.nowMs(),
  };
  const { signatures } = context;
  const confirm = signStatement({ type: "confirm", value, secretKey: params.self.deviceSecret, signatures });
  return openingRecords.put(params.copyId, { stage: "confirming", copyId: params.copyId, confirm });
}

/** Tells hosts of opens that have ended. What can't be told now is told with the next sync. */
export async function tellConfirmations(context: ClientContext): Promise<void> {
  for (const opening of await openingRecords.list(context.store)) {
    if (opening.stage !== "confirming") continue;
    try {
      await callHome(context, "confirmOpen", {
        params: { copy: toId16(opening.copyId) },
        body: { confirm: signedToJson(opening.confirm) },
        retries: 1,
      });
    } catch (error) {
      if (!(error instanceof WhosecopyError)) throw error;
      if (error.retryable) return;
      // Closed meanwhile: nobody waits for it.
    }
    await context.store.commit([openingRecords.remove(opening.copyId)]);
  }
}
