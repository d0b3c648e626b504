import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../budget.ts";
import { crc32 } from "../crc32.ts";
import { type ByteSource, partOf, readExactly, sourceOfBytes } from "../source/byte-source.ts";
import { isEncrypted, type ZipArchive, type ZipEntry } from "./archive.ts";
import { inflateRaw } from "./inflate-raw.ts";

/** A packed entry has to be unpacked whole; one that is only stored, such as a video mostly is, can have any size. */
const mostPacked = 256e6;

/** Whether `contentOf` can give what is in it, and if not, why, for a person. */
export function whyClosed(entry: ZipEntry): string | null {
  if (isEncrypted(entry)) return "Protected by a password: nothing in it could be looked at.";
  if (entry.method === 0) return null;
  if (entry.method !== 8) return "Packed in a way that is not known here.";
  return entry.size > mostPacked || entry.packed > mostPacked ? "Too large to be unpacked here." : null;
}

/** What is in an entry that is not closed. @throws WhosecopyError "file-damaged", "check-limit". */
export async function contentOf(archive: ZipArchive, entry: ZipEntry, budget: Budget): Promise<ByteSource> {
  if (entry.method === 0) {
    if (entry.size !== entry.packed) throw new WhosecopyError("file-damaged", "a stored part has two lengths");
    return partOf(archive.file, entry.dataAt, entry.size);
  }
  const packed = await readExactly(archive.file, entry.dataAt, entry.packed, mostPacked);
  const bytes = await inflateRaw(packed, entry.size, budget);
  if (crc32(bytes) !== entry.crc) throw new WhosecopyError("file-damaged", "a part differs from its checksum");
  return sourceOfBytes(bytes);
}
