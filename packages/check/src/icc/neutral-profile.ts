import { equalBytes } from "@whosecopy/protocol";
import { viewOf } from "../exif/tiff-file.ts";
import { latin, readProfile } from "./profile.ts";
import { isAlmostSrgb } from "./srgb.ts";

/** What turns samples into colours; everything else in a profile is names, dates, maker's tags and measurements. */
const needed = [
  "wtpt",
  "chad",
  "rXYZ",
  "gXYZ",
  "bXYZ",
  "rTRC",
  "gTRC",
  "bTRC",
  "kTRC",
  "cicp",
  "A2B0",
  "A2B1",
  "A2B2",
  "B2A0",
  "B2A1",
  "B2A2",
  "D2B0",
  "D2B1",
  "D2B2",
  "D2B3",
  "B2D0",
  "B2D1",
  "B2D2",
  "B2D3",
] as const;

/**
 * The same colours without who made the profile, when, with what and for which device.
 *
 * [Note: colour profiles] Leaving out the profile of a wide-gamut picture changes its colours, and leaving it in names the phone or
 * program. So the tags that make colours are copied bit by bit into a profile without any name; one that is sRGB, or almost, is left
 * out, because a picture without a profile is shown as sRGB.
 * @returns null when no profile is needed, or when this one is too damaged to be used by anybody. The answer for a neutral profile is
 * the same bytes again.
 */
export function neutralProfile(bytes: Uint8Array): Uint8Array | null {
  const profile = readProfile(bytes);
  if (profile === null || isAlmostSrgb(profile)) return null;
  const major = profile.header[8]!;
  const tags: (readonly [string, Uint8Array])[] = [
    ["desc", major >= 4 ? unicodeText("colours") : oldDescription("colours")],
    ["cprt", major >= 4 ? unicodeText("none") : plainText("none")],
  ];
  for (const name of needed) {
    const tag = profile.tags.get(name);
    if (tag !== undefined) tags.push([name, tag]);
  }
  if (tags.length === 2) return null;
  return assemble(neutralHeader(profile.header), tags);
}

/** Keeps version, class, colour space, connection space and intent (ICC.1:2022, 7.2). */
function neutralHeader(original: Uint8Array): Uint8Array {
  const header = new Uint8Array(128);
  header.set(original.subarray(8, 24), 8);
  // A date has to be a date.
  const date = viewOf(header);
  for (const [i, value] of [2000, 1, 1, 0, 0, 0].entries()) date.setUint16(24 + 2 * i, value);
  header.set([0x61, 0x63, 0x73, 0x70], 36);
  header.set(original.subarray(64, 80), 64);
  return header;
}

/** Tags with equal content share it, as makers of profiles do for the three tone curves. */
function assemble(header: Uint8Array, tags: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const placed: { offset: number; content: Uint8Array }[] = [];
  let end = 132 + 12 * tags.length;
  const table = tags.map(([name, content]) => {
    let place = placed.find((other) => equalBytes(other.content, content));
    if (place === undefined) {
      place = { offset: end, content };
      placed.push(place);
      end = (end + content.length + 3) & ~3;
    }
    return { name, offset: place.offset, size: content.length };
  });
  const out = new Uint8Array(end);
  out.set(header);
  const view = viewOf(out);
  view.setUint32(0, end);
  view.setUint32(128, tags.length);
  for (const [i, { name, offset, size }] of table.entries()) {
    const at = 132 + 12 * i;
    for (let c = 0; c < 4; c++) out[at + c] = name.charCodeAt(c);
    view.setUint32(at + 4, offset);
    view.setUint32(at + 8, size);
  }
  for (const { offset, content } of placed) out.set(content, offset);
  return out;
}

function unicodeText(text: string): Uint8Array {
  const out = new Uint8Array(28 + 2 * text.length);
  out.set([0x6d, 0x6c, 0x75, 0x63]);
  const view = viewOf(out);
  view.setUint32(8, 1);
  view.setUint32(12, 12);
  out.set([0x65, 0x6e, 0x55, 0x53], 16);
  view.setUint32(20, 2 * text.length);
  view.setUint32(24, 28);
  for (let i = 0; i < text.length; i++) view.setUint16(28 + 2 * i, text.charCodeAt(i));
  return out;
}

/** textDescriptionType of version 2: ASCII, an empty Unicode part, an empty ScriptCode part. */
function oldDescription(text: string): Uint8Array {
  const out = new Uint8Array(12 + text.length + 1 + 8 + 70);
  out.set([0x64, 0x65, 0x73, 0x63]);
  viewOf(out).setUint32(8, text.length + 1);
  for (let i = 0; i < text.length; i++) out[12 + i] = text.charCodeAt(i);
  return out;
}

function plainText(text: string): Uint8Array {
  const out = new Uint8Array(8 + text.length + 1);
  out.set([0x74, 0x65, 0x78, 0x74]);
  for (let i = 0; i < text.length; i++) out[8 + i] = text.charCodeAt(i);
  return out;
}

/** True for a profile that says nothing but colours. */
export function isNeutralProfile(bytes: Uint8Array): boolean {
  const neutral = latin(bytes, 36, 4) === "acsp" ? neutralProfile(bytes) : null;
  return neutral !== null && equalBytes(neutral, bytes);
}
