import { viewOf } from "../exif/tiff-file.ts";
import type { InspectContext } from "../format.ts";
import { jpegLayout } from "../formats/jpeg/segments.ts";
import { latin } from "../icc/profile.ts";
import { PrivateValue } from "../report/private-value.ts";
import { tells } from "../report/tells.ts";
import { type ByteSource, partOf } from "../source/byte-source.ts";
import { countSteps } from "../steps.ts";
import { findSamsung, inspectSamsung } from "./samsung.ts";

/** Bytes read at a time while looking for the start of something. */
const windowBytes = 1 << 20;

/**
 * Says what lies after the end mark of a picture: further pictures, motion videos, Samsung's block, and bytes that are none of these.
 * @param params.further where further pictures are said to start; offsets within the file.
 */
export async function inspectTrailer(params: {
  file: ByteSource;
  start: number;
  context: InspectContext;
  further?: readonly number[];
}): Promise<void> {
  const { file, start, context, further = [] } = params;
  if (start >= file.size) return;
  const samsung = await findSamsung(file, file.size);
  if (samsung !== null) await inspectSamsung(file, samsung, context);
  const end = samsung === null ? file.size : Math.max(start, samsung.start);
  const step = countSteps(context.budget, 8);
  let [at, unknown, count] = [start, 0, 0];
  while (at < end) {
    step();
    const next = await nextFile({ file, from: at, end, further, step });
    if (next === null || count >= 50) {
      unknown += await bytesThatAreNotZero(file, at, end, step);
      break;
    }
    unknown += await bytesThatAreNotZero(file, at, next.at, step);
    count++;
    at =
      next.kind === "video"
        ? await inspectVideo(file, next.at, end, context)
        : await inspectPicture(file, next.at, end, context);
  }
  if (unknown === 0) {
    if (count === 0 && samsung === null)
      context.report({ ...emptyTrailer, where: "after the end", cleanable: "removed" });
    return;
  }
  context.report({
    ...tells.trailing,
    where: "after the end",
    cleanable: "removed",
    value: new PrivateValue(`${String(unknown)} bytes`),
  });
  context.unseen("after the end", "What lies after the end of the picture is of a kind that is not known here.");
}

const emptyTrailer = {
  kind: "trailing-data",
  severity: "harmless",
  sentence: "There are empty bytes after the end of the picture.",
} as const;

/** The next picture or video at or after `from`. */
async function nextFile(params: {
  file: ByteSource;
  from: number;
  end: number;
  further: readonly number[];
  step: () => void;
}): Promise<{ at: number; kind: "picture" | "video" } | null> {
  const { file, from, end, further, step } = params;
  for (let at = from; at < end; at += windowBytes - 16) {
    step();
    const bytes = await file.read(at, Math.min(windowBytes, end - at));
    const picture = indexOfPicture(bytes, (index) => further.includes(at + index));
    const video = indexOfVideo(bytes);
    if (picture < 0 && video < 0) continue;
    if (video >= 0 && (picture < 0 || video < picture)) return { at: at + video, kind: "video" };
    return { at: at + picture, kind: "picture" };
  }
  return null;
}

/** SOI and a marker that pictures start with. */
function indexOfPicture(bytes: Uint8Array, announced: (index: number) => boolean): number {
  for (let i = bytes.indexOf(0xff); i >= 0; i = bytes.indexOf(0xff, i + 1)) {
    if (bytes[i + 1] !== 0xd8 || bytes[i + 2] !== 0xff) continue;
    const marker = bytes[i + 3]!;
    if (announced(i) || marker === 0xdb || marker === 0xc4 || (marker >= 0xe0 && marker <= 0xef)) return i;
  }
  return -1;
}

/** The head of an ISO media file: a box of 8 to 1,024 bytes named "ftyp". */
function indexOfVideo(bytes: Uint8Array): number {
  for (let i = bytes.indexOf(0x66, 4); i >= 0; i = bytes.indexOf(0x66, i + 1)) {
    if (bytes[i + 1] !== 0x74 || bytes[i + 2] !== 0x79 || bytes[i + 3] !== 0x70) continue;
    const size = viewOf(bytes).getUint32(i - 4);
    if (size >= 8 && size <= 1_024) return i - 4;
  }
  return -1;
}

/** @returns where it ends. */
async function inspectVideo(file: ByteSource, at: number, end: number, context: InspectContext): Promise<number> {
  let next = at;
  while (next + 8 <= end) {
    context.budget.part();
    const head = await file.read(next, 16);
    const view = viewOf(head);
    const short = view.getUint32(0);
    const size = short === 1 && head.length === 16 ? Number(view.getBigUint64(8)) : short === 0 ? end - next : short;
    if (size < 8 || next + size > end || !/^[\w ©]{4}$/u.test(latin(head, 4, 4))) break;
    next += size;
  }
  const length = (next === at ? end : next) - at;
  context.report({ ...tells.motion, where: "motion video", cleanable: "removed" });
  await context.inner("motion video", partOf(file, at, length));
  return at + length;
}

/** @returns where it ends. */
async function inspectPicture(file: ByteSource, at: number, end: number, context: InspectContext): Promise<number> {
  const whole = partOf(file, 0, end);
  const layout = await jpegLayout(whole, context.budget, at);
  const picture = partOf(file, at, layout.end - at);
  const gainMap = await looksLikeGainMap(picture);
  const name = gainMap ? "gain map" : "second picture";
  context.report({ ...(gainMap ? tells.gainMap : tells.second), where: name, cleanable: "removed" });
  await context.inner(name, picture);
  return layout.end;
}

/** Gain maps say so in their XMP or in a segment of ISO 21496-1. */
async function looksLikeGainMap(picture: ByteSource): Promise<boolean> {
  const head = await picture.read(0, 65_536);
  return /hdrgm|hdrgainmap|HDRGainMap|21496/u.test(latinOf(head));
}

function latinOf(bytes: Uint8Array): string {
  return new TextDecoder("windows-1252").decode(bytes);
}

async function bytesThatAreNotZero(file: ByteSource, from: number, end: number, step: () => void): Promise<number> {
  for (let at = from; at < end; at += windowBytes) {
    step();
    const bytes = await file.read(at, Math.min(windowBytes, end - at));
    if (bytes.some((byte) => byte !== 0)) return end - from;
  }
  return 0;
}
