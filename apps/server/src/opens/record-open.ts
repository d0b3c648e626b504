import { eventLeaf } from "@whosecopy/transparency-log";
import type { Tx } from "../database/transaction.ts";
import type { OpenRecord } from "../journal/records.ts";
import { deliver } from "../sync/deliver.ts";
import { logEvents } from "./event.ts";
import { shownTime } from "./receipt-time.ts";

/**
 * Counts an open: raises the copy's count, logs the event, tells the sender as far as the policy lets her know. The open itself
 * is stored by {@link insertOpen}, once the journal has it.
 */
export async function countOpen(tx: Tx, record: OpenRecord): Promise<void> {
  const copy = await tx
    .updateTable("copies")
    .set((row) => ({
      opens_used: row.fn<number>("greatest", ["opens_used", row.val(record.n)]),
      first_open_at: row.fn.coalesce("first_open_at", row.val(record.at)),
      last_open_at: record.at,
    }))
    .where("copy", "=", record.copy)
    .returning(["sender", "receipts"])
    .executeTakeFirstOrThrow();
  const { salt, event } = record;
  await logEvents(tx, [{ leaf: eventLeaf({ salt, event }), salt, event }]);
  const at = shownTime(copy.receipts, record.at);
  if (at !== null) {
    await deliver(tx, [{ to: copy.sender, kind: "opened", about: record.attachment, item: record.copy, at }]);
  }
}

/** Stores an open: whole request, receipt and release, and where the journal has it. */
export async function insertOpen(
  tx: Tx,
  record: OpenRecord,
  place: { readonly segment: string; readonly seq: number },
): Promise<void> {
  const { attachment, copy, open_id, n, at, acct, device, request, receipt, release } = record;
  await tx
    .insertInto("opens")
    .values({
      attachment,
      copy,
      open_id,
      n,
      at,
      acct,
      device,
      request_body: request.body,
      request_signature: request.signature,
      receipt_body: receipt?.body ?? null,
      receipt_signature: receipt?.signature ?? null,
      release_body: release.body,
      release_signature: release.signature,
      confirmed: null,
      confirm_body: null,
      confirm_signature: null,
      segment: place.segment,
      segment_seq: place.seq,
    })
    .execute();
}

/** Both at once, for a record that the journal has already. */
export async function recordOpen(
  tx: Tx,
  record: OpenRecord,
  place: { readonly segment: string; readonly seq: number },
): Promise<void> {
  await countOpen(tx, record);
  await insertOpen(tx, record, place);
}
