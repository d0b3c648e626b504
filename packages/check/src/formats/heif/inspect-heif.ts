import { WhosecopyError } from "@whosecopy/protocol";
import { inspectExif } from "../../exif/inspect-exif.ts";
import type { InspectContext } from "../../format.ts";
import { inspectIcc } from "../../icc/inspect-icc.ts";
import { placeOf } from "../../isobmff/boxes.ts";
import { rangeList } from "../../isobmff/byte-ranges.ts";
import { profileIn } from "../../isobmff/colour-box.ts";
import { withoutEncoderNotes } from "../../isobmff/encoder-notes.ts";
import { type Gather, gatherInto } from "../../report/gather.ts";
import { PrivateValue } from "../../report/private-value.ts";
import { type Tell, tells } from "../../report/tells.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { sourceOfPieces } from "../../source/pieces.ts";
import { countSteps } from "../../steps.ts";
import { compareThumbnail } from "../../thumbnail/compare-thumbnail.ts";
import { inspectTrailer } from "../../trailers/inspect-trailer.ts";
import { inspectXmp } from "../../xmp/inspect-xmp.ts";
import { brandsOf, fileTypeTells } from "../mp4/clean-mp4.ts";
import { inspectGaps, inspectMovie, inspectMp4, inspectTopBox } from "../mp4/inspect-mp4.ts";
import { readMovie } from "../mp4/movie.ts";
import { videoTells } from "../mp4/video-tells.ts";
import { handlerName, pictureAlone, readMeta } from "./clean-heif.ts";
import { bytesOfItem, type Item, type ItemBox } from "./items.ts";
import { auxiliaryKind, itemsOf, neededProperties, pictureTypes } from "./kept-items.ts";

const mostOfItem = 32e6;

const heifTells = {
  matte: {
    kind: "depth-map",
    severity: "shows-more",
    sentence: "Holds outlines of people, their hair or skin, as the phone cut them out.",
  },
  cropped: {
    kind: "cropped-area",
    severity: "shows-more",
    sentence: "The picture is cropped, and what lies outside of the crop is still in it.",
  },
} as const satisfies Record<string, Tell>;

export async function inspectHeif(file: ByteSource, context: InspectContext): Promise<void> {
  const movie = await readMovie(file, context.budget);
  const box = await readMeta(file, movie.top, countSteps(context.budget, 16));
  if (box === undefined) {
    await inspectMp4(file, context);
    return;
  }
  const { ftyp = new Uint8Array(0) } = movie;
  if (fileTypeTells(ftyp))
    context.report({
      ...videoTells.maker,
      where: "file type",
      cleanable: "removed",
      value: new PrivateValue(brandsOf(ftyp).join(" ")),
    });
  for (const part of movie.top) if (part.type !== "meta") await inspectTopBox(file, part, context);
  const used = rangeList(file.size);
  for (const item of box.items.values()) addItem(item, used, context);
  const walk: Walk = { file, box, context, ftyp, kept: itemsOf(box, box.primary), thumbnails: [] };
  await inspectItems(walk);
  await inspectTrailer({ file, start: movie.end, context });
  if (movie.moov === undefined) await inspectGaps(file, movie, used, context);
  else await inspectMovie({ file, movie, context, used });
  await compareThumbnail({ file, context, thumbnails: walk.thumbnails });
}

function addItem({ place, extents }: Item, used: ReturnType<typeof rangeList>, context: InspectContext): void {
  if (place !== "file") return;
  for (const { offset, length } of extents) {
    try {
      used.add(offset, length);
    } catch (error) {
      if (!(error instanceof WhosecopyError)) throw error;
      context.unseen("items", "A part of the picture lies outside of the file and was not looked at.");
    }
  }
}

interface Walk {
  readonly file: ByteSource;
  readonly box: ItemBox;
  readonly context: InspectContext;
  readonly ftyp: Uint8Array;
  readonly kept: ReadonlySet<number>;
  readonly thumbnails: { where: string; bytes: Uint8Array }[];
}

