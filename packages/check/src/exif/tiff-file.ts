import type { ByteSource } from "../source/byte-source.ts";

/** The structure that TIFF files and Exif share (TIFF 6.0, section 2; BigTIFF with 64-bit offsets). */
export interface TiffFile {
  readonly file: ByteSource;
  readonly little: boolean;
  readonly big: boolean;
  /** Of the first directory. */
  readonly first: number;
}

/** One entry of a directory. */
export interface TiffEntry {
  readonly tag: number;
  readonly type: number;
  /** Values, not bytes. */
  readonly count: number;
  /** Where its bytes lie in the file. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
}

export interface TiffDirectory {
  readonly entries: readonly TiffEntry[];
  /** Where the next directory starts; 0 when this is the last. */
  readonly next: number;
  /** False when entries are missing or point outside of the file. */
  readonly whole: boolean;
}

const sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

/** @returns null when it is none. */
export async function openTiff(file: ByteSource): Promise<TiffFile | null> {
  const head = await file.read(0, 16);
  if (head.length < 8) return null;
  const little = head[0] === 0x49 && head[1] === 0x49;
  if (!little && !(head[0] === 0x4d && head[1] === 0x4d)) return null;
  const view = viewOf(head);
  const magic = view.getUint16(2, little);
  if (magic === 43) {
    if (head.length < 16) return null;
    return { file, little, big: true, first: Number(view.getBigUint64(8, little)) };
  }
  // 42 is TIFF; Panasonic and Olympus raw files use others.
  if (magic !== 42 && magic !== 0x55 && magic !== 0x4f52 && magic !== 0x5352) return null;
  return { file, little, big: false, first: view.getUint32(4, little) };
}

/** Reads a directory. Damage makes it shorter and `whole` false; it does not throw. */
export async function readDirectory(tiff: TiffFile, offset: number, base = 0): Promise<TiffDirectory> {
  const { file, little, big } = tiff;
  const [countBytes, entryBytes, wordBytes] = big ? [8, 20, 8] : [2, 12, 4];
  const broken = { entries: [], next: 0, whole: false };
  if (offset < 0 || offset + countBytes > file.size) return broken;
  const head = await file.read(offset, countBytes);
  if (head.length < countBytes) return broken;
  const count = big ? Number(viewOf(head).getBigUint64(0, little)) : viewOf(head).getUint16(0, little);
  // No directory needs more; a lying count must not be followed.
  const read = Math.min(count, 4_096);
  const table = await file.read(offset + countBytes, read * entryBytes + wordBytes);
  const view = viewOf(table);
  const word = (at: number) => (big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little));
  const entries: TiffEntry[] = [];
  let whole = read === count;
  for (let i = 0; i < read; i++) {
    const at = i * entryBytes;
    if (at + entryBytes > table.length) return { entries, next: 0, whole: false };
    const type = view.getUint16(at + 2, little);
    const count = word(at + 4);
    const size = (sizes[type] ?? 0) * count;
    const valueAt = at + 4 + wordBytes;
    const outside = size > wordBytes;
    const start = outside ? base + word(valueAt) : offset + countBytes + valueAt;
    if (size === 0 || start + size > file.size || !Number.isSafeInteger(start + size)) {
      if (count !== 0) whole = false;
      continue;
    }
    entries.push({ tag: view.getUint16(at, little), type, count, offset: start, size });
  }
  const end = read * entryBytes;
  const next = whole && end + wordBytes <= table.length ? word(end) : 0;
  return { entries, next, whole };
}

/** An entry's bytes, at most `most` of them. */
export function bytesOf(tiff: TiffFile, entry: TiffEntry, most = 1e6): Promise<Uint8Array> {
  return tiff.file.read(entry.offset, Math.min(entry.size, most));
}

/** An entry's values as numbers: a rational is divided, 0/0 is NaN. */
export async function numbersOf(tiff: TiffFile, entry: TiffEntry, most = 64): Promise<number[]> {
  return (await rationalsOf(tiff, entry, most)).map(({ over, under }) => over / under);
}

/** The same with what each is divided by, which says how fine it is. */
export async function rationalsOf(
  tiff: TiffFile,
  entry: TiffEntry,
  most = 64,
): Promise<{ over: number; under: number }[]> {
  const size = sizes[entry.type] ?? 0;
  if (size === 0) return [];
  const count = Math.min(entry.count, most);
  const bytes = await tiff.file.read(entry.offset, size * count);
  const view = viewOf(bytes);
  const { little } = tiff;
  const values: { over: number; under: number }[] = [];
  for (let at = 0; at + size <= bytes.length; at += size) {
    switch (entry.type) {
      case 5:
        values.push({ over: view.getUint32(at, little), under: view.getUint32(at + 4, little) });
        break;
      case 10:
        values.push({ over: view.getInt32(at, little), under: view.getInt32(at + 4, little) });
        break;
      default:
        values.push({ over: plainNumber(view, at, entry.type, little), under: 1 });
    }
  }
  return values;
}

function plainNumber(view: DataView, at: number, type: number, little: boolean): number {
  switch (type) {
    case 3:
      return view.getUint16(at, little);
    case 4:
    case 13:
      return view.getUint32(at, little);
    case 6:
      return view.getInt8(at);
    case 8:
      return view.getInt16(at, little);
    case 9:
      return view.getInt32(at, little);
    case 11:
      return view.getFloat32(at, little);
    case 12:
      return view.getFloat64(at, little);
    case 16:
    case 17:
    case 18:
      return Number(view.getBigUint64(at, little));
    default:
      return view.getUint8(at);
  }
}

/** An entry as text: ASCII, UTF-8 or UTF-16 for the tags of Windows, numbers otherwise. */
export async function textOf(tiff: TiffFile, entry: TiffEntry): Promise<string> {
  const { tag, type } = entry;
  if (type === 2 || type === 129 || type === 1 || type === 7) {
    const bytes = await bytesOf(tiff, entry, 4_000);
    // XPTitle to XPSubject: UTF-16, little endian whatever the file is.
    if (tag >= 0x9c9b && tag <= 0x9c9f) return new TextDecoder("utf-16le").decode(bytes);
    if (tag === 0x9286 || tag === 0x1b || tag === 0x1c) return codedText(bytes, tiff.little);
    return plainText(bytes);
  }
  return (await numbersOf(tiff, entry, 16)).map((n) => String(Math.round(n * 1e6) / 1e6)).join(" ");
}

/** Text with a character code in its first eight bytes (Exif 3.0, 4.6.6 UserComment). */
function codedText(bytes: Uint8Array, little: boolean): string {
  const code = plainText(bytes.subarray(0, 8));
  if (code === "UNICODE") return new TextDecoder(little ? "utf-16le" : "utf-16be").decode(bytes.subarray(8));
  if (code === "ASCII" || code === "" || code === "JIS") return plainText(bytes.subarray(8));
  return plainText(bytes);
}

function plainText(bytes: Uint8Array): string {
  const end = bytes.findLastIndex((byte) => byte !== 0 && byte !== 0x20);
  return new TextDecoder().decode(bytes.subarray(0, end + 1)).replaceAll("\0", " ");
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Where the TIFF header of an Exif block starts; -1 when there is none within the first bytes. */
export function tiffStart(bytes: Uint8Array): number {
  for (let at = 0; at <= 16 && at + 8 <= bytes.length; at++) {
    const [a, b, c, d] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
    if (a === 0x49 && b === 0x49 && c === 0x2a && d === 0) return at;
    if (a === 0x4d && b === 0x4d && c === 0 && d === 0x2a) return at;
  }
  return -1;
}
