import { planted } from "../../exif/testing/write-tiff.ts";
import { viewOf } from "../../exif/tiff-file.ts";

const primaries = {
  srgb: [0.436, 0.2225, 0.0139, 0.3851, 0.7169, 0.0971, 0.1431, 0.0606, 0.7141],
  // Display P3, adapted to D50.
  p3: [0.5151, 0.2412, -0.0011, 0.292, 0.6922, 0.0419, 0.1571, 0.0666, 0.7841],
} as const;

/** A matrix profile with a description, a copyright, a maker and the sRGB tone curve. */
export function writeProfile(kind: keyof typeof primaries): Uint8Array {
  const xyz = (at: number) => {
    const out = new Uint8Array(20);
    out.set(new TextEncoder().encode("XYZ "));
    for (let i = 0; i < 3; i++) viewOf(out).setInt32(8 + 4 * i, Math.round(primaries[kind][at + i]! * 65_536));
    return out;
  };
  const curve = new Uint8Array(12 + 20);
  curve.set(new TextEncoder().encode("para"));
  viewOf(curve).setUint16(8, 3);
  for (const [i, value] of [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045].entries())
    viewOf(curve).setInt32(12 + 4 * i, Math.round(value * 65_536));
  const text = (words: string) => {
    const out = new Uint8Array(28 + 2 * words.length);
    out.set(new TextEncoder().encode("mluc"));
    viewOf(out).setUint32(8, 1);
    viewOf(out).setUint32(12, 12);
    out.set(new TextEncoder().encode("enUS"), 16);
    viewOf(out).setUint32(20, 2 * words.length);
    viewOf(out).setUint32(24, 28);
    for (let i = 0; i < words.length; i++) viewOf(out).setUint16(28 + 2 * i, words.charCodeAt(i));
    return out;
  };
  const tags: [string, Uint8Array][] = [
    ["desc", text(`${planted} display of somebody`)],
    ["cprt", text(`${planted} maker`)],
    ["dmnd", text(`${planted} vendor`)],
    ["rXYZ", xyz(0)],
    ["gXYZ", xyz(3)],
    ["bXYZ", xyz(6)],
    ["rTRC", curve],
    ["gTRC", curve],
    ["bTRC", curve],
  ];
  const table = 132 + 12 * tags.length;
  const out = new Uint8Array(table + tags.reduce((sum, [, tag]) => sum + ((tag.length + 3) & ~3), 0));
  const view = viewOf(out);
  out[8] = 4;
  out.set(new TextEncoder().encode("mntrRGB XYZ "), 12);
  view.setUint16(24, 2023);
  out.set(new TextEncoder().encode("acspAPPL"), 36);
  out.set(new TextEncoder().encode("MAKR"), 48);
  view.setUint32(0, out.length);
  view.setUint32(128, tags.length);
  let free = table;
  for (const [i, [name, tag]] of tags.entries()) {
    out.set(new TextEncoder().encode(name), 132 + 12 * i);
    view.setUint32(136 + 12 * i, free);
    view.setUint32(140 + 12 * i, tag.length);
    out.set(tag, free);
    free += (tag.length + 3) & ~3;
  }
  return out;
}
