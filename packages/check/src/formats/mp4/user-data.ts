import { placeTell } from "../../exif/gps.ts";
import { viewOf } from "../../exif/tiff-file.ts";
import type { InspectContext } from "../../format.ts";
import { latin } from "../../icc/profile.ts";
import { type Box, boxesIn, firstOf, placeOf } from "../../isobmff/boxes.ts";
import { printable } from "../../isobmff/printable.ts";
import { type Gather, gatherInto, looksLikePath } from "../../report/gather.ts";
import { tells } from "../../report/tells.ts";
import { sourceOfBytes } from "../../source/byte-source.ts";
import { countSteps } from "../../steps.ts";
import { inspectXmp } from "../../xmp/inspect-xmp.ts";
import { gatherGpmf, newGpmfTally } from "./gpmf.ts";
import { tellOfAtom, tellOfKey, videoTells } from "./video-tells.ts";

/** What the walk through user data carries along. */
interface Walk {
  readonly context: InspectContext;
  readonly gather: Gather;
  readonly where: string;
  readonly step: () => void;
  readonly pictures: Uint8Array[];
}

/** Says what the boxes of a `udta` give away (ISO/IEC 14496-12, 8.10): texts, places, covers, makers' notes. */
export async function inspectUserData(udta: Uint8Array, context: InspectContext, where: string): Promise<void> {
  const walk = startWalk(context, where);
  const { boxes, rest } = boxesIn(udta, walk.step);
  for (const { type, body } of boxes) await visitAtom(walk, type, body);
  // QuickTime ends the list with a zero.
  if (rest.some((byte) => byte !== 0)) {
    walk.gather.add(tells.otherEntries);
    context.unseen(where, "Holds data of a camera or program in a form that is not known here.");
    findPictures(walk, rest);
  }
  await endWalk(walk);
}

/** Says what a `meta` box gives away (8.11): keys with values as Apple and Android write them, iTunes' list, items. */
export async function inspectMeta(meta: Uint8Array, context: InspectContext, where: string): Promise<void> {
  const walk = startWalk(context, where);
  await visitMeta(walk, meta);
  await endWalk(walk);
}

function startWalk(context: InspectContext, where: string): Walk {
  return { context, where, gather: gatherInto(context, where), step: countSteps(context.budget, 20), pictures: [] };
}

async function endWalk({ context, gather, pictures }: Walk): Promise<void> {
  gather.flush();
  for (const picture of pictures.slice(0, 16)) await context.inner("cover", sourceOfBytes(picture));
}

async function visitAtom(walk: Walk, type: string, body: Uint8Array): Promise<void> {
  const { gather, context } = walk;
  if (type === "meta") {
    await visitMeta(walk, body);
    return;
  }
  if (type === "XMP_") {
    await inspectXmp(body, context, "XMP");
    return;
  }
  if (type === "free" || type === "skip") {
    if (body.some((byte) => byte !== 0)) gather.add(videoTells.leftover);
    return;
  }
  if (type === "GPMF") {
    const tally = newGpmfTally();
    gatherGpmf(body, { tally, gather, step: walk.step });
    return;
  }
  if (type === "loci") {
    gatherLoci(body, gather);
    return;
  }
  const text = type.startsWith("©") ? quickTimeText(body) : plainText(body);
  if (type === "©xyz") {
    gatherPoint(text, gather);
    return;
  }
  const tell = tellOfAtom(type) ?? (type.startsWith("©") ? tells.description : undefined);
  findPictures(walk, body);
  if (tell === undefined) {
    gather.add(tells.otherEntries, `${placeOf(type)}: ${text}`);
    if (!isText(body))
      context.unseen(
        [walk.where, placeOf(type)],
        "Holds data of a camera or program in a form that is not known here.",
      );
  } else if (tell === tells.settings || tell === videoTells.preview) gather.add(tell);
  else if (/[^\s0\0]/u.test(text)) gather.add(tell, text);
  else gather.add(tells.settings);
  if (looksLikePath(text)) gather.add(tells.path, text);
}

async function visitMeta(walk: Walk, meta: Uint8Array): Promise<void> {
  // QuickTime's has no version and flags.
  const start = latin(meta, 4, 4) === "hdlr" ? 0 : 4;
  const { boxes } = boxesIn(meta.subarray(start), walk.step);
  const keys = keysOf(firstOf(boxes, "keys"));
  for (const { type, body } of boxes) {
    if (type === "ilst") visitList(walk, body, keys);
    else if (type === "xml ") await inspectXmp(body.subarray(4), walk.context, "XML");
    else if (type === "udta") await inspectUserData(body, walk.context, walk.where);
    else if (type === "free" || type === "skip") {
      if (body.some((byte) => byte !== 0)) walk.gather.add(videoTells.leftover);
    } else if (type !== "hdlr" && type !== "keys") {
      walk.gather.add(tells.otherEntries, placeOf(type));
      walk.context.unseen([walk.where, placeOf(type)], "Holds data in a form that is not known here.");
    }
  }
  if (boxes.some(({ type }) => type === "hdlr")) walk.gather.add(tells.settings);
}

/** QuickTime File Format, "Metadata item keys": each a size, a namespace and a name. */
function keysOf(keys: Uint8Array | undefined): string[] {
  if (keys === undefined || keys.length < 8) return [];
  const names: string[] = [];
  const view = viewOf(keys);
  for (let at = 8; at + 8 <= keys.length && names.length < 10_000;) {
    const size = view.getUint32(at);
    if (size < 8) break;
    names.push(new TextDecoder().decode(keys.subarray(at + 8, at + size)));
    at += size;
  }
  return names;
}

