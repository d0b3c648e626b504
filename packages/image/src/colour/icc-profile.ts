import { hasText, u32 } from "../byte-reader.ts";
import type { ColourSource } from "./colour-source.ts";
import { readIccCurve } from "./curve.ts";
import { gridSource } from "./grid-source.ts";
import { columnsOf, readIccLut } from "./icc-lut.ts";
import { inverse, times } from "./matrix.ts";
import { srgbFromD50 } from "./primaries.ts";

/** Larger profiles are not looked at; those of printing inks have two or three megabytes. */
export const maxProfileBytes = 8_000_000;

/**
 * Reads an ICC profile (ICC.1) for samples of so many channels (1 grey, 3 RGB, 4 CMYK). A table, where there is one, goes before
 * curves and a matrix, as the standard asks: the colorimetric one of RGB, since what is shown on a display was made on one; the
 * perceptual one of inks, which have fewer colours than a display.
 * @returns null for a profile that is damaged or made for something else: the picture is then shown as sRGB, as browsers do
 */
export function readIccProfile(profile: Uint8Array, channels: 1 | 3 | 4): ColourSource | null {
  if (profile.length > maxProfileBytes || !hasText(profile, 36, "acsp")) return null;
  if (!hasText(profile, 16, channels === 1 ? "GRAY" : channels === 3 ? "RGB " : "CMYK")) return null;
  const connection = hasText(profile, 20, "Lab ") ? "lab" : hasText(profile, 20, "XYZ ") ? "xyz" : null;
  if (connection === null) return null;
  const tag = (name: string): Uint8Array | null => tagOf(profile, name);
  if (channels !== 1) {
    const table = channels === 4 ? (tag("A2B0") ?? tag("A2B1")) : (tag("A2B1") ?? tag("A2B0"));
    const lut = table === null ? null : readIccLut(table);
    if (lut !== null && lut.channels === channels) {
      return gridSource(lut, connection);
    }
  }
  if (channels === 4) return null;
  const curves = channels === 1 ? ["kTRC", "kTRC", "kTRC"] : ["rTRC", "gTRC", "bTRC"];
  const [red, green, blue] = curves.map((name) => readIccCurve(tag(name) ?? new Uint8Array(0))?.curve);
  if (red === undefined || green === undefined || blue === undefined) return null;
  if (channels === 1) return { kind: "matrix", curves: [red, green, blue], matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
  const [x, y, z] = ["rXYZ", "gXYZ", "bXYZ"].map((name) => tag(name));
  if (x == null || y == null || z == null || connection !== "xyz") return null;
  const colorants = columnsOf(x, y, z);
  if (inverse(colorants) === null) return null;
  return { kind: "matrix", curves: [red, green, blue], matrix: times(srgbFromD50, colorants) };
}

function tagOf(profile: Uint8Array, name: string): Uint8Array | null {
  const count = Math.min(u32(profile, 128), 200);
  for (let i = 0; i < count; i++) {
    const entry = 132 + 12 * i;
    if (!hasText(profile, entry, name)) continue;
    const at = u32(profile, entry + 4);
    const length = u32(profile, entry + 8);
    return at < 0 || length < 0 || at + length > profile.length ? null : profile.subarray(at, at + length);
  }
  return null;
}
