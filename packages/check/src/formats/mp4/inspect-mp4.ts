import { viewOf } from "../../exif/tiff-file.ts";
import type { InspectContext } from "../../format.ts";
import { latin } from "../../icc/profile.ts";
import { type FileBox, placeOf } from "../../isobmff/boxes.ts";
import { type RangeList, rangeList } from "../../isobmff/byte-ranges.ts";
import { inspectJumbf } from "../../jumbf/jumbf.ts";
import { gatherInto } from "../../report/gather.ts";
import { PrivateValue } from "../../report/private-value.ts";
import { tells } from "../../report/tells.ts";
import { type ByteSource, partOf } from "../../source/byte-source.ts";
import { countSteps } from "../../steps.ts";
import { inspectTrailer } from "../../trailers/inspect-trailer.ts";
import { findSamsung, inspectSamsung } from "../../trailers/samsung.ts";
import { inspectXmp } from "../../xmp/inspect-xmp.ts";
import { brandsOf, fileTypeTells } from "./clean-mp4.ts";
import { inspectTrack } from "./inspect-track.ts";
import { fatesOf } from "./kept-tracks.ts";
import { gatherDates, madeAt } from "./movie-dates.ts";
import { type Movie, readMovie } from "./movie.ts";
import { inspectMeta, inspectUserData } from "./user-data.ts";
import { videoTells } from "./video-tells.ts";

const mostOfBox = 16e6;

export async function inspectMp4(file: ByteSource, context: InspectContext): Promise<void> {
  const movie = await readMovie(file, context.budget);
  if (movie.ftyp !== undefined && fileTypeTells(movie.ftyp))
    context.report({
      ...videoTells.maker,
      where: "file type",
      cleanable: "removed",
      value: new PrivateValue(brandsOf(movie.ftyp).join(" ")),
    });
  for (const box of movie.top) await inspectTopBox(file, box, context);
  await inspectTrailer({ file, start: movie.end, context });
  await inspectMovie({ file, movie, context });
}

/** Says what the index and the tracks give away, and what of the media data belongs to none. @param params.used bytes that do. */
export async function inspectMovie(params: {
  file: ByteSource;
  movie: Movie;
  context: InspectContext;
  used?: RangeList;
}): Promise<void> {
  const { file, movie, context, used = rangeList(file.size) } = params;
  if (movie.moov === undefined) {
    context.unseen(
      "video",
      "The video has no index, as when recording was interrupted: what it holds was not looked at.",
    );
    return;
  }
  if (movie.encrypted) context.unseen("video", "The video is protected: its pictures and sound were not looked at.");
  await inspectIndex(movie, context);
  for (const [track, fate] of fatesOf(movie)) {
    context.budget.part();
    await inspectTrack({ file, movie, track, fate, used, context });
  }
  inspectChoice(movie, context);
  await inspectGaps(file, movie, used, context);
}

const known: ReadonlySet<string> = new Set("ftyp|moov|mdat|moof|mfra|sidx|ssix|styp|prft|pdin|wide".split("|"));
const xmpUuid = "uuid:be7acfcb97a942e89c71999491e3afac";
const c2paUuid = "uuid:d8fec3d61b0e483c92975828877ec481";

/** Says what a box gives away that stands beside the index and the media data. */
export async function inspectTopBox(file: ByteSource, box: FileBox, context: InspectContext): Promise<void> {
  const { type, content, end } = box;
  if (known.has(type)) return;
  const where = placeOf(type);
  const length = end - content;
  const read = () => file.read(content, Math.min(length, mostOfBox));
  if (type === "free" || type === "skip") await inspectRoom(file, { offset: content, length }, context, where);
  else if (type === xmpUuid) await inspectXmp(await read(), context, "XMP");
  else if (type === c2paUuid) {
    // Version and flags, a purpose, for the manifest an offset.
    const bytes = await read();
    const at = bytes.indexOf(0, 4) + 1 + 8;
    await inspectJumbf(bytes.subarray(at), context, "C2PA");
  } else if (type === "jumb")
    await inspectJumbf(await file.read(box.start, Math.min(end - box.start, mostOfBox)), context, "C2PA");
  else if (type === "meta") await inspectMeta(await read(), context, "meta");
  else if (type === "udta") await inspectUserData(await read(), context, "user data");
  else if (type === "sefd") {
    const samsung = await findSamsung(file, end);
    if (samsung === null) context.unseen(where, "Holds data of the phone in a form that is not known here.");
    else await inspectSamsung(file, samsung, context);
    context.report({ ...tells.settings, where, cleanable: "removed" });
  } else if (type === "emsg") context.report({ ...videoTells.events, where, cleanable: "removed" });
  else if (type === "pnot" || type === "PICT") context.report({ ...videoTells.preview, where, cleanable: "removed" });
  else {
    const head = await file.read(content, 12);
    if (latin(head, 4, 4) === "ftyp") {
      context.report({ ...tells.motion, where, cleanable: "removed" });
      await context.inner("motion video", partOf(file, content, length));
      return;
    }
    context.report({ ...tells.otherEntries, where, cleanable: "removed" });
    context.unseen(where, "Holds data of a camera or program in a form that is not known here.");
  }
}

