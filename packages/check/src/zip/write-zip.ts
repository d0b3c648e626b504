import type { Budget } from "../budget.ts";
import { crc32 } from "../crc32.ts";
import { viewOf } from "../exif/tiff-file.ts";
import { joined } from "../source/joined.ts";
import { type Piece, sourceOfPieces } from "../source/pieces.ts";
import { isEncrypted, isFolder, type ZipArchive, type ZipEntry } from "./archive.ts";
import { extraFields } from "./extra-fields.ts";
import { deflateRaw } from "./inflate-raw.ts";

/** An entry as it is to be written: no dates, owners or comments. */
export interface NewEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly size: number;
  readonly packed: readonly Piece[];
  /** Unix kind and rights. */
  readonly mode: number;
  /** What a password needs to keep working; absent for open entries. */
  readonly locked?: { readonly flags: number; readonly time: number; readonly extra: Uint8Array };
}

/** 1 January 1980, the first day there is. */
export const noTime = 0x00210000;

const lengthOf = (piece: Piece) => ("bytes" in piece ? piece.bytes.length : piece.length);

/** An entry taken over as it is packed. */
export function sameEntry(archive: ZipArchive, entry: ZipEntry, name = entry.name): NewEntry {
  return {
    name,
    method: entry.method,
    crc: entry.crc,
    size: entry.size,
    packed: [{ from: archive.file, offset: entry.dataAt, length: entry.packed }],
    mode: keptMode(entry),
    ...(isEncrypted(entry) ? { locked: lockOf(entry) } : {}),
  };
}

/** An entry with new content, in the same packing; read piece by piece where it is only stored. */
export async function newEntry(params: {
  name: string;
  content: readonly Piece[];
  stored: boolean;
  mode?: number;
  budget: Budget;
}): Promise<NewEntry> {
  const { name, content, stored, mode = 0o100644, budget } = params;
  const source = sourceOfPieces(content);
  let crc = 0;
  if (stored) {
    for (let at = 0; at < source.size; at += 1 << 20) {
      budget.part();
      crc = crc32(await source.read(at, 1 << 20), crc);
    }
    return { name, method: 0, crc, size: source.size, packed: content, mode };
  }
  const bytes = await source.read(0, source.size);
  const packed = await deflateRaw(bytes);
  return { name, method: 8, crc: crc32(bytes), size: bytes.length, packed: [{ bytes: packed }], mode };
}

/** Whether it is a folder, a link or can be run; not whose it is. */
export function keptMode(entry: ZipEntry): number {
  if (isFolder(entry)) return 0o40755;
  const mode = entry.system === 3 || entry.system === 19 ? entry.attributes >>> 16 : 0;
  if ((mode & 0o170000) === 0o120000) return 0o120777;
  return (mode & 0o111) !== 0 ? 0o100755 : 0o100644;
}

/** The older password scheme checks a password against the time, the newer one keeps its settings in an extra field. */
function lockOf(entry: ZipEntry): NonNullable<NewEntry["locked"]> {
  const settings = extraFields(entry.extra).filter(({ id }) => id === 0x9901);
  const parts = settings.flatMap(({ id, bytes }) => [fields([2, id], [2, bytes.length]), bytes]);
  // Flag 8 says which check byte counts; flags 1 and 6 how it is locked.
  return { flags: entry.flags & 0x49, time: (entry.flags & 8) !== 0 ? entry.localTime : noTime, extra: joined(parts) };
}

