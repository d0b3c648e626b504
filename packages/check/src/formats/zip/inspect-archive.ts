import type { InspectContext } from "../../format.ts";
import { gatherInto } from "../../report/gather.ts";
import { type Tell, tells } from "../../report/tells.ts";
import { partOf } from "../../source/byte-source.ts";
import { isEncrypted, isFolder, type ZipArchive, type ZipEntry } from "../../zip/archive.ts";
import { keptMode, noTime } from "../../zip/write-zip.ts";
import { extraTells } from "./extra-tells.ts";

const rights: Tell = {
  kind: "software",
  severity: "harmless",
  sentence: "Shows which kind of computer it was packed on.",
};
const twoLists: Tell = {
  kind: "hidden-content",
  severity: "shows-more",
  sentence: "Its two lists of contents differ: some programs unpack something else than others.",
};
const before: Tell = {
  kind: "trailing-data",
  severity: "shows-more",
  sentence: "There is something before the archive, such as a program that unpacks it.",
};
const between: Tell = {
  kind: "trailing-data",
  severity: "shows-more",
  sentence: "There is something between the files in it that its list does not name, such as a file that was deleted.",
};
const after: Tell = {
  kind: "trailing-data",
  severity: "shows-more",
  sentence: "There is something after the end of the archive.",
};
const lockedDate: Tell = {
  kind: "date",
  severity: "identifies-you",
  sentence: "Says when a file that is protected by a password was changed; the password needs it.",
};

/** What the archive itself tells, whatever is in it: dates, owners, comments, and bytes that belong to nothing. */
export async function inspectArchive(archive: ZipArchive, context: InspectContext): Promise<void> {
  const gather = gatherInto(context, "archive");
  for (const entry of archive.entries) {
    const keepsTime = isEncrypted(entry) && (entry.flags & 8) !== 0;
    if (keepsTime && !isNoTime(entry.localTime))
      context.report({ ...lockedDate, where: entry.name, cleanable: "stays" });
    else if (!isNoTime(entry.time) || !isNoTime(entry.localTime)) gather.add(tells.date, dateOf(entry.time));
    for (const extra of [entry.extra, entry.localExtra]) for (const tell of extraTells(extra)) gather.add(tell);
    if (entry.comment.length > 0) gather.add(tells.comment, new TextDecoder().decode(entry.comment));
    if (entry.system !== 3 || entry.attributes >>> 16 !== keptMode(entry)) gather.add(rights);
    if (entry.contradicts) gather.add(twoLists, entry.name);
    if (isFolder(entry) && entry.size > 0) gather.add(twoLists, entry.name);
  }
  if (archive.comment.length > 0) gather.add(tells.comment, new TextDecoder().decode(archive.comment));
  if (archive.after > 0) gather.add(after);
  gather.flush();
  if (archive.before > 0) {
    context.report({ ...before, where: "before the archive", cleanable: "removed" });
    await context.inner("before the archive", partOf(archive.file, 0, archive.before));
  }
  if (archive.gaps.length > 0) {
    context.report({ ...between, where: "between the files", cleanable: "removed" });
    context.unseen("between the files", "What lies between the files in it was not looked at.");
  }
  if (archive.after > 0) {
    const { file } = archive;
    await context.inner("after the archive", partOf(file, file.size - archive.after));
  }
}

const isNoTime = (time: number) => time === noTime || time === 0;

function dateOf(time: ZipEntry["time"]): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${String(1980 + (time >>> 25))}-${two((time >>> 21) & 15)}-${two((time >>> 16) & 31)}`;
  return `${day} ${two((time >>> 11) & 31)}:${two((time >>> 5) & 63)}`;
}
