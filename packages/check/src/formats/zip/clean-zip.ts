import { WhosecopyError } from "@whosecopy/protocol";
import type { CleanContext } from "../../format.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { type Piece, sourceOfPieces } from "../../source/pieces.ts";
import { sameContent } from "../../source/same-content.ts";
import { isFolder, type ZipArchive, type ZipEntry } from "../../zip/archive.ts";
import { contentOf, whyClosed } from "../../zip/entry-content.ts";
import { openZip } from "../../zip/open-zip.ts";
import { archivePieces, keptMode, type NewEntry, newEntry, sameEntry } from "../../zip/write-zip.ts";
import { isJunk, tidyNames } from "./telling-names.ts";

/**
 * A new archive of the same files in the same order, each cleaned by its own format. What can't be cleaned stays, and the inspection
 * afterwards says so; what needed no cleaning stays packed as it is.
 */
export async function cleanZip(file: ByteSource, context: CleanContext): Promise<readonly Piece[]> {
  const archive = await openZip(file, context.budget);
  const entries: NewEntry[] = [];
  const tidy = tidyNames(archive.entries);
  for (const [i, entry] of archive.entries.entries()) {
    context.budget.part();
    if (isJunk(entry.name)) continue;
    if (isFolder(entry)) entries.push({ ...emptyFolder, name: tidy[i]!, mode: keptMode(entry) });
    else entries.push(await cleanEntry({ archive, entry, name: tidy[i]!, context }));
  }
  return archivePieces(entries);
}

const emptyFolder = { method: 0, crc: 0, size: 0, packed: [] };

/** The entry with what is in it cleaned, or as it is where that can't be. */
export async function cleanEntry(params: {
  archive: ZipArchive;
  entry: ZipEntry;
  name: string;
  context: CleanContext;
}): Promise<NewEntry> {
  const { archive, entry, name, context } = params;
  const same = sameEntry(archive, entry, name);
  if (whyClosed(entry) !== null || entry.size === 0) return same;
  let content: ByteSource;
  try {
    content = await contentOf(archive, entry, context.budget);
  } catch (error) {
    if (error instanceof WhosecopyError && error.code === "file-damaged") return same;
    throw error;
  }
  const cleaned = await context.inner(entry.name, content);
  if (cleaned === null || (await sameContent(sourceOfPieces(cleaned), content, context.budget))) return same;
  return newEntry({
    name,
    content: cleaned,
    stored: entry.method === 0,
    mode: keptMode(entry),
    budget: context.budget,
  });
}
