import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../../budget.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { countSteps } from "../../steps.ts";

/** One marker segment (ITU-T T.81, annex B); for a scan with the entropy-coded data that follow it. */
export interface JpegSegment {
  readonly marker: number;
  /** Of the marker's 0xFF. */
  readonly offset: number;
  /** Of marker, length and content; for a scan also of its data. */
  readonly length: number;
}

/** Where the parts of a JPEG lie. */
export interface JpegLayout {
  readonly segments: readonly JpegSegment[];
  /** Bytes up to and with the end mark, or all when there is none. */
  readonly end: number;
  /** False when the file stops before its end mark. */
  readonly ended: boolean;
  /** True when there are bytes between segments that belong to none. */
  readonly gaps: boolean;
}

export const markers = {
  soi: 0xd8,
  eoi: 0xd9,
  sos: 0xda,
  app0: 0xe0,
  app1: 0xe1,
  app2: 0xe2,
  app11: 0xeb,
  app13: 0xed,
  app14: 0xee,
  com: 0xfe,
} as const;

const windowBytes = 1 << 20;

/**
 * Walks from SOI to EOI. Contents of segments are stepped over by their lengths, so that pictures within them don't end the walk, and
 * entropy-coded data are searched for the next marker that is no restart and no stuffed byte.
 * @param from where the SOI lies in the file; all offsets count from the file's start.
 * @throws WhosecopyError "file-damaged" when there is no SOI.
 */
export async function jpegLayout(file: ByteSource, budget: Budget, from = 0): Promise<JpegLayout> {
  const start = await file.read(from, 2);
  if (start[0] !== 0xff || start[1] !== markers.soi) throw new WhosecopyError("file-damaged", "no JPEG start mark");
  const step = countSteps(budget, 32);
  const segments: JpegSegment[] = [];
  let at = from + 2;
  let gaps = false;
  const stopped = (): JpegLayout => ({ segments, end: file.size, ended: false, gaps });
  for (;;) {
    step();
    const head = await file.read(at, 4);
    if (head.length < 2) return stopped();
    if (head[0] !== 0xff) {
      gaps = true;
      const next = await findByte(file, at, 0xff, step);
      if (next < 0) return stopped();
      at = next;
      continue;
    }
    const marker = head[1]!;
    if (marker === 0xff) {
      at++;
    } else if (marker === markers.eoi) {
      return { segments, end: at + 2, ended: true, gaps };
    } else if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) {
      // Stands alone; here it means nothing.
      gaps = true;
      at += 2;
    } else {
      const length = head.length < 4 ? 0 : (head[2]! << 8) | head[3]!;
      if (length < 2 || at + 2 + length > file.size) return stopped();
      const end = at + 2 + length;
      const next = marker === markers.sos ? await endOfScan(file, end, step) : end;
      segments.push({ marker, offset: at, length: next - at });
      at = next;
    }
  }
}

/** Where the marker after a scan's data starts, or the file's end. */
async function endOfScan(file: ByteSource, from: number, step: () => void): Promise<number> {
  let at = from;
  while (at < file.size) {
    step();
    const bytes = await file.read(at, windowBytes);
    if (bytes.length === 0) break;
    let i = bytes.indexOf(0xff);
    while (i >= 0 && i + 1 < bytes.length) {
      const next = bytes[i + 1]!;
      // Codes below 0xC0 are reserved or stuffing: decoders go on, so they belong to the data. 0xFF may be repeated as a fill byte.
      if (next >= 0xc0 && next !== 0xff && (next < 0xd0 || next > 0xd8)) return at + i;
      i = bytes.indexOf(0xff, next === 0xff ? i + 1 : i + 2);
    }
    at += i < 0 || bytes.length === 1 ? bytes.length : i;
    if (at + 1 >= file.size) break;
  }
  return file.size;
}

async function findByte(file: ByteSource, from: number, byte: number, step: () => void): Promise<number> {
  for (let at = from; at < file.size; at += windowBytes) {
    step();
    const found = (await file.read(at, windowBytes)).indexOf(byte);
    if (found >= 0) return at + found;
  }
  return -1;
}
