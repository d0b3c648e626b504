import { type HostShare, sealOpenResponse, signStatement } from "@whosecopy/crypto";
import {
  equalBytes,
  type Release,
  signedFromJson,
  signedToJson,
  type SignedStatement,
  WhosecopyError,
} from "@whosecopy/protocol";
import type { InferOutput } from "valibot";
import { isExpired, refusedBecause } from "../copies/live.ts";
import type { Schema } from "../database/schema.ts";
import type { Tx } from "../database/transaction.ts";
import type { Caller } from "../http/authenticate.ts";
import type { Handler } from "../http/handler.ts";
import { idBytes, toJson } from "../http/json-bytes.ts";
import type { OpenRecord } from "../journal/records.ts";
import { inReleaseTransaction, type ReleaseTransaction } from "../journal/release-transaction.ts";
import type { Services } from "../services.ts";
import { type CheckedRequest, checkOpenRequest, checkOpenTime, checkReceipt } from "./check-open.ts";
import { makeEvent } from "./event.ts";
import { countOpen, insertOpen } from "./record-open.ts";

type Copy = Schema["copies"];
type Open = Schema["opens"];

interface Asked {
  readonly statement: SignedStatement;
  readonly receipt: SignedStatement | null;
  readonly copy: Uint8Array;
  readonly caller: Caller;
}

/** What the answer is made of, once the transaction has committed. */
interface Released {
  readonly share: HostShare;
  readonly release: SignedStatement;
  readonly request: CheckedRequest;
}

/** The copy, locked, if it is the caller's: others are not told that it exists. */
async function lockOwnCopy(tx: Tx, asked: Asked): Promise<Copy> {
  const copy = await tx.selectFrom("copies").selectAll().where("copy", "=", asked.copy).forUpdate().executeTakeFirst();
  if (copy === undefined || !equalBytes(copy.holder, asked.caller.acct)) {
    throw new WhosecopyError("not-found", "no such copy for this account");
  }
  return copy;
}

/** Steps 2 and 4 of protocol 3.5: live, begun, not ended. */
function checkLive(copy: Copy, seen: Open | undefined, nowMs: number): void {
  const because = copy.closed ?? (isExpired(copy, nowMs) ? "expired" : null);
  if (because !== null) {
    const code = seen === undefined ? refusedBecause[because] : "released-then-closed";
    throw new WhosecopyError(code, "the copy is closed");
  }
  if (nowMs < copy.not_before) throw new WhosecopyError("not-open-yet", "the copy can't be opened yet");
}

function makeRecord(params: {
  readonly services: Services;
  readonly copy: Copy;
  readonly asked: Asked;
  readonly request: CheckedRequest;
  readonly at: number;
}): OpenRecord {
  const { services, copy, asked, request, at } = params;
  const n = copy.opens_used + 1;
  const event = makeEvent(services.random, { kind: "open", digest: request.digest, at });
  const value: InferOutput<typeof Release> = {
    v: 1,
    copy_id: copy.copy,
    open_id: request.open_id,
    n,
    at,
    request_digest: request.digest,
    leaf_digest: event.leaf,
  };
  const { signatures, hostKey } = services;
  const release = signStatement({ type: "release", value, secretKey: hostKey.secretKey, signatures });
  return {
    v: 1,
    kind: "open",
    attachment: copy.attachment,
    copy: copy.copy,
    open_id: request.open_id,
    n,
    at,
    acct: request.acct,
    device: request.device,
    request: asked.statement,
    receipt: asked.receipt,
    release,
    salt: event.salt,
    event: event.event,
  };
}

async function decide(tx: Tx, journal: ReleaseTransaction, asked: Asked, services: Services): Promise<Released> {
  const view = await services.accounts.read(tx, asked.caller.acct);
  if (view === null) throw new WhosecopyError("device-unknown", "no such account here");
  const request = checkOpenRequest({ ...asked, view, device: asked.caller.device, services });
  const copy = await lockOwnCopy(tx, asked);
  const nowMs = services.clock.nowMs();
  const seen = await tx
    .selectFrom("opens")
    .selectAll()
    .where("attachment", "=", copy.attachment)
    .where("copy", "=", copy.copy)
    .where("open_id", "=", request.open_id)
    .executeTakeFirst();
  checkLive(copy, seen, nowMs);
  if (!equalBytes(request.core_digest, copy.core_digest)) {
    throw new WhosecopyError("policy-mismatch", "the request is bound to another policy than the copy");
  }
  if (copy.share === null || copy.share_epoch === null) throw new WhosecopyError("opens-used-up", "the share is gone");
  const unseal = () =>
    services.vault.open(copy.copy, { sealed: copy.share ?? new Uint8Array(0), epoch: copy.share_epoch ?? 0 });
  if (seen !== undefined) {
    // Step 3: the identical request is sealed again without counting.
    if (!equalBytes(seen.request_body, asked.statement.body)) {
      throw new WhosecopyError("request-replayed", "another request has this open id");
    }
    const release = { body: seen.release_body, signature: seen.release_signature };
    return { share: await unseal(), release, request };
  }
  checkOpenTime(request, nowMs);
  checkReceipt({ receipt: asked.receipt, level: copy.receipts, request, services });
  if (copy.opens_limit !== null && copy.opens_used >= copy.opens_limit) {
    throw new WhosecopyError("opens-used-up", "all opens are used up");
  }
  const share = await unseal();
  const record = makeRecord({ services, copy, asked, request, at: nowMs });
  await countOpen(tx, record);
  await insertOpen(tx, record, await journal.append(record));
  return { share, release: record.release, request };
}

/** Releases the host's share of a copy: counted and journalled before it is answered (protocol 3.5 and 3.6). */
export const open: Handler<"open"> = async ({ input, caller, services }) => {
  const { gate, metrics, random } = services;
  const asked: Asked = {
    statement: signedFromJson(input.body.request),
    receipt: input.body.receipt === null ? null : signedFromJson(input.body.receipt),
    copy: idBytes(input.params.copy),
    caller,
  };
  try {
    if (gate.reasons().length > 0) throw new WhosecopyError("releases-held", "no share is released at the moment");
    const released = await inReleaseTransaction(services, (tx, journal) => decide(tx, journal, asked, services));
    const sealed = await sealOpenResponse({
      ephemeralPublicKey: released.request.eph_pk,
      requestDigest: released.request.digest,
      hostShare: released.share,
      random,
    });
    metrics.opens.inc({ result: "released" });
    return { sealedShare: toJson(sealed), release: signedToJson(released.release) };
  } catch (error) {
    metrics.opens.inc({ result: error instanceof WhosecopyError ? error.code : "internal" });
    throw error;
  }
};