/** An archive of these entries, in this order (APPNOTE 6.3). */
export function archivePieces(entries: readonly NewEntry[]): Piece[] {
  const pieces: Piece[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  const push = (piece: Piece) => {
    if (lengthOf(piece) > 0) pieces.push(piece);
    at += lengthOf(piece);
  };
  for (const entry of entries) {
    const headerAt = at;
    const packed = entry.packed.reduce((sum, piece) => sum + lengthOf(piece), 0);
    push({ bytes: localHeader(entry, packed) });
    entry.packed.forEach(push);
    if (((entry.locked?.flags ?? 0) & 8) !== 0) push({ bytes: descriptor(entry, packed) });
    directory.push(listing(entry, packed, headerAt));
  }
  const list = joined(directory);
  push({ bytes: joined([list, endOf(entries.length, list.length, at)]) });
  return pieces;
}

const full = 0xffffffff;
const isWide = (...values: number[]) => values.some((value) => value >= full);
const narrow = (value: number) => Math.min(value, full);

function common(entry: NewEntry, packed: number, extraLength: number): [number, number][] {
  const ascii = /^[\x20-\x7e]*$/u.test(entry.name);
  const nameLength = new TextEncoder().encode(entry.name).length;
  const wide = isWide(entry.size, packed);
  return [
    [2, wide ? 45 : 20],
    [2, (ascii ? 0 : 0x800) | (entry.locked?.flags ?? 0)],
    [2, entry.method],
    [4, entry.locked?.time ?? noTime],
    [4, entry.crc],
    [4, wide ? full : packed],
    [4, wide ? full : entry.size],
    [2, nameLength],
    [2, extraLength],
  ];
}

function localHeader(entry: NewEntry, packed: number): Uint8Array {
  const wide = isWide(entry.size, packed) ? fields([2, 1], [2, 16], [8, entry.size], [8, packed]) : new Uint8Array(0);
  const extra = joined([wide, entry.locked?.extra ?? new Uint8Array(0)]);
  const head = fields([4, 0x04034b50], ...common(entry, packed, extra.length));
  return joined([head, new TextEncoder().encode(entry.name), extra]);
}

function listing(entry: NewEntry, packed: number, headerAt: number): Uint8Array {
  const values: [number, number][] = isWide(entry.size, packed)
    ? [
        [8, entry.size],
        [8, packed],
      ]
    : [];
  if (isWide(headerAt)) values.push([8, headerAt]);
  const wide = values.length === 0 ? new Uint8Array(0) : fields([2, 1], [2, 8 * values.length], ...values);
  const extra = joined([wide, entry.locked?.extra ?? new Uint8Array(0)]);
  const head = fields(
    [4, 0x02014b50],
    // Written as on Unix, wherever it was, so that links and programs stay what they are.
    [2, 0x032d],
    ...common(entry, packed, extra.length),
    [2, 0],
    [2, 0],
    [2, 0],
    [2, entry.name.endsWith("/") ? 0x10 : 0],
    [2, entry.mode],
    [4, narrow(headerAt)],
  );
  return joined([head, new TextEncoder().encode(entry.name), extra]);
}

function descriptor(entry: NewEntry, packed: number): Uint8Array {
  const width = isWide(entry.size, packed) ? 8 : 4;
  return fields([4, 0x08074b50], [4, entry.crc], [width, packed], [width, entry.size]);
}

function endOf(count: number, length: number, at: number): Uint8Array {
  const parts: Uint8Array[] = [];
  if (count >= 0xffff || isWide(length, at)) {
    const start = at + length;
    parts.push(
      fields([4, 0x06064b50], [8, 44], [2, 0x032d], [2, 45], [4, 0], [4, 0], [8, count], [8, count], [8, length]),
      fields([8, at], [4, 0x07064b50], [4, 0], [8, start], [4, 1]),
    );
  }
  const listed = Math.min(count, 0xffff);
  parts.push(fields([4, 0x06054b50], [4, 0], [2, listed], [2, listed], [4, narrow(length)], [4, narrow(at)], [2, 0]));
  return joined(parts);
}

/** Little-endian numbers in a row, each with its length in bytes. */
export function fields(...values: readonly (readonly [number, number])[]): Uint8Array {
  const out = new Uint8Array(values.reduce((sum, [width]) => sum + width, 0));
  const view = viewOf(out);
  let at = 0;
  for (const [width, value] of values) {
    if (width === 2) view.setUint16(at, value, true);
    else if (width === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += width;
  }
  return out;
}
