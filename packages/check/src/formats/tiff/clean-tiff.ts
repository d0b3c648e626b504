import { WhosecopyError } from "@whosecopy/protocol";
import {
  bytesOf,
  numbersOf,
  openTiff,
  readDirectory,
  type TiffDirectory,
  type TiffEntry,
  type TiffFile,
  viewOf,
} from "../../exif/tiff-file.ts";
import type { CleanContext } from "../../format.ts";
import { neutralProfile } from "../../icc/neutral-profile.ts";
import { CleanRefused } from "../../refusal.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import type { Piece } from "../../source/pieces.ts";
import { dataTags, keptTags, profileTag } from "./kept-tags.ts";
import { refusalOf } from "./refusal.ts";

/** An entry of the new file, its bytes in the file's byte order. */
interface Written {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

const mostStrips = 1e6;

/** Writes a new TIFF: the picture data as they are, and of the tags those that a decoder needs. */
export async function cleanTiff(file: ByteSource, context: CleanContext): Promise<readonly Piece[]> {
  const tiff = await openTiff(file);
  if (tiff === null) throw new WhosecopyError("file-damaged", "no TIFF head");
  const refusal = await refusalOf(tiff);
  if (refusal !== null) throw new CleanRefused(refusal);
  const pieces: Piece[] = [];
  const seen = new Set<number>();
  let at = 8;
  const links: Uint8Array[] = [];
  let first = 0;
  for (let next = tiff.first; next !== 0 && !seen.has(next);) {
    context.budget.part();
    seen.add(next);
    const directory = await readDirectory(tiff, next);
    next = directory.next;
    if (!directory.whole) throw new WhosecopyError("file-damaged", "a TIFF directory is damaged");
    if (seen.size > 1 && (await isSmallCopy(tiff, directory))) continue;
    const page = await pageOf({ tiff, directory, context, at });
    pieces.push(...page.pieces);
    const written = writeDirectory(page.entries, page.end, tiff.little);
    if (links.length === 0) first = page.end;
    else viewOf(links.at(-1)!).setUint32(0, page.end, tiff.little);
    links.push(written.link);
    pieces.push({ bytes: written.bytes });
    at = page.end + written.bytes.length;
    if (at > 0xffffffff)
      throw new CleanRefused("This TIFF is too large to be cleaned. Save it as PNG or JPEG and clean that.");
  }
  if (first === 0) throw new WhosecopyError("file-damaged", "no picture in the TIFF");
  const head = new Uint8Array(8);
  head.set(tiff.little ? [0x49, 0x49] : [0x4d, 0x4d]);
  viewOf(head).setUint16(2, 42, tiff.little);
  viewOf(head).setUint32(4, first, tiff.little);
  return [{ bytes: head }, ...pieces];
}

async function isSmallCopy(tiff: TiffFile, directory: TiffDirectory): Promise<boolean> {
  const kind = directory.entries.find(({ tag }) => tag === 0x00fe);
  return kind !== undefined && (((await numbersOf(tiff, kind, 1))[0] ?? 0) & 1) !== 0;
}

/** One picture: its data first, then where its directory starts. */
async function pageOf(params: {
  tiff: TiffFile;
  directory: TiffDirectory;
  context: CleanContext;
  at: number;
}): Promise<{ pieces: Piece[]; entries: Written[]; end: number }> {
  const { tiff, directory, context } = params;
  const byTag = new Map(directory.entries.map((entry) => [entry.tag, entry]));
  const pieces: Piece[] = [];
  const entries: Written[] = [];
  let at = params.at;
  for (const { offsets, counts } of dataTags) {
    const [starts, sizes] = [byTag.get(offsets), byTag.get(counts)];
    if (starts === undefined || sizes === undefined || starts.count !== sizes.count) continue;
    if (starts.count > mostStrips) throw new WhosecopyError("check-limit", "a TIFF of too many pieces");
    const from = await numbersOf(tiff, starts, mostStrips);
    const lengths = await numbersOf(tiff, sizes, mostStrips);
    // Strips that share their bytes would make a small file huge.
    if (lengths.reduce((sum, length) => sum + length, 0) > tiff.file.size)
      throw new WhosecopyError("file-damaged", "TIFF data overlap");
    const moved: number[] = [];
    for (const [i, offset] of from.entries()) {
      const length = lengths[i]!;
      if (offset + length > tiff.file.size)
        throw new WhosecopyError("file-damaged", "TIFF data lie outside of the file");
      moved.push(at);
      pieces.push({ from: tiff.file, offset, length });
      if (length & 1) pieces.push({ bytes: new Uint8Array(1) });
      at += length + (length & 1);
    }
    entries.push({ tag: offsets, type: 4, count: moved.length, bytes: longs(moved, tiff.little) });
    entries.push({ tag: counts, type: 4, count: lengths.length, bytes: longs(lengths, tiff.little) });
  }
  if (entries.length === 0) throw new WhosecopyError("file-damaged", "no picture in the TIFF");
  for (const entry of directory.entries) {
    if (entries.some(({ tag }) => tag === entry.tag)) continue;
    if (keptTags.has(entry.tag)) entries.push(await copied(tiff, entry));
    else if (entry.tag === profileTag) {
      const profile = await bytesOf(tiff, entry, 16e6);
      const kept = context.keeps("icc") ? profile : neutralProfile(profile);
      if (kept !== null) entries.push({ tag: profileTag, type: 7, count: kept.length, bytes: kept });
    }
  }
  entries.sort((a, b) => a.tag - b.tag);
  return { pieces, entries, end: at };
}

async function copied(tiff: TiffFile, entry: TiffEntry): Promise<Written> {
  const bytes = await bytesOf(tiff, entry, 4e6);
  if (bytes.length !== entry.size) throw new WhosecopyError("file-damaged", "a TIFF tag is too long");
  return { tag: entry.tag, type: entry.type, count: entry.count, bytes };
}

function longs(values: readonly number[], little: boolean): Uint8Array {
  const out = new Uint8Array(4 * values.length);
  const view = viewOf(out);
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value, little);
  return out;
}

/** @returns the directory with its values behind it; `link` is its last word within `bytes`, where the next one's place goes. */
function writeDirectory(
  entries: readonly Written[],
  at: number,
  little: boolean,
): { bytes: Uint8Array; link: Uint8Array } {
  const table = 2 + 12 * entries.length + 4;
  const outside = entries.map(({ bytes }) => (bytes.length > 4 ? (bytes.length + 1) & ~1 : 0));
  const out = new Uint8Array(table + outside.reduce((sum, size) => sum + size, 0));
  const view = viewOf(out);
  view.setUint16(0, entries.length, little);
  let free = table;
  for (const [i, { tag, type, count, bytes }] of entries.entries()) {
    const place = 2 + 12 * i;
    view.setUint16(place, tag, little);
    view.setUint16(place + 2, type, little);
    view.setUint32(place + 4, count, little);
    if (bytes.length <= 4) out.set(bytes, place + 8);
    else {
      view.setUint32(place + 8, at + free, little);
      out.set(bytes, free);
      free += outside[i]!;
    }
  }
  return { bytes: out, link: out.subarray(table - 4, table) };
}
