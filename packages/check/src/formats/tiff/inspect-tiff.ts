import { WhosecopyError } from "@whosecopy/protocol";
import { inspectTiffTags } from "../../exif/inspect-tiff-tags.ts";
import { numbersOf, openTiff, readDirectory, type TiffFile } from "../../exif/tiff-file.ts";
import type { InspectContext } from "../../format.ts";
import { allStays } from "../../report/all-stays.ts";
import { tells } from "../../report/tells.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { keptTags } from "./kept-tags.ts";
import { refusalOf } from "./refusal.ts";

export async function inspectTiff(file: ByteSource, context: InspectContext): Promise<void> {
  const tiff = await openTiff(file);
  if (tiff === null) throw new WhosecopyError("file-damaged", "no TIFF head");
  const refused = (await refusalOf(tiff)) !== null;
  const told = refused ? allStays(context) : context;
  await inspectTiffTags({
    tiff,
    context: told,
    where: "tags",
    keeps: { orientation: true, date: false },
    silent: new Set([...keptTags].filter((tag) => tag !== 0x0112)),
  });
  await inspectPages(tiff, told);
}

/** Further pictures: pages stay, small copies go. */
async function inspectPages(tiff: TiffFile, context: InspectContext): Promise<void> {
  const seen = new Set<number>();
  for (let next = tiff.first, index = 0; next !== 0 && !seen.has(next); index++) {
    context.budget.part();
    seen.add(next);
    const directory = await readDirectory(tiff, next);
    next = directory.next;
    if (index === 0) continue;
    const kind = directory.entries.find(({ tag }) => tag === 0x00fe);
    const [bits = 0] = kind === undefined ? [] : await numbersOf(tiff, kind, 1);
    const small = (bits & 1) !== 0;
    context.report(
      small
        ? { ...tells.thumbnail, where: `picture ${String(index + 1)}`, cleanable: "removed" }
        : { ...furtherPage, where: `picture ${String(index + 1)}`, cleanable: "stays" },
    );
  }
}

const furtherPage = {
  kind: "second-picture",
  severity: "shows-more",
  sentence: "Holds a further page, which many programs don't show.",
} as const;
