import { WhosecopyError } from "@whosecopy/protocol";
import { type Box, boxesIn } from "../../isobmff/boxes.ts";
import { cleanColour } from "../../isobmff/colour-box.ts";
import { withoutEncoderNotes } from "../../isobmff/encoder-notes.ts";
import { boxOf } from "../../isobmff/write-box.ts";
import { joined } from "../../source/joined.ts";
import { soundHeadBytes } from "./sound-entry.ts";

const set = (words: string): ReadonlySet<string> => new Set(words.split("|"));

/** Codecs whose entries are known well enough to tell what a decoder needs of them. */
export const videoCodecs = set(
  "avc1|avc2|avc3|avc4|hvc1|hev1|hvc2|hev2|dvh1|dvhe|dvav|dva1|vvc1|vvi1|av01|vp08|vp09|mp4v|s263|h263|H263|jpeg|mjpa|mjpb|" +
    "apcn|apch|apcs|apco|ap4h|ap4x|dvc |dvcp|dv5n|dv5p|dvh5|dvh6|xalg|2vuy|yuv2|v210",
);
export const soundCodecs = set(
  "mp4a|alac|ac-3|ec-3|ac-4|Opus|fLaC|samr|sawb|sawp|sevc|sqcp|.mp3|mp3 |lpcm|ipcm|fpcm|raw |NONE|twos|sowt|in24|in32|fl32|fl64|" +
    "ulaw|alaw|ima4|agsm|dtsc|dtsh|dtsl|dtse|mlpa|mhm1|mhm2|mha1|mha2",
);
export const textCodecs = set("tx3g|text|wvtt|stpp|c608|c708");

/** What decoders read in an entry: configuration, colours, shape, light, channels, the view all around. */
const needed = set(
  "avcC|hvcC|lhvC|av1C|vpcC|vvcC|esds|d263|dvcC|dvvC|dvwC|hvcE|avcE|colr|pasp|clap|fiel|gama|mdcv|clli|cclv|amve|SmDm|CoLL|vexu|hfov|" +
    "st3d|sv3d|ccst|auxi|wave|chan|chnl|srat|alac|dac3|dec3|dac4|dOps|dfLa|damr|pcmC|dmlp|ddts|udts|mhaC|SA3D|frma|enda|mp4a|vttC|ftab",
);

/** Boxes that say nothing about anybody, and are not needed. */
export const silentInEntry = set("btrt|free|skip");

const videoHeadBytes = 78;

/** A sample entry taken apart. */
export interface EntryParts {
  readonly head: Uint8Array;
  readonly boxes: readonly Box[];
  /** What stands behind the boxes; QuickTime writes a zero of four bytes. */
  readonly rest: Uint8Array;
}

/** @throws WhosecopyError "file-damaged". */
export function entryParts(entry: Box, handler: string, step: () => void): EntryParts {
  const bytes = headBytesOf(entry, handler);
  if (entry.body.length < bytes) throw new WhosecopyError("file-damaged", "a sample entry is cut off");
  return { head: entry.body.subarray(0, bytes), ...boxesIn(entry.body.subarray(bytes), step) };
}

function headBytesOf(entry: Box, handler: string): number {
  if (handler === "soun") return soundHeadBytes(entry.body);
  if (isVideo(handler)) return videoHeadBytes;
  return entry.type === "tx3g" ? 38 : entry.type === "wvtt" ? 8 : entry.body.length;
}

export function isVideo(handler: string): boolean {
  return handler === "vide" || handler === "pict" || handler === "auxv";
}

/** Whether a box within an entry is kept. */
export function isNeededInEntry(type: string): boolean {
  return needed.has(type);
}

/** A sample entry with what a decoder needs, the names of encoder and vendor taken out. @throws WhosecopyError "file-damaged". */
export function cleanEntry(entry: Box, options: { handler: string; keepIcc: boolean; step: () => void }): Uint8Array {
  const { handler, step } = options;
  const parts = entryParts(entry, handler, step);
  const head = parts.head.slice();
  // Reserved; the first data reference is the file itself.
  head.fill(0, 0, 7);
  head[7] = 1;
  if (isVideo(handler)) {
    head.fill(0, 8, 24);
    head.fill(0, 36, 40);
    head.fill(0, 42, 74);
    head.fill(255, 76, 78);
  } else if (handler === "soun") head.fill(0, 10, 16);
  return boxOf(entry.type, head, ...cleanBoxes(parts.boxes, options));
}

function cleanBoxes(boxes: readonly Box[], options: { keepIcc: boolean; step: () => void }): Uint8Array[] {
  const out: Uint8Array[] = [];
  for (const { type, body } of boxes) {
    if (!needed.has(type)) continue;
    const clean = cleanBox(type, body, options);
    if (clean !== null) out.push(boxOf(type, clean));
  }
  return out;
}

function cleanBox(type: string, body: Uint8Array, options: { keepIcc: boolean; step: () => void }): Uint8Array | null {
  switch (type) {
    case "colr":
      return cleanColour(body, options.keepIcc);
    case "hvcC":
      return withoutEncoderNotes(body).bytes;
    // Both start with a vendor's mark (3GPP TS 26.244, 6.7 and 6.8).
    case "damr":
    case "d263": {
      const bytes = body.subarray(0, type === "damr" ? 9 : 7).slice();
      return bytes.fill(0, 0, Math.min(5, bytes.length));
    }
    // Version and flags, then blocks as in a FLAC file: the first says how to decode.
    case "dfLa":
      return body.length < 42
        ? body
        : joined([body.subarray(0, 4), Uint8Array.of(0x80, 0, 0, 34), body.subarray(8, 42)]);
    case "sv3d":
      return cleanSpherical(body, options.step);
    // QuickTime's boxes within a box end with one of eight zero bytes but for its size.
    case "wave":
      return joined([...cleanBoxes(boxesIn(body, options.step).boxes, options), Uint8Array.of(0, 0, 0, 8, 0, 0, 0, 0)]);
    default:
      return body;
  }
}

/** The view all around (Spherical Video V2), without the name of the program that made it. */
function cleanSpherical(body: Uint8Array, step: () => void): Uint8Array {
  return joined(
    boxesIn(body, step).boxes.map(({ type, body }) =>
      type === "svhd" ? boxOf(type, Uint8Array.of(0, 0, 0, 0, 0)) : boxOf(type, body),
    ),
  );
}

/** What the entry says beside what a decoder needs: the encoder's name, the vendor's mark, notes within the configuration. */
export function notesOfEntry({ head, boxes }: EntryParts, handler: string): string[] {
  const notes: string[] = [];
  const text = (bytes: Uint8Array) =>
    new TextDecoder("windows-1252")
      .decode(bytes)
      .replaceAll(/[^\x20-\x7e]+/gu, " ")
      .trim();
  notes.push(text(head.subarray(12, 16)));
  if (isVideo(handler)) notes.push(text(head.subarray(43, 74)));
  for (const { type, body } of boxes) {
    if (type === "hvcC") notes.push(...withoutEncoderNotes(body).notes);
    if (type === "damr" || type === "d263") notes.push(text(body.subarray(0, 4)));
    if (type === "sv3d")
      for (const part of boxesIn(body, () => {}).boxes)
        if (part.type === "svhd") notes.push(text(part.body.subarray(4, 200)));
    if (type === "dfLa" && body.length > 42) notes.push(text(body.subarray(42, 300)));
  }
  return notes.filter((note) => note !== "");
}