async function inspectItems(walk: Walk): Promise<void> {
  const { box, context, kept } = walk;
  const gather = gatherInto(context, "items");
  const name = handlerName(box);
  if (name !== "") gather.add(tells.software, name);
  // Tiles belong to their grid.
  const parts = new Set(box.references.filter(({ type }) => type === "dimg").flatMap(({ to }) => to));
  for (const item of box.items.values()) {
    context.budget.part();
    // Programs call their items after what they are.
    if (/[^\s]/u.test(item.name))
      gather.add(/^[A-Za-z ]{0,20}$/u.test(item.name) ? tells.settings : tells.description, item.name);
    gatherProperties(walk, item, gather);
    if (kept.has(item.id)) continue;
    if (item.type === "Exif" || item.type === "mime" || item.type === "uri ") await inspectNote(walk, item);
    else if (pictureTypes.has(item.type) || item.type === "jpeg" || item.type === "tmap") {
      if (!parts.has(item.id) || item.type === "tmap") await inspectFurther(walk, item, gather);
    } else {
      gather.add(tells.otherEntries, item.type);
      context.unseen(["items", placeOf(item.type)], "Holds data in a form that is not known here.");
    }
  }
  for (const { type } of box.boxes)
    if (type === "grpl") gather.add(tells.settings);
    else if (!usualParts.has(type)) {
      gather.add(tells.otherEntries, placeOf(type));
      context.unseen(["items", placeOf(type)], "Holds data in a form that is not known here.");
    }
  gather.flush();
}

const usualParts: ReadonlySet<string> = new Set("hdlr|pitm|iinf|iloc|iref|iprp|idat|dinf|free|skip".split("|"));

async function inspectNote(walk: Walk, item: Item): Promise<void> {
  const { file, box, context, thumbnails } = walk;
  const bytes = await bytesOfItem(file, box, item, mostOfItem);
  if (item.type === "Exif") {
    // Four bytes say how far behind them the TIFF structure starts.
    const { thumbnail } = await inspectExif(bytes.subarray(4), context, "Exif");
    if (thumbnail !== undefined) thumbnails.push({ where: "Exif thumbnail", bytes: thumbnail });
  } else if (/rdf\+xml|xmp/iu.test(item.contentType)) await inspectXmp(bytes, context, "XMP");
  else {
    context.report({
      ...tells.otherEntries,
      where: "notes",
      cleanable: "removed",
      value: new PrivateValue(item.contentType),
    });
    context.unseen("notes", "Holds notes of a program in a form that is not known here.");
  }
}

/** A picture beside the one that is shown. */
async function inspectFurther(walk: Walk, item: Item, gather: Gather): Promise<void> {
  const { file, box, context, kept, thumbnails, ftyp } = walk;
  const kind = auxiliaryKind(item);
  const references = box.references.filter(({ from }) => from === item.id);
  if (kind !== undefined) {
    if (/gainmap/iu.test(kind)) gather.add(tells.gainMap);
    else if (/auxid:2$|depth|disparity/iu.test(kind)) gather.add(tells.depth);
    else if (/matte/iu.test(kind)) gather.add(heifTells.matte);
    else gather.add(tells.second, kind);
  } else if (item.type === "tmap") gather.add(tells.gainMap);
  else if (references.some(({ type }) => type === "thmb")) {
    context.report({ ...tells.thumbnail, where: "thumbnail", cleanable: "removed" });
    const ofMain = references.some(({ type, to }) => type === "thmb" && to.some((id) => kept.has(id)));
    if (!ofMain || thumbnails.length >= 4) return;
    const alone = pictureAlone(file, box, item.id, ftyp);
    const source = alone === null ? null : sourceOfPieces(alone);
    if (source === null || source.size > mostOfItem)
      context.unseen("thumbnail", "The small copy inside was not compared with the picture; it may show more.");
    else thumbnails.push({ where: "thumbnail", bytes: await source.read(0, source.size) });
  } else if (references.some(({ type }) => type === "dimg") && isGainMapOf(walk, item)) gather.add(tells.gainMap);
  else gather.add(tells.second);
}

/** A picture that a "tone map" is put together with. */
function isGainMapOf({ box }: Walk, item: Item): boolean {
  return box.references.some(
    ({ type, from, to }) => type === "dimg" && to.includes(item.id) && box.items.get(from)?.type === "tmap",
  );
}

function gatherProperties(walk: Walk, item: Item, gather: Gather): void {
  const { context, kept } = walk;
  for (const { type, body } of item.properties) {
    if (type === "colr") {
      const profile = profileIn(body);
      if (profile !== undefined && item.id === walk.box.primary) inspectIcc(profile, context, "ICC profile");
    } else if (type === "hvcC") {
      for (const note of withoutEncoderNotes(body).notes) gather.add(tells.software, note);
    } else if (type === "udes" || type === "altt") gather.add(tells.description, textOf(body.subarray(4)));
    else if (type === "crtt" || type === "mdft") gather.add(tells.date);
    else if (type === "clap" && kept.has(item.id))
      context.report({ ...heifTells.cropped, where: "picture", cleanable: "stays" });
    else if (!neededProperties.has(type)) {
      gather.add(
        /^(?:rref|aebr|wbbr|fobr|afbr|dobr|pano|subs)$/u.test(type) ? tells.settings : tells.otherEntries,
        placeOf(type),
      );
    }
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, 4_000)).replaceAll("\0", " ");
}
