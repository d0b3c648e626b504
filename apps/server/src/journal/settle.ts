import { inTransaction, type Reader } from "../database/transaction.ts";
import { applyRecord } from "./apply-record.ts";
import { checkJournal } from "./check-journal.ts";
import type { HoldReason } from "./release-gate.ts";

/** What a start did about the journal. */
interface Settled {
  readonly reasons: readonly HoldReason[];
  /** Records of the last run that were not in the database and are now. */
  readonly replayed: number;
  /** Attachments whose files are to be deleted. */
  readonly blobsGone: readonly Uint8Array[];
}

/**
 * At a start: does again what the last run had journalled and not committed, or finds that releases must be held. Also safe
 * while other servers on the same database are at work: a record that one of them is just committing is waited for.
 */
export async function settleJournal(db: Reader, folder: string): Promise<Settled> {
  const check = await checkJournal(db, folder);
  if (check.reasons.length > 0) return { reasons: check.reasons, replayed: 0, blobsGone: [] };
  let replayed = 0;
  const blobsGone: Uint8Array[] = [];
  for (const placed of check.unsettled) {
    const applied = await inTransaction(db, (tx) => applyRecord(tx, placed));
    if (applied.result === "applied") replayed++;
    blobsGone.push(...applied.blobsGone);
  }
  for (const { segment, bytes } of check.settle) {
    await db.updateTable("journal_segments").set({ settled_bytes: bytes }).where("segment", "=", segment).execute();
  }
  return { reasons: [], replayed, blobsGone };
}

/** Tells the database of a new segment. */
export async function registerSegment(db: Reader, segment: string, nowMs: number): Promise<void> {
  await db
    .insertInto("journal_segments")
    .values({ segment, opened_at: nowMs, settled_bytes: null, given_up: false })
    .execute();
}
