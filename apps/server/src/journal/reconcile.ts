import { readFile } from "node:fs/promises";
import { sql } from "kysely";
import { inTransaction, type Reader, type Tx } from "../database/transaction.ts";
import { applyRecord } from "./apply-record.ts";
import { readFramesLeniently } from "./framing.ts";
import { decodeRecord } from "./records.ts";
import { listSegments, type PlacedRecord, segmentPath } from "./segments.ts";

/** NOTIFY channel: running servers look again whether releases may go on. */
export const reconciledChannel = "whosecopy_reconciled";

/** What a reconciliation did, for the operator. */
export interface Reconciliation {
  /** Records that the database lacked and has now. */
  readonly opens: number;
  readonly takeBacks: number;
  readonly removals: number;
  /** Records that were there already. */
  readonly there: number;
  /** Copies that the journal names and this database doesn't have: kept as a note, should their sender hand them in again. */
  readonly unknownCopies: number;
  /** Segments whose file is gone, shorter than the database says, or damaged. */
  readonly lostSegments: readonly string[];
  /** Attachments whose files are to be deleted. */
  readonly blobsGone: readonly Uint8Array[];
}

/** Remembers what is known of copies that are not there, the worst of it. */
async function noteLost(tx: Tx, placed: PlacedRecord, copies: readonly Uint8Array[]): Promise<void> {
  const { record } = placed;
  const closed = record.kind === "open" ? null : record.kind === "take-back" ? "taken-back" : "removed";
  const used = record.kind === "open" ? record.n : 0;
  await sql`
    insert into lost_copies (copy, opens_used, closed, at)
    select copy, ${used}::int8, ${closed}::text, ${record.at}::int8 from unnest(${copies}::bytea[]) as named (copy)
    on conflict (copy) do update set
      opens_used = greatest(lost_copies.opens_used, excluded.opens_used),
      closed = coalesce(excluded.closed, lost_copies.closed),
      at = greatest(lost_copies.at, excluded.at)`.execute(tx);
}

async function settleSegment(tx: Tx, segment: string, bytes: number, lost: boolean): Promise<void> {
  const value = { settled_bytes: bytes, given_up: lost };
  await tx
    .insertInto("journal_segments")
    .values({ segment, opened_at: 0, ...value })
    .onConflict((conflict) => conflict.column("segment").doUpdateSet(value))
    .execute();
}

/** Room for numbers that were given out after the backup: clients' cursors are beyond what the restored database counts. */
const skippedMail = 1_000_000;

/**
 * Replays the whole journal over the database: counts become at least what was released, take-backs and removals are carried
 * out again, shares destroyed. Can be repeated; lifts the hold.
 */
export async function reconcileJournal(db: Reader, folder: string): Promise<Reconciliation> {
  const done = { open: 0, "take-back": 0, removal: 0, there: 0 };
  const unknown = new Set<string>();
  const blobsGone: Uint8Array[] = [];
  const rows = await db.selectFrom("journal_segments").select(["segment", "settled_bytes", "given_up"]).execute();
  const known = new Map(rows.map((row) => [row.segment, row]));
  const files = await listSegments(folder);
  const lost = rows.filter((row) => !row.given_up && !files.includes(row.segment)).map((row) => row.segment);
  let behind = false;

  for (const segment of files) {
    const file = await readFile(segmentPath(folder, segment));
    const { frames, damaged } = readFramesLeniently(segment, file);
    const row = known.get(segment);
    const short = damaged || (row?.settled_bytes ?? 0) > file.length;
    if (short && row?.given_up !== true) lost.push(segment);
    for (const [seq, frame] of frames.entries()) {
      const record = decodeRecord(frame.payload);
      if (record.kind === "start") continue;
      const placed: PlacedRecord = { segment, seq, record };
      const applied = await inTransaction(db, async (tx) => {
        const result = await applyRecord(tx, placed);
        if (result.unknown.length > 0) await noteLost(tx, placed, result.unknown);
        return result;
      });
      if (applied.result === "there") done.there++;
      else done[record.kind]++;
      for (const copy of applied.unknown) unknown.add(Buffer.from(copy).toString("hex"));
      blobsGone.push(...applied.blobsGone);
    }
    if (row === undefined && frames.length > 1) behind = true;
    await inTransaction(db, (tx) => settleSegment(tx, segment, file.length, short || row?.given_up === true));
  }
  for (const segment of lost) await inTransaction(db, (tx) => settleSegment(tx, segment, 0, true));
  if (behind) await sql`update mailboxes set head = head + ${skippedMail}::int8`.execute(db);
  await sql`select pg_notify(${reconciledChannel}, '')`.execute(db);
  return {
    opens: done.open,
    takeBacks: done["take-back"],
    removals: done.removal,
    there: done.there,
    unknownCopies: unknown.size,
    lostSegments: lost,
    blobsGone,
  };
}
