import {
  asSecret,
  deriveCopyKey,
  digest,
  generateHpkeKeyPair,
  hostShareCommitment,
  makePairSecret,
  openOpenResponse,
  sealBundle,
  sealEnvelope,
  systemRandom,
} from "@whosecopy/crypto";
import { nodeSha256 } from "@whosecopy/crypto/node";
import {
  encodeCanonical,
  fromBase64url,
  type Policy,
  type SignedStatement,
  signedToJson,
  toBase64url,
  type CopyCore,
} from "@whosecopy/protocol";
import type { Person } from "./person.ts";
import type { TestServer } from "./test-server.ts";

const random = systemRandom;
const weekMs = 7 * 24 * 3_600_000;

/** A week, three opens, receipts by the day. */
function usualPolicy(nowMs: number, change: Partial<Policy> = {}): Policy {
  return {
    opens: 3,
    not_before: nowMs - 1000,
    not_after: nowMs + weekMs,
    after_first_open_s: null,
    save: false,
    forward: "none",
    receipts: "day",
    offline: false,
    close_on_removal: true,
    ...change,
  };
}

/** A copy as a sender makes it, with everything that only she and the recipient know. */
export interface MadeCopy {
  readonly id: string;
  readonly core: CopyCore;
  readonly coreDigest: Uint8Array;
  readonly statement: SignedStatement;
  readonly hostShare: Uint8Array;
  readonly json: Record<string, unknown>;
  readonly pair: Record<string, unknown>;
}

const bytesOf = (text: string) => fromBase64url(text) ?? new Uint8Array(0);

/** Makes a copy of form 0 (or of form 1 for an attachment with a blob) from one person for another. */
export async function makeCopy(params: {
  readonly server: TestServer;
  readonly from: Person;
  readonly to: Person;
  readonly attachment: string;
  readonly policy?: Partial<Policy>;
  readonly core?: Partial<CopyCore>;
  readonly form?: 0 | 1;
}): Promise<MadeCopy> {
  const { server, from, to, attachment, form = 0 } = params;
  const nowMs = server.clock.nowMs();
  const copyId = random.bytes(16);
  const hostShare = asSecret<"host-share">(random.bytes(32));
  const senderShare = asSecret<"sender-share">(random.bytes(32));
  const info = await from.call("serverInfo");
  const marks = form === 1 ? random.bytes(32) : null;
  const core: CopyCore = {
    v: 1,
    att_id: bytesOf(attachment),
    copy_id: copyId,
    conv_id: null,
    mls_epoch: null,
    sender: { acct: from.acct, device: from.device.publicKey, chain_version: 1 },
    audience: { kind: "account", acct: to.acct },
    share_hosts: [{ origin: server.origin(), host_key: bytesOf(info.hostKey) }],
    form,
    mosaic_root: marks,
    law_com: marks,
    word_com: marks,
    host_share_com: hostShareCommitment({ copyId, hostShare }),
    policy: usualPolicy(nowMs, params.policy),
    parent: null,
    via: null,
    depth: 0,
    issued_at: nowMs,
    ...params.core,
  };
  const coreBytes = encodeCanonical(core);
  const coreDigest = digest("core", coreBytes);
  const copyKey = deriveCopyKey({ copyId, senderShare, hostShare, coreDigest });
  const bundle = sealBundle({ copyKey, coreDigest, bundle: new TextEncoder().encode("what only the recipient reads") });
  const statement = from.sign("copy", { core: coreBytes, bundle_digest: nodeSha256(bundle) });
  const { enc, pairSecret } = await makePairSecret({
    senderDevice: from.device.publicKey,
    recipientDevice: to.device.publicKey,
    prekeyId: to.prekey.id,
    prekey: to.prekey.publicKey,
    random,
  });
  const sealed = sealEnvelope({ pairSecret, copyId, device: to.device.publicKey, coreDigest, senderShare });
  const pairId = toBase64url(nodeSha256(enc));
  return {
    id: toBase64url(copyId),
    core,
    coreDigest,
    statement,
    hostShare,
    json: {
      statement: signedToJson(statement),
      bundle: toBase64url(bundle),
      hostShare: toBase64url(hostShare),
      envelopes: [
        {
          device: toBase64url(to.device.publicKey),
          suite: 1,
          cpkId: toBase64url(to.prekey.id),
          pair: pairId,
          sealed: toBase64url(sealed),
        },
      ],
    },
    pair: { id: pairId, enc: toBase64url(enc) },
  };
}

