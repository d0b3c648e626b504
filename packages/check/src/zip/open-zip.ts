import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../budget.ts";
import { viewOf } from "../exif/tiff-file.ts";
import { type ByteSource, readExactly } from "../source/byte-source.ts";
import type { ListedEntry, ZipArchive, ZipEntry } from "./archive.ts";
import { unicodePath, wideValues } from "./extra-fields.ts";
import { findDirectory } from "./find-directory.ts";
import { readLocal } from "./local-header.ts";

const mostOfDirectory = 64e6;

/**
 * Reads what an archive lists, and holds each entry's own header against it.
 * @throws WhosecopyError "file-damaged" (also for entries that lie on each other, as in a bomb), "check-limit".
 */
export async function openZip(file: ByteSource, budget: Budget): Promise<ZipArchive> {
  const end = await findDirectory(file);
  if (end === null) throw new WhosecopyError("file-damaged", "the archive has no list of its contents");
  const directory = await readExactly(file, end.directoryAt, end.directoryLength, mostOfDirectory);
  const entries: ZipEntry[] = [];
  for (const listed of listedEntries(directory, end.shift)) {
    budget.part();
    entries.push(await readLocal(file, listed));
  }
  entries.sort((a, b) => a.headerAt - b.headerAt);
  const gaps: { offset: number; length: number }[] = [];
  let at = entries[0]?.headerAt ?? end.directoryAt;
  const before = at;
  for (const entry of entries) {
    if (entry.headerAt < at) throw new WhosecopyError("file-damaged", "entries of the archive lie on each other");
    if (entry.headerAt > at) gaps.push({ offset: at, length: entry.headerAt - at });
    at = entry.dataAt + entry.packed + (await descriptorLength(file, entry));
  }
  if (at > end.directoryAt) throw new WhosecopyError("file-damaged", "an entry runs into the archive's list");
  if (at < end.directoryAt) gaps.push({ offset: at, length: end.directoryAt - at });
  return { file, entries, comment: end.comment, before, gaps, after: file.size - end.end };
}

function* listedEntries(directory: Uint8Array, shift: number): Generator<ListedEntry> {
  const view = viewOf(directory);
  let at = 0;
  while (at + 46 <= directory.length && view.getUint32(at, true) === 0x02014b50) {
    const u16 = (offset: number) => view.getUint16(at + offset, true);
    const u32 = (offset: number) => view.getUint32(at + offset, true);
    const [nameLength, extraLength, commentLength] = [u16(28), u16(30), u16(32)];
    const ends = at + 46 + nameLength + extraLength + commentLength;
    if (ends > directory.length) throw new WhosecopyError("file-damaged", "the archive's list is cut off");
    const nameBytes = directory.subarray(at + 46, at + 46 + nameLength);
    const extra = directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const wide = wideValues(extra);
    const full = (value: number) => (value === 0xffffffff ? (wide.shift() ?? value) : value);
    const size = full(u32(24));
    const packed = full(u32(20));
    const headerAt = full(u32(42)) + shift;
    const flags = u16(8);
    yield {
      name: nameOf(nameBytes, flags, extra),
      nameBytes,
      flags,
      method: u16(10),
      crc: u32(16),
      packed,
      size,
      time: u32(12),
      system: directory[at + 5]!,
      attributes: u32(38),
      extra,
      comment: directory.subarray(ends - commentLength, ends),
      headerAt,
    };
    at = ends;
  }
  if (at !== directory.length) throw new WhosecopyError("file-damaged", "the archive's list is damaged");
}

function nameOf(bytes: Uint8Array, flags: number, extra: Uint8Array): string {
  const better = unicodePath(extra, bytes);
  if (better !== null) return new TextDecoder().decode(better);
  if ((flags & 0x800) !== 0) return new TextDecoder().decode(bytes);
  try {
    // Many programs write UTF-8 without saying so.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** Sums and lengths that follow the data when they were not known before (APPNOTE 4.3.9): four forms are in use. */
async function descriptorLength(file: ByteSource, entry: ZipEntry): Promise<number> {
  if ((entry.flags & 8) === 0) return 0;
  const bytes = await file.read(entry.dataAt + entry.packed, 24);
  const view = viewOf(bytes);
  const marked = bytes.length >= 4 && view.getUint32(0, true) === 0x08074b50 ? 4 : 0;
  for (const wide of [false, true]) {
    const length = marked + (wide ? 20 : 12);
    if (bytes.length < length || view.getUint32(marked, true) !== entry.crc) continue;
    const packed = wide ? Number(view.getBigUint64(marked + 4, true)) : view.getUint32(marked + 4, true);
    const size = wide ? Number(view.getBigUint64(marked + 12, true)) : view.getUint32(marked + 8, true);
    if (packed === entry.packed && size === entry.size) return length;
  }
  return 0;
}