/** Boxes whose names may be numbers. */
function* numberedBoxes(bytes: Uint8Array, step: () => void): Generator<Box> {
  const view = viewOf(bytes);
  for (let at = 0; at + 8 <= bytes.length;) {
    step();
    const size = view.getUint32(at);
    if (size < 8 || at + size > bytes.length) return;
    yield { type: latin(bytes, at + 4, 4), body: bytes.subarray(at + 8, at + size) };
    at += size;
  }
}

function visitList(walk: Walk, ilst: Uint8Array, keys: readonly string[]): void {
  const { gather, step } = walk;
  for (const { type, body } of numberedBoxes(ilst, step)) {
    const parts = [...numberedBoxes(body, step)];
    const index = Array.from(type, (letter) => letter.charCodeAt(0)).reduce((sum, byte) => sum * 256 + byte, 0);
    const free = parts.find((part) => part.type === "name");
    const key = free === undefined ? keys[index - 1] : plainText(free.body.subarray(4));
    for (const part of parts) {
      if (part.type !== "data" || part.body.length < 8) continue;
      const value = part.body.subarray(8);
      const text = dataText(viewOf(part.body).getUint32(0), value);
      if (key !== undefined && /location\.ISO6709/u.test(key)) gatherPoint(text, gather);
      else if (type === "©xyz") gatherPoint(text, gather);
      else {
        const tell = key === undefined ? (tellOfAtom(type) ?? tells.otherEntries) : tellOfKey(key);
        if (tell === tells.settings) gather.add(tell);
        else if (tell === videoTells.preview) {
          gather.add(tell);
          findPictures(walk, value);
        } else gather.add(tell, text);
        if (looksLikePath(text)) gather.add(tells.path, text);
      }
    }
    if (parts.length === 0) gather.add(tells.otherEntries);
  }
}

/** A value by its type (QuickTime File Format, "Well-known data types"). */
function dataText(kind: number, value: Uint8Array): string {
  if (kind === 1) return new TextDecoder().decode(value.subarray(0, 10_000));
  if (kind === 2) return new TextDecoder("utf-16be").decode(value.subarray(0, 10_000));
  const view = viewOf(value);
  if (kind === 23 && value.length >= 4) return String(view.getFloat32(0));
  if (kind === 24 && value.length >= 8) return String(view.getFloat64(0));
  if (value.length <= 6) return String(value.reduce((sum, byte) => sum * 256 + byte, 0));
  return isText(value) ? plainText(value) : "";
}

/** Texts with length and language before each; iTunes' way of a box within is read past its head. */
function quickTimeText(body: Uint8Array): string {
  if (body.length < 4) return "";
  const length = viewOf(body).getUint16(0);
  if (length + 4 <= body.length) return plainText(body.subarray(4, 4 + length));
  return plainText(body);
}

function plainText(body: Uint8Array): string {
  // Version, flags and language of 3GPP's texts are no letters.
  return printable(body.subarray(0, 4_000));
}

function isText(body: Uint8Array): boolean {
  return body.subarray(0, 400).every((byte) => byte === 0 || byte >= 0x20 || (byte >= 9 && byte <= 13));
}

/** ISO 6709: "+48.8577+002.295+035/". */
function gatherPoint(text: string, gather: Gather): void {
  const digits = /^[+-]\d+(?:\.(\d+))?[+-]\d+(?:\.(\d+))?/u.exec(text.trim());
  if (digits === null) gather.add(tells.placeName, text);
  // Phones that know no place write zeros.
  else if (!/[1-9]/u.test(digits[0])) gather.add(tells.settings);
  else gather.add(placeTell(111_320 / 10 ** Math.max(digits[1]?.length ?? 0, digits[2]?.length ?? 0)), text);
}

/** 3GPP TS 26.244, 8.3: a name, a role, a point of 16.16 degrees, a body and notes. */
function gatherLoci(body: Uint8Array, gather: Gather): void {
  const wide = body[6] === 0xfe || body[6] === 0xff;
  const letter = wide ? 2 : 1;
  const ends = (at: number) => body.subarray(at, at + letter).every((byte) => byte === 0);
  let end = 6;
  while (end < body.length && !ends(end)) end += letter;
  const name = new TextDecoder(wide ? "utf-16be" : "utf-8").decode(body.subarray(6, end)).trim();
  if (name !== "") gather.add(tells.placeName, name);
  const at = end + letter + 1;
  if (at + 12 > body.length) return;
  const view = viewOf(body);
  const [east, north] = [view.getInt32(at) / 65_536, view.getInt32(at + 4) / 65_536];
  gather.add(placeTell(111_320 / 65_536), `${north.toFixed(5)}, ${east.toFixed(5)}`);
}

/** JPEG and PNG pictures within a maker's box. */
function findPictures(walk: Walk, body: Uint8Array): void {
  for (let i = 0; i + 4 < body.length && i < 1e6; i++) {
    const jpeg = body[i] === 0xff && body[i + 1] === 0xd8 && body[i + 2] === 0xff;
    const png = body[i] === 0x89 && latin(body, i + 1, 3) === "PNG";
    if (!jpeg && !png) continue;
    walk.gather.add(videoTells.preview);
    walk.pictures.push(body.subarray(i));
    return;
  }
}
