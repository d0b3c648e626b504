import { digest } from "@whosecopy/crypto";
import { eventLeaf } from "@whosecopy/transparency-log";
import { closeCopies, dropIdleBlobs } from "../copies/close-copies.ts";
import type { Tx } from "../database/transaction.ts";
import type { TakeBackRecord } from "../journal/records.ts";
import { deliver } from "../sync/deliver.ts";
import { logEvents } from "./event.ts";

/**
 * Destroys what the copies need, logs the event and tells the holders. The statement itself is stored by
 * {@link insertTakeBack}, once the journal has it.
 *
 * @returns the attachments whose blob is gone
 */
export async function carryOutTakeBack(tx: Tx, record: TakeBackRecord): Promise<Uint8Array[]> {
  const { attachment, copies, at, salt, event } = record;
  const closed = await closeCopies(tx, { copies, because: "taken-back", at });
  await logEvents(tx, [{ leaf: eventLeaf({ salt, event }), salt, event }]);
  const blobsGone = await dropIdleBlobs(tx, [attachment]);
  await deliver(
    tx,
    closed.map((each) => ({ to: each.holder, kind: "taken-back", about: attachment, item: each.copy, at })),
  );
  return blobsGone;
}

/** Stores a take-back with its receipt, and where the journal has it. */
export async function insertTakeBack(
  tx: Tx,
  record: TakeBackRecord,
  place: { readonly segment: string; readonly seq: number },
): Promise<void> {
  const { attachment, at, statement, receipt } = record;
  await tx
    .insertInto("take_backs")
    .values({
      attachment,
      at,
      digest: digest("take-back", statement.body),
      body: statement.body,
      signature: statement.signature,
      receipt_body: receipt.body,
      receipt_signature: receipt.signature,
      segment: place.segment,
      segment_seq: place.seq,
    })
    .execute();
}

/** Both at once, for a record that the journal has already; nothing when it was done before. */
export async function recordTakeBack(
  tx: Tx,
  record: TakeBackRecord,
  place: { readonly segment: string; readonly seq: number },
): Promise<{ readonly isNew: boolean; readonly blobsGone: Uint8Array[] }> {
  const there = await tx
    .selectFrom("take_backs")
    .select("at")
    .where("attachment", "=", record.attachment)
    .where("digest", "=", digest("take-back", record.statement.body))
    .executeTakeFirst();
  if (there !== undefined) return { isNew: false, blobsGone: [] };
  const blobsGone = await carryOutTakeBack(tx, record);
  await insertTakeBack(tx, record, place);
  return { isNew: true, blobsGone };
}
