import { open } from "node:fs/promises";
import { concatBytes, toHex, WhosecopyError } from "@whosecopy/protocol";
import type { Random } from "@whosecopy/crypto";
import { isOutOfSpace, syncFolder } from "../data-folder/durable-file.ts";
import { chainStart, type Frame, frameAfter, frameBytes } from "./framing.ts";
import { encodeRecord, type JournalRecord, type ReleaseRecord } from "./records.ts";
import { listSegments, nextSegment, segmentBytes, segmentPath } from "./segments.ts";

/** The release journal of this process: its own segment, which nobody else writes. */
export interface ReleaseJournal {
  readonly segment: string;
  /**
   * Appends a record; resolves when it is on the disk. Records that come in meanwhile share the next fsync.
   *
   * @returns the record's number in the segment
   * @throws WhosecopyError "storage-full", or "releases-held" once a write has failed: what is in the file is then unclear
   */
  append(record: ReleaseRecord): Promise<number>;
  /** Length of what is on the disk. */
  bytes(): number;
  close(): Promise<void>;
}

interface Waiting {
  readonly frame: Frame;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Begins a new segment: each start of a server has its own, so that nothing is ever appended to what a crash left. */
export async function openJournal(params: {
  readonly folder: string;
  readonly random: Random;
  readonly nowMs: number;
}): Promise<ReleaseJournal> {
  const { folder } = params;
  const before = await listSegments(folder);
  const newest = before.at(-1);
  const segment = nextSegment(before, toHex(params.random.bytes(8)));
  const file = await open(segmentPath(folder, segment), "wx", 0o600);
  let digest = chainStart(segment);
  let seq = 0;
  let written = 0;
  let broken = false;
  let waiting: Waiting[] = [];
  // Null exactly when the loop below is not running: set by the loop itself, so that no record is left waiting.
  let writing: Promise<void> | null = null;

  function link(record: JournalRecord): Frame {
    const frame = frameAfter(digest, encodeRecord(record));
    digest = frame.digest;
    return frame;
  }

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        if (broken) throw new WhosecopyError("releases-held", "the release journal can't be written");
        const bytes = concatBytes(...batch.map((each) => frameBytes(each.frame)));
        await file.appendFile(bytes);
        await file.datasync();
        written += bytes.length;
        for (const each of batch) each.done();
      } catch (cause) {
        // Half a frame may be in the file: later frames would not follow from it.
        broken = true;
        const error = isOutOfSpace(cause)
          ? new WhosecopyError("storage-full", "no room left for the release journal", { cause })
          : cause;
        for (const each of batch) each.failed(error);
      }
    }
    writing = null;
  }

  function enqueue(record: JournalRecord): Promise<number> {
    const own = seq++;
    const frame = link(record);
    return new Promise((resolve, reject) => {
      waiting.push({ frame, done: () => resolve(own), failed: reject });
      writing ??= Promise.resolve().then(writeAll);
    });
  }

  const after = newest === undefined ? null : { segment: newest, bytes: (await segmentBytes(folder, newest)) ?? 0 };
  await enqueue({ v: 1, kind: "start", at: params.nowMs, after });
  await syncFolder(folder);
  return {
    segment,
    append: enqueue,
    bytes: () => written,
    async close() {
      await writing;
      await file.close();
    },
  };
}
