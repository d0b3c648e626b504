import { WhosecopyError } from "@whosecopy/protocol";
import type { InspectContext } from "../../format.ts";
import { gatherInto } from "../../report/gather.ts";
import { type Tell, tells } from "../../report/tells.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { isFolder, type ZipArchive, type ZipEntry } from "../../zip/archive.ts";
import { contentOf, whyClosed } from "../../zip/entry-content.ts";
import { openZip } from "../../zip/open-zip.ts";
import { inspectArchive } from "./inspect-archive.ts";
import { isHidden, isJunk, tidyNames } from "./telling-names.ts";

const junk: Tell = {
  kind: "hidden-content",
  severity: "identifies-you",
  sentence: "Holds files that a computer adds by itself, which can name folders and show pictures that were deleted.",
};
const hidden: Tell = {
  kind: "hidden-content",
  severity: "shows-more",
  sentence: "Holds files that most programs do not show, such as the earlier versions of a project.",
};

export async function inspectZip(file: ByteSource, context: InspectContext): Promise<void> {
  const archive = await openZip(file, context.budget);
  await inspectArchive(archive, context);
  const removed = gatherInto(context, "names");
  const kept = gatherInto(context, "names", "stays");
  const tidy = tidyNames(archive.entries);
  for (const [i, entry] of archive.entries.entries()) {
    const { name } = entry;
    if (isJunk(name)) removed.add(junk, name);
    else if (isHidden(name)) kept.add(hidden, name);
    if (tidy[i] !== name) removed.add(tells.path, name);
    else if (/(?:^|[\\/])(?:Users|home)[\\/]./u.test(name)) kept.add(tells.path, name);
    if (!isFolder(entry)) await inspectEntry(archive, entry, context);
  }
  removed.flush();
  kept.flush();
}

async function inspectEntry(archive: ZipArchive, entry: ZipEntry, context: InspectContext): Promise<void> {
  const closed = whyClosed(entry);
  if (closed !== null) {
    context.unseen(entry.name, closed);
    return;
  }
  if (entry.size === 0) return;
  let content: ByteSource;
  try {
    content = await contentOf(archive, entry, context.budget);
  } catch (error) {
    if (!(error instanceof WhosecopyError) || error.code !== "file-damaged") throw error;
    context.unseen(entry.name, "Damaged: it could not be unpacked.");
    return;
  }
  await context.inner(entry.name, content);
}
