import { WhosecopyError } from "@whosecopy/protocol";
import { viewOf } from "../exif/tiff-file.ts";
import { type ByteSource, readExactly } from "../source/byte-source.ts";
import type { ListedEntry, ZipEntry } from "./archive.ts";
import { wideValues } from "./extra-fields.ts";

/** Completes an entry by its local header (APPNOTE 4.3.7). @throws WhosecopyError "file-damaged". */
export async function readLocal(file: ByteSource, listed: ListedEntry): Promise<ZipEntry> {
  const { headerAt } = listed;
  const head = await file.read(headerAt, 30);
  const view = viewOf(head);
  if (head.length < 30 || view.getUint32(0, true) !== 0x04034b50)
    throw new WhosecopyError("file-damaged", "an entry is not where the archive's list says");
  const u16 = (at: number) => view.getUint16(at, true);
  const u32 = (at: number) => view.getUint32(at, true);
  const [nameLength, extraLength] = [u16(26), u16(28)];
  const names = await readExactly(file, headerAt + 30, nameLength + extraLength);
  const localName = names.subarray(0, nameLength);
  const localExtra = names.subarray(nameLength);
  const wide = wideValues(localExtra);
  const full = (value: number) => (value === 0xffffffff ? (wide.shift() ?? value) : value);
  const size = full(u32(22));
  const packed = full(u32(18));
  const lengthsLater = (u16(6) & 8) !== 0;
  const dataAt = headerAt + 30 + nameLength + extraLength;
  if (dataAt + listed.packed > file.size) throw new WhosecopyError("file-damaged", "an entry is cut off");
  const sameName =
    localName.length === listed.nameBytes.length && localName.every((byte, i) => byte === listed.nameBytes[i]);
  const sameLengths =
    (size === listed.size && packed === listed.packed && u32(14) === listed.crc) ||
    (lengthsLater && [0, listed.size].includes(size));
  return {
    ...listed,
    localExtra,
    localTime: u32(10),
    dataAt,
    contradicts: !sameName || u16(8) !== listed.method || !sameLengths || (u16(6) & 1) !== (listed.flags & 1),
  };
}