/** Room that is free, or was: editors leave what stood there before. */
async function inspectRoom(
  file: ByteSource,
  { offset, length }: { offset: number; length: number },
  context: InspectContext,
  where: string,
): Promise<void> {
  if (length === 0) return;
  const tell = (await holdsSomething(file, { offset, length }, countSteps(context.budget, 8)))
    ? videoTells.leftover
    : videoTells.emptyRoom;
  context.report({ ...tell, where, cleanable: "removed", value: new PrivateValue(`${String(length)} bytes`) });
}

async function holdsSomething(
  file: ByteSource,
  { offset, length }: { offset: number; length: number },
  step: () => void,
): Promise<boolean> {
  const end = Math.min(offset + length, offset + mostOfBox);
  for (let at = offset; at < end; at += 1 << 20) {
    step();
    if ((await file.read(at, Math.min(1 << 20, end - at))).some((byte) => byte !== 0)) return true;
  }
  // Longer than is worth reading: what was not read counts as something.
  return length > mostOfBox;
}

async function inspectIndex(movie: Movie, context: InspectContext): Promise<void> {
  const gather = gatherInto(context, "movie");
  const made = madeAt(movie.header);
  if (made !== undefined)
    context.report({
      ...tells.taken,
      where: "movie",
      cleanable: "unless-kept",
      keep: "date",
      value: new PrivateValue(made),
    });
  else gatherDates(movie.header, gather);
  if (movie.header.subarray(movie.header.length - 28, movie.header.length - 4).some((byte) => byte !== 0))
    gather.add(tells.settings);
  for (const { type, body } of movie.moov ?? []) await inspectIndexBox(type, body, { gather, context });
  gather.flush();
}

async function inspectIndexBox(
  type: string,
  body: Uint8Array,
  { gather, context }: { gather: ReturnType<typeof gatherInto>; context: InspectContext },
): Promise<void> {
  if (["mvhd", "trak", "mvex", "iods", "pssh", "cmov", "clip", "ctab"].includes(type)) return;
  if (type === "udta") await inspectUserData(body, context, "user data");
  else if (type === "meta") await inspectMeta(body, context, "movie");
  else if (type === xmpUuid) await inspectXmp(body, context, "XMP");
  else if (type === "gps ") gather.add(videoTells.way, `${String(dashPoints(body))} points`);
  else if (type === "free" || type === "skip") {
    if (body.some((byte) => byte !== 0)) gather.add(videoTells.leftover);
  } else {
    gather.add(tells.otherEntries, placeOf(type));
    context.unseen(["movie", placeOf(type)], "Holds data of a camera or program in a form that is not known here.");
  }
}

/** Dashboard cameras list where their points lie: eight bytes each after eight. */
function dashPoints(body: Uint8Array): number {
  return body.length < 8 ? 0 : Math.min(viewOf(body).getUint32(4), (body.length - 8) >> 3);
}

/** Two films or two sounds in one: players show the first. */
function inspectChoice(movie: Movie, context: InspectContext): void {
  const kept: readonly string[] = [...fatesOf(movie)]
    .filter(([, fate]) => fate === "kept")
    .map(([{ handler }]) => handler);
  for (const handler of ["vide", "soun"])
    if (kept.filter((other) => other === handler).length > 1)
      context.report({
        ...videoTells.moreThanOne,
        where: handler === "vide" ? "video track" : "sound track",
        cleanable: "stays",
      });
}

/** Media data that no track uses, as editors and interrupted recordings leave them. */
export async function inspectGaps(
  file: ByteSource,
  movie: Pick<Movie, "top">,
  used: RangeList,
  context: InspectContext,
): Promise<void> {
  const ranges = used.merged();
  const step = countSteps(context.budget, 100);
  let [bytes, something] = [0, false];
  for (const { type, content, end } of movie.top) {
    if (type !== "mdat") continue;
    for (const gap of ranges.gapsIn(content, end)) {
      step();
      bytes += gap.length;
      // Many small gaps are read as one question: is there anything in any of them?
      something ||= await holdsSomething(file, gap, step);
    }
  }
  if (bytes === 0) return;
  context.report({
    ...(something ? videoTells.unreferenced : videoTells.emptyRoom),
    where: "media data",
    cleanable: "removed",
    value: new PrivateValue(`${String(bytes)} bytes`),
  });
}