/** Hands copies in, as their sender. */
export function addCopies(from: Person, attachment: string, copies: readonly MadeCopy[]) {
  return from.call("addCopies", {
    params: { attachment },
    body: { copies: copies.map((each) => each.json), pairs: copies.map((each) => each.pair) },
  });
}

/** A signed open request with its receipt, ready to be sent more than once. */
interface MadeOpen {
  readonly copy: MadeCopy;
  readonly openId: Uint8Array;
  readonly request: SignedStatement;
  readonly receipt: SignedStatement | null;
  readonly ephemeralSecretKey: Uint8Array;
}

/** Makes an open request; `change` bends its statement, `receiptAt` its receipt. */
export async function makeOpen(params: {
  readonly server: TestServer;
  readonly by: Person;
  readonly copy: MadeCopy;
  readonly change?: Record<string, unknown>;
  readonly receipt?: Record<string, unknown> | null;
}): Promise<MadeOpen> {
  const { server, by, copy } = params;
  const at = server.clock.nowMs();
  const openId = random.bytes(16);
  const ephemeral = await generateHpkeKeyPair({ random });
  const request = by.sign("open", {
    v: 1,
    host: server.origin(),
    copy_id: copy.core.copy_id,
    open_id: openId,
    acct: by.acct,
    device: by.device.publicKey,
    chain_version: 1,
    core_digest: copy.coreDigest,
    eph_pk: ephemeral.publicKey,
    at,
    ...params.change,
  });
  const level = copy.core.policy.receipts;
  const receipt =
    params.receipt === null || level === "none"
      ? null
      : by.sign("open-receipt", {
          v: 1,
          copy_id: copy.core.copy_id,
          open_id: openId,
          acct: by.acct,
          core_digest: copy.coreDigest,
          at: level === "day" ? at - (at % 86_400_000) : at,
          ...params.receipt,
        });
  return { copy, openId, request, receipt, ephemeralSecretKey: ephemeral.secretKey };
}

/** Sends an open request and takes the share out of the answer. */
export async function sendOpen(by: Person, made: MadeOpen) {
  const answer = await by.call("open", {
    params: { copy: made.copy.id },
    body: {
      request: signedToJson(made.request),
      receipt: made.receipt === null ? null : signedToJson(made.receipt),
    },
  });
  const share = await openOpenResponse({
    ephemeralSecretKey: made.ephemeralSecretKey,
    requestDigest: digest("open", made.request.body),
    response: bytesOf(answer.sealedShare),
  });
  return { share, release: answer.release };
}

/** Says that an open worked. */
export function confirm(by: Person, made: MadeOpen, result = "ok") {
  const statement = by.sign("confirm", { v: 1, open_id: made.openId, result, at: Date.now() });
  return by.call("confirmOpen", {
    params: { copy: made.copy.id },
    body: { confirm: signedToJson(statement) },
  });
}

/** Takes copies back, all of the attachment when none is named. */
export function takeBackStatement(
  server: TestServer,
  by: Person,
  what: { readonly attachment: string; readonly copies?: readonly MadeCopy[] },
): SignedStatement {
  const ids = (what.copies ?? []).map((each) => each.core.copy_id);
  return by.sign("take-back", {
    v: 1,
    host: server.origin(),
    acct: by.acct,
    device: by.device.publicKey,
    att_id: bytesOf(what.attachment),
    scope: ids.length === 0 ? "attachment" : "copy",
    ids,
    at: server.clock.nowMs(),
  });
}

/** Sends a take-back. */
export function sendTakeBack(by: Person, attachment: string, statement: SignedStatement) {
  return by.call("takeBack", { params: { attachment }, body: { statement: signedToJson(statement) } });
}
