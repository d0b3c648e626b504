import { sql } from "kysely";
import { equalBytes, isErrorCode } from "@whosecopy/protocol";
import type { Reader } from "../database/transaction.ts";
import type { HoldReason } from "./release-gate.ts";
import { listSegments, type PlacedRecord, readSegment, segmentBytes } from "./segments.ts";

/** What a start finds out about the journal and the database. */
interface JournalCheck {
  readonly reasons: readonly HoldReason[];
  /** Records that may not be in the database: what the last run had under way when it ended. */
  readonly unsettled: readonly PlacedRecord[];
  /** Segments that are settled once those records are, with their lengths. */
  readonly settle: readonly { readonly segment: string; readonly bytes: number }[];
}

/** Releases and take-backs that a server may have had under way at once when it ended. */
const mostUnderWay = 32;

interface KnownSegment {
  readonly segment: string;
  readonly settled_bytes: number | null;
  /** The newest record of this segment that the database has: its number, and what it is of. */
  readonly last_seq: number | null;
  readonly last_id: Uint8Array | null;
}

async function knownSegments(reader: Reader): Promise<KnownSegment[]> {
  const found = await sql<KnownSegment>`
    select s.segment, s.settled_bytes, last.segment_seq as last_seq, last.id as last_id
    from journal_segments s left join lateral (
      (select segment_seq, open_id as id from opens where segment = s.segment order by segment_seq desc limit 1)
      union all
      (select segment_seq, digest as id from take_backs where segment = s.segment order by segment_seq desc limit 1)
      order by segment_seq desc limit 1
    ) as last on true
    where not s.given_up order by s.segment`.execute(reader);
  return found.rows;
}

function isOf(placed: PlacedRecord, last: Uint8Array): boolean {
  // A take-back is known by its digest, which is longer than an open's id and checked when it is applied.
  return placed.record.kind !== "open" || equalBytes(placed.record.open_id, last);
}

async function checkKnown(folder: string, known: KnownSegment): Promise<JournalCheck> {
  const { segment, settled_bytes, last_seq, last_id } = known;
  const nothing = { reasons: [], unsettled: [], settle: [] };
  const length = await segmentBytes(folder, segment);
  if (length === null) return last_seq === null ? nothing : { ...nothing, reasons: ["journal-missing"] };
  if (settled_bytes !== null && length < settled_bytes) return { ...nothing, reasons: ["journal-behind"] };
  if (settled_bytes === length) return nothing;
  const { records, bytes } = await readSegment(folder, segment);
  if (last_seq !== null && last_id !== null) {
    const same = records.find((placed) => placed.seq === last_seq);
    if (same === undefined || !isOf(same, last_id)) return { ...nothing, reasons: ["journal-behind"] };
  }
  // A crash leaves out what was under way, no more than there are connections; a longer tail is an older database.
  const tail = records.filter(({ seq }) => seq > (last_seq ?? -1)).length;
  if (tail > mostUnderWay) return { ...nothing, reasons: ["database-behind"] };
  return { reasons: [], unsettled: records, settle: [{ segment, bytes }] };
}

/** A segment that the database has never heard of: written after the backup from which it was restored. */
async function checkUnknown(folder: string, segment: string): Promise<JournalCheck> {
  const { records } = await readSegment(folder, segment);
  // A server that ended between beginning its segment and saying so released nothing.
  return { reasons: records.length > 0 ? ["database-behind"] : [], unsettled: [], settle: [] };
}

async function unknownCopies(reader: Reader, records: readonly PlacedRecord[]): Promise<boolean> {
  const copies = records.flatMap(({ record }) => (record.kind === "open" ? [record.copy] : record.copies));
  const found = await sql`
    select from unnest(${copies}::bytea[]) as named (copy)
    where not exists (select from copies where copies.copy = named.copy)
    and not exists (select from lost_copies where lost_copies.copy = named.copy) limit 1`.execute(reader);
  return found.rows.length > 0;
}

/**
 * Compares the journal with the database (protocol 3.6). Any reason to hold means: no share goes out until an operator has
 * reconciled them, because copies that were opened or taken back may look as if they were not.
 */
export async function checkJournal(reader: Reader, folder: string): Promise<JournalCheck> {
  const known = await knownSegments(reader);
  const given = await reader.selectFrom("journal_segments").select("segment").execute();
  const names = new Set(given.map((row) => row.segment));
  const checks: JournalCheck[] = [];
  const guarded = (check: Promise<JournalCheck>) =>
    check.catch((error: unknown): JournalCheck => {
      if (!isDamage(error)) throw error;
      return { reasons: ["journal-damaged"], unsettled: [], settle: [] };
    });
  for (const segment of known) checks.push(await guarded(checkKnown(folder, segment)));
  for (const segment of await listSegments(folder)) {
    if (!names.has(segment)) checks.push(await guarded(checkUnknown(folder, segment)));
  }
  const unsettled = checks.flatMap((check) => check.unsettled);
  const reasons = checks.flatMap((check) => check.reasons);
  if (await unknownCopies(reader, unsettled)) reasons.push("copies-unknown");
  return { reasons: [...new Set(reasons)], unsettled, settle: checks.flatMap((check) => check.settle) };
}

function isDamage(error: unknown): boolean {
  const code: unknown = (error as { code?: unknown } | null)?.code;
  return isErrorCode(code) && (code === "store-damaged" || code === "statement-invalid");
}
