import { viewOf } from "../exif/tiff-file.ts";
import { type IccProfile, latin } from "./profile.ts";

/** sRGB's primaries adapted to D50, as ICC profiles hold them. */
const primaries = [
  ["rXYZ", 0.436, 0.2225, 0.0139],
  ["gXYZ", 0.3851, 0.7169, 0.0971],
  ["bXYZ", 0.1431, 0.0606, 0.7141],
] as const;

/** True when leaving the profile out changes no colour that anybody could see: what has none is shown as sRGB. */
export function isAlmostSrgb({ header, tags }: IccProfile): boolean {
  if (latin(header, 16, 4) !== "RGB " || latin(header, 20, 4) !== "XYZ " || tags.has("A2B0")) return false;
  for (const [name, ...expected] of primaries) {
    const tag = tags.get(name);
    if (tag === undefined || tag.length < 20) return false;
    const view = viewOf(tag);
    if (expected.some((value, i) => Math.abs(view.getInt32(8 + 4 * i) / 65_536 - value) > 0.0025)) return false;
  }
  return ["rTRC", "gTRC", "bTRC"].every((name) => {
    const curve = curveOf(tags.get(name));
    if (curve === null) return false;
    for (let i = 0; i <= 64; i++) if (Math.abs(curve(i / 64) - srgbCurve(i / 64)) > 0.004) return false;
    return true;
  });
}

function srgbCurve(x: number): number {
  return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
}

/** A tone curve as a function of 0..1; null for one that is not understood. */
function curveOf(tag: Uint8Array | undefined): ((x: number) => number) | null {
  if (tag === undefined || tag.length < 12) return null;
  const view = viewOf(tag);
  const type = latin(tag, 0, 4);
  if (type === "curv") return tableCurve(view, view.getUint32(8));
  if (type !== "para") return null;
  const kind = view.getUint16(8);
  const count = [1, 3, 4, 5, 7][kind];
  if (count === undefined || tag.length < 12 + 4 * count) return null;
  const p = Array.from({ length: count }, (_, i) => view.getInt32(12 + 4 * i) / 65_536);
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = p;
  switch (kind) {
    case 0:
      return (x) => x ** g;
    case 1:
      return (x) => (x >= -b / a ? (a * x + b) ** g : 0);
    case 2:
      return (x) => (x >= -b / a ? (a * x + b) ** g + c : c);
    default:
      return (x) => (x >= d ? (a * x + b) ** g + e : c * x + f);
  }
}

function tableCurve(view: DataView, count: number): ((x: number) => number) | null {
  if (count === 0) return (x) => x;
  if (12 + 2 * count > view.byteLength) return null;
  if (count === 1) return (x) => x ** (view.getUint16(12) / 256);
  return (x) => {
    const at = x * (count - 1);
    const low = Math.min(Math.floor(at), count - 2);
    const [a, b] = [view.getUint16(12 + 2 * low), view.getUint16(14 + 2 * low)];
    return (a + (b - a) * (at - low)) / 65_535;
  };
}
