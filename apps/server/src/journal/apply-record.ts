import { sql } from "kysely";
import { closeCopies, dropIdleBlobs } from "../copies/close-copies.ts";
import type { Tx } from "../database/transaction.ts";
import { recordOpen } from "../opens/record-open.ts";
import { recordTakeBack } from "../opens/record-take-back.ts";
import type { OpenRecord, RemovalRecord, TakeBackRecord } from "./records.ts";
import type { PlacedRecord } from "./segments.ts";

/** What doing a record again came to. */
interface Applied {
  /** "there" when nothing changed. */
  readonly result: "there" | "applied";
  /** Copies that this database doesn't know. */
  readonly unknown: readonly Uint8Array[];
  /** Attachments whose files are to be deleted once this is committed. */
  readonly blobsGone: readonly Uint8Array[];
}

async function unknownOf(tx: Tx, copies: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const found = await sql<{ copy: Uint8Array }>`
    select asked.copy from unnest(${copies}::bytea[]) as asked (copy)
    where not exists (select from copies where copies.copy = asked.copy)`.execute(tx);
  return found.rows.map((row) => row.copy);
}

async function applyOpen(tx: Tx, placed: PlacedRecord, record: OpenRecord): Promise<Applied> {
  const copy = await tx
    .selectFrom("copies")
    .select("sender")
    .where("copy", "=", record.copy)
    .forUpdate()
    .executeTakeFirst();
  if (copy === undefined) return { result: "there", unknown: [record.copy], blobsGone: [] };
  const there = await tx
    .selectFrom("opens")
    .select("n")
    .where("attachment", "=", record.attachment)
    .where("copy", "=", record.copy)
    .where("open_id", "=", record.open_id)
    .executeTakeFirst();
  if (there !== undefined) return { result: "there", unknown: [], blobsGone: [] };
  await recordOpen(tx, record, placed);
  return { result: "applied", unknown: [], blobsGone: [] };
}

async function applyTakeBack(tx: Tx, placed: PlacedRecord, record: TakeBackRecord): Promise<Applied> {
  const unknown = await unknownOf(tx, record.copies);
  const { isNew, blobsGone } = await recordTakeBack(tx, record, placed);
  return { result: isNew ? "applied" : "there", unknown, blobsGone };
}

async function applyRemoval(tx: Tx, record: RemovalRecord): Promise<Applied> {
  const unknown = await unknownOf(tx, record.copies);
  const closed = await closeCopies(tx, { copies: record.copies, because: "removed", at: record.at });
  const blobsGone = await dropIdleBlobs(
    tx,
    closed.map((each) => each.attachment),
  );
  return { result: closed.length > 0 ? "applied" : "there", unknown, blobsGone };
}

/** Does in the database what a record of the journal tells of, unless it is there already. */
export async function applyRecord(tx: Tx, placed: PlacedRecord): Promise<Applied> {
  const { record } = placed;
  switch (record.kind) {
    case "open":
      return applyOpen(tx, placed, record);
    case "take-back":
      return applyTakeBack(tx, placed, record);
    case "removal":
      return applyRemoval(tx, record);
  }
}
