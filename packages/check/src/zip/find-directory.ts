import { viewOf } from "../exif/tiff-file.ts";
import type { ByteSource } from "../source/byte-source.ts";

/** Where an archive's list of contents lies. */
export interface DirectoryPlace {
  readonly directoryAt: number;
  readonly directoryLength: number;
  /** What has to be added to every offset, because something was put before the archive. */
  readonly shift: number;
  readonly comment: Uint8Array;
  /** Where the archive ends. */
  readonly end: number;
}

const endMark = 0x06054b50;
/** A mark, a comment of full length, and some room for what was added after it. */
const searched = 22 + 65_535 + 65_536;

/** Looks for the end mark (APPNOTE 4.3.16) from the end. @returns null when there is none that points to a list. */
export async function findDirectory(file: ByteSource): Promise<DirectoryPlace | null> {
  const start = Math.max(0, file.size - searched);
  const tail = await file.read(start, file.size - start);
  const view = viewOf(tail);
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail[at] !== 0x50 || view.getUint32(at, true) !== endMark) continue;
    const commentLength = view.getUint16(at + 20, true);
    const ends = at + 22 + commentLength;
    if (ends > tail.length) continue;
    const place = await directoryAt(file, start + at, view.getUint32(at + 12, true), view.getUint32(at + 16, true));
    if (place !== null) return { ...place, comment: tail.slice(at + 22, ends), end: start + ends };
  }
  return null;
}

type Place = Pick<DirectoryPlace, "directoryAt" | "directoryLength" | "shift">;

async function directoryAt(file: ByteSource, markAt: number, length: number, stated: number): Promise<Place | null> {
  const wide = await wideEnd(file, markAt);
  const [size, offset, endsAt] = wide ?? [length, stated, markAt];
  // Where the list really ends counts; the offset that is stated is wrong when something was put before the archive.
  for (const at of [endsAt - size, offset]) {
    if (at < 0 || at + size > markAt) continue;
    if (size === 0) return { directoryAt: at, directoryLength: 0, shift: 0 };
    const head = await file.read(at, 4);
    if (head.length === 4 && viewOf(head).getUint32(0, true) === 0x02014b50)
      return { directoryAt: at, directoryLength: size, shift: at - offset };
  }
  return null;
}

/** The 64-bit end record (APPNOTE 4.3.14), found by its locator before the end mark: size, offset, and where it stands itself. */
async function wideEnd(file: ByteSource, markAt: number): Promise<readonly [number, number, number] | null> {
  if (markAt < 76) return null;
  const locator = await file.read(markAt - 20, 20);
  if (viewOf(locator).getUint32(0, true) !== 0x07064b50) return null;
  const stated = Number(viewOf(locator).getBigUint64(8, true));
  for (const at of [stated, markAt - 76]) {
    const record = await file.read(at, 56);
    const view = viewOf(record);
    if (record.length < 56 || view.getUint32(0, true) !== 0x06064b50) continue;
    return [Number(view.getBigUint64(40, true)), Number(view.getBigUint64(48, true)), at];
  }
  return null;
}
