import type { InspectContext } from "../format.ts";
import { inspectIcc } from "../icc/inspect-icc.ts";
import { inspectIptc } from "../iptc/inspect-iptc.ts";
import { inspectPhotoshop } from "../iptc/inspect-photoshop.ts";
import { type Gather, gatherInto, looksLikePath } from "../report/gather.ts";
import { PrivateValue } from "../report/private-value.ts";
import { tells } from "../report/tells.ts";
import { sourceOfBytes } from "../source/byte-source.ts";
import { inspectXmp } from "../xmp/inspect-xmp.ts";
import { leadTags, tellOfTag } from "./exif-tags.ts";
import { gatherGps } from "./gps.ts";
import { type Stretch, stretchesOf } from "./stray-bytes.ts";
import { adobeRgbIndex } from "./small-exif.ts";
import { gatherMakerNote } from "./maker-note.ts";
import {
  bytesOf,
  numbersOf,
  readDirectory,
  textOf,
  type TiffDirectory,
  type TiffEntry,
  type TiffFile,
} from "./tiff-file.ts";

/** What others need to know of an Exif. */
export interface ExifFacts {
  /** The JPEG thumbnail of IFD1. */
  readonly thumbnail: Uint8Array | undefined;
}

/** What the cleaner can keep of the tags. */
interface Kept {
  readonly orientation: boolean;
  readonly date: boolean;
  readonly colourSpace?: boolean;
}

/** What the walk through the directories carries along. */
interface Walk {
  readonly tiff: TiffFile;
  readonly context: InspectContext;
  readonly where: string;
  readonly keeps: Kept;
  readonly silent: ReadonlySet<number>;
  readonly gather: Gather;
  readonly seen: Set<number>;
  readonly used: Stretch[];
  make: string;
  thumbnail: Uint8Array | undefined;
  whole: boolean;
}

/**
 * Says what the tags of a TIFF or an Exif block give away; it is read as needed.
 * @param params.keeps what the cleaner can keep.
 * @param params.silent tags of the main directories that need no word, because a decoder needs them.
 */
export async function inspectTiffTags(params: {
  tiff: TiffFile;
  context: InspectContext;
  where: string;
  keeps: Kept;
  silent?: ReadonlySet<number>;
}): Promise<ExifFacts & { readonly used: readonly Stretch[] }> {
  const { tiff, context, where, silent = new Set() } = params;
  const gather = gatherInto(context, where);
  const walk: Walk = {
    ...params,
    silent,
    gather,
    seen: new Set(),
    used: [],
    make: "",
    thumbnail: undefined,
    whole: tiff.first !== 0,
  };
  let next = tiff.first;
  for (let index = 0; next !== 0 && !walk.seen.has(next); index++) {
    const directory = await directoryAt(walk, next);
    await visit(walk, directory, index);
    next = directory.next;
  }
  gather.flush();
  if (walk.thumbnail !== undefined) {
    context.report({ ...tells.thumbnail, where: [where, "thumbnail"], cleanable: "removed" });
    await context.inner(`${where} thumbnail`, sourceOfBytes(walk.thumbnail));
  }
  if (!walk.whole) context.unseen(where, "Some of the camera's notes are damaged and could not be read.");
  return { thumbnail: walk.thumbnail, used: walk.used };
}

async function directoryAt(walk: Walk, offset: number): Promise<TiffDirectory> {
  walk.context.budget.part();
  walk.seen.add(offset);
  const directory = await readDirectory(walk.tiff, offset);
  if (!directory.whole) walk.whole = false;
  walk.used.push(...stretchesOf(offset, directory));
  return directory;
}

/** @param index of the main directories: 0 the picture, 1 the thumbnail; -1 for one within another. */
async function visit(walk: Walk, directory: TiffDirectory, index: number): Promise<void> {
  const { tiff, gather } = walk;
  const byTag = new Map(directory.entries.map((entry) => [entry.tag, entry]));
  const makeEntry = byTag.get(0x010f);
  if (makeEntry !== undefined) walk.make = await textOf(tiff, makeEntry);
  for (const entry of directory.entries) await visitEntry(walk, entry, index);
  const [start, length] = [byTag.get(leadTags.thumbnailOffset), byTag.get(leadTags.thumbnailLength)];
  if (start === undefined || length === undefined) return;
  const [[offset = 0], [size = 0]] = [await numbersOf(tiff, start, 1), await numbersOf(tiff, length, 1)];
  walk.used.push({ offset, size });
  if (walk.thumbnail !== undefined) return;
  const bytes = await tiff.file.read(offset, Math.min(size, 1e6));
  if (bytes[0] === 0xff && bytes[1] === 0xd8) walk.thumbnail = bytes;
  else gather.add(tells.settings);
}

