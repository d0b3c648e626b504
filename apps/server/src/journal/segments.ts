import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { readFrames } from "./framing.ts";
import { decodeRecord, type ReleaseRecord } from "./records.ts";

/** A record with its place in its segment; the start record is number 0. */
export interface PlacedRecord {
  readonly segment: string;
  readonly seq: number;
  readonly record: ReleaseRecord;
}

const segmentName = /^(\d{8})-[0-9a-f]{16}$/;

/** `<dataFolder>/journal`: beside the database, never inside, and never part of its backups. */
export async function journalFolder(dataFolder: string): Promise<string> {
  const folder = join(dataFolder, "journal");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** The file of a segment. */
export function segmentPath(folder: string, segment: string): string {
  return join(folder, `${segment}.log`);
}

/** Names of the segments in a folder, oldest first. */
export async function listSegments(folder: string): Promise<string[]> {
  return (await readdir(folder))
    .filter((name) => name.endsWith(".log"))
    .map((name) => name.slice(0, -4))
    .filter((name) => segmentName.test(name))
    .sort();
}

/** The name of a segment that follows all these; `salt` keeps two servers that start at once apart. */
export function nextSegment(segments: readonly string[], saltHex: string): string {
  const newest = Number(segmentName.exec(segments.at(-1) ?? "")?.[1] ?? 0);
  return `${String(newest + 1).padStart(8, "0")}-${saltHex}`;
}

/** How long a segment's file is now; null when it is gone. */
export async function segmentBytes(folder: string, segment: string): Promise<number | null> {
  return stat(segmentPath(folder, segment)).then(
    (found) => found.size,
    () => null,
  );
}

/**
 * Everything that a segment tells of, and how long its file is, with what a crash may have left at its end.
 *
 * @throws WhosecopyError "store-damaged"
 */
export async function readSegment(
  folder: string,
  segment: string,
): Promise<{ readonly records: PlacedRecord[]; readonly bytes: number }> {
  const file = await readFile(segmentPath(folder, segment));
  const frames = readFrames(segment, file);
  const records = frames.flatMap((frame, seq) => {
    const record = decodeRecord(frame.payload);
    return record.kind === "start" ? [] : [{ segment, seq, record }];
  });
  return { records, bytes: file.length };
}
