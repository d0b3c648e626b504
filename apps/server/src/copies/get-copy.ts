import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import type { Schema } from "../database/schema.ts";
import type { Reader } from "../database/transaction.ts";
import type { Handler } from "../http/handler.ts";
import { id16, id32, idBytes, signedJson, toJson } from "../http/json-bytes.ts";
import { isExpired, refusedBecause, stateOf } from "./live.ts";

async function envelopeFor(reader: Reader, copy: Schema["copies"], device: Uint8Array) {
  const row = await reader
    .selectFrom("envelopes")
    .innerJoin("pairs", (join) => join.onRef("pairs.pair", "=", "envelopes.pair").on("pairs.acct", "=", copy.sender))
    .select(["envelopes.suite", "envelopes.prekey", "envelopes.pair", "envelopes.sealed", "pairs.enc"])
    .where("envelopes.attachment", "=", copy.attachment)
    .where("envelopes.copy", "=", copy.copy)
    .where("envelopes.device", "=", device)
    .executeTakeFirst();
  if (row === undefined) return { envelope: null, pair: null };
  return {
    envelope: {
      device: id32(device),
      suite: row.suite === 2 ? (2 as const) : (1 as const),
      cpkId: id16(row.prekey),
      pair: id32(row.pair),
      sealed: toJson(row.sealed),
    },
    pair: { id: id32(row.pair), enc: toJson(row.enc) },
  };
}

/** A copy, for the person it was made for, as long as it is live. */
export const getCopy: Handler<"getCopy"> = async ({ input, caller, services }) => {
  const { db } = services.database;
  const copy = await db
    .selectFrom("copies")
    .selectAll()
    .where("copy", "=", idBytes(input.params.copy))
    .executeTakeFirst();
  if (copy === undefined || !equalBytes(copy.holder, caller.acct)) {
    throw new WhosecopyError("not-found", "no such copy for this account");
  }
  const nowMs = services.clock.nowMs();
  const because = copy.closed ?? (isExpired(copy, nowMs) ? "expired" : null);
  if (because !== null) throw new WhosecopyError(refusedBecause[because], "the copy is closed");
  const bundle = await db
    .selectFrom("copy_bundles")
    .select("bundle")
    .where("attachment", "=", copy.attachment)
    .where("copy", "=", copy.copy)
    .executeTakeFirst();
  // Closed between the two looks.
  if (bundle === undefined) throw new WhosecopyError("taken-back", "the copy is closed");
  const blob = await db
    .selectFrom("blobs")
    .select("size_bytes")
    .where("attachment", "=", copy.attachment)
    .where("complete", "=", true)
    .executeTakeFirst();
  const confirmed = await db
    .selectFrom("opens")
    .select("n")
    .where("attachment", "=", copy.attachment)
    .where("copy", "=", copy.copy)
    .where("confirmed", "=", "ok")
    .limit(1)
    .executeTakeFirst();
  return {
    statement: signedJson({ body: copy.statement_body, signature: copy.statement_signature }),
    bundle: toJson(bundle.bundle),
    ...(await envelopeFor(db, copy, caller.device)),
    blobBytes: blob?.size_bytes ?? null,
    state: stateOf(copy, confirmed !== undefined, nowMs),
    opensUsed: copy.opens_used,
  };
};