async function visitEntry(walk: Walk, entry: TiffEntry, index: number): Promise<void> {
  const { tiff, gather, context, where } = walk;
  if (index >= 0 && walk.silent.has(entry.tag)) return;
  switch (entry.tag) {
    case leadTags.interop:
      await follow(walk, entry, (directory) => visitInterop(walk, directory));
      return;
    case leadTags.colourSpace:
      // Says nothing without the index that follows it.
      if (walk.keeps.colourSpace !== true) gather.add(tells.settings);
      return;
    case leadTags.exif:
    case leadTags.subDirectories:
      await follow(walk, entry, (directory) => visit(walk, directory, -1));
      return;
    case leadTags.gps:
      await follow(walk, entry, (directory) => gatherGps(tiff, directory, gather));
      return;
    case leadTags.makerNote:
    case leadTags.dngPrivate:
      gather.add(tells.cameraNotes);
      if (!(await gatherMakerNote({ tiff, entry, make: walk.make, gather })))
        context.unseen(where, "The camera's own notes are of a kind that is not known here.");
      return;
    case leadTags.xmp:
      await inspectXmp(await bytesOf(tiff, entry, 16e6), context, "XMP");
      return;
    case leadTags.iptc:
      inspectIptc(await bytesOf(tiff, entry), context, "IPTC");
      return;
    case leadTags.photoshop:
      await visitPhotoshop(walk, entry);
      return;
    case leadTags.icc:
      inspectIcc(await bytesOf(tiff, entry, 16e6), context, "ICC profile");
      return;
    case leadTags.layers:
      gather.add(tells.history);
      context.unseen(where, "Holds the layers of an editing program, which were not looked at.");
      return;
    case leadTags.thumbnailOffset:
    case leadTags.thumbnailLength:
      return;
    case leadTags.orientation:
      await visitOrientation(walk, entry, index);
      return;
    case leadTags.taken:
      await visitTaken(walk, entry);
      return;
    default:
      await visitOther(walk, entry);
  }
}

async function follow(walk: Walk, entry: TiffEntry, then: (directory: TiffDirectory) => Promise<void>): Promise<void> {
  for (const offset of await numbersOf(walk.tiff, entry, 16)) {
    if (offset === 0 || walk.seen.has(offset) || walk.seen.size > 64) continue;
    await then(await directoryAt(walk, offset));
  }
}

/** Exif within Photoshop's resources within Exif is not followed: nothing writes it, and it could go on for ever. */
async function visitPhotoshop({ tiff, context, gather }: Walk, entry: TiffEntry): Promise<void> {
  const { exif } = await inspectPhotoshop(await bytesOf(tiff, entry, 16e6), context, "Photoshop");
  if (exif.length === 0) return;
  gather.add(tells.otherEntries);
  context.unseen("Photoshop", "Holds notes of the camera within other notes, which were not looked at.");
}

async function visitInterop(walk: Walk, directory: TiffDirectory): Promise<void> {
  const { tiff, context, where, keeps } = walk;
  const index = directory.entries.find(({ tag }) => tag === 1);
  const adobe = index !== undefined && (await textOf(tiff, index)).startsWith(adobeRgbIndex);
  if (adobe && keeps.colourSpace === true) context.report({ ...tells.colourSpace, where, cleanable: "stays" });
  await visit(walk, { ...directory, entries: directory.entries.filter((entry) => !adobe || entry !== index) }, -1);
}

async function visitOrientation(walk: Walk, entry: TiffEntry, index: number): Promise<void> {
  const [value = 1] = await numbersOf(walk.tiff, entry, 1);
  if (index !== 0 || value < 1 || value > 8) return;
  if (value === 1) return;
  // [Note: the right way up] A picture that lies on its side afterwards is not the picture that was cleaned, and the one number says
  // only how the camera was held: it always stays, alone in a small Exif.
  const { context, where, keeps } = walk;
  context.report({
    ...tells.orientation,
    where,
    cleanable: keeps.orientation ? "stays" : "removed",
    value: new PrivateValue(String(value)),
  });
}

async function visitTaken(walk: Walk, entry: TiffEntry): Promise<void> {
  const { context, where, tiff, keeps, gather } = walk;
  const text = await textOf(tiff, entry);
  if (!/[1-9]/u.test(text)) gather.add(tells.settings);
  else if (!keeps.date) gather.add(tells.taken, text);
  else context.report({ ...tells.taken, where, cleanable: "unless-kept", keep: "date", value: new PrivateValue(text) });
}

async function visitOther(walk: Walk, entry: TiffEntry): Promise<void> {
  const { tiff, gather } = walk;
  const tell = tellOfTag(entry.tag);
  if (tell === tells.settings) {
    gather.add(tell);
    return;
  }
  const text = await textOf(tiff, entry);
  if (tell === undefined) gather.add(tells.otherEntries, `${entry.tag.toString(16)}: ${text}`);
  // Blank fields that cameras always write tell nothing.
  else if (/[^\s0:.\u00a0]/u.test(text) || (tell !== tells.date && /[1-9]/u.test(text))) gather.add(tell, text);
  else gather.add(tells.settings);
  if (looksLikePath(text)) gather.add(tells.path, text);
}
