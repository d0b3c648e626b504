import type { ColourSource } from "./colour-source.ts";
import { srgbEncode } from "./curve.ts";
import type { IccLut } from "./icc-lut.ts";
import { d50, srgbFromD50 } from "./primaries.ts";
import { softClip } from "./soft-clip.ts";

/**
 * Measures a profile's table at the corners of a grid, once, so that a pixel costs one interpolation. Its darkest colour is made black, since
 * what is measured as dark grey on paper is black to the eye ("black point compensation").
 */
export function gridSource(lut: IccLut, connection: "lab" | "xyz"): ColourSource {
  const channels = lut.channels === 4 ? 4 : 3;
  const side = channels === 4 ? 17 : 33;
  const samples = new Float64Array(channels);
  const place = new Float64Array(3);
  const rgb = new Float64Array(3);
  const xyzAt = (): void => {
    lut.evaluate(samples, place);
    if (connection === "lab") labToXyz(place, lut.coding);
    else for (let i = 0; i < 3; i++) place[i] = (place[i]! * 65_535) / 32_768;
  };
  samples.fill(channels === 4 ? 1 : 0);
  xyzAt();
  const black = Math.min(Math.max(place[1]!, 0), 0.18);
  const values = new Float32Array(side ** channels * 3);
  for (let corner = 0, at = 0; at < values.length; corner++, at += 3) {
    for (let i = channels - 1, rest = corner; i >= 0; i--, rest = Math.floor(rest / side)) {
      samples[i] = (rest % side) / (side - 1);
    }
    xyzAt();
    for (let i = 0; i < 3; i++) place[i] = (place[i]! - black * d50[i]!) / (1 - black);
    for (let i = 0; i < 3; i++) {
      const row = 3 * i;
      rgb[i] = srgbFromD50[row]! * place[0]! + srgbFromD50[row + 1]! * place[1]! + srgbFromD50[row + 2]! * place[2]!;
    }
    softClip(rgb);
    for (let i = 0; i < 3; i++) values[at + i] = 255 * srgbEncode(rgb[i]!);
  }
  return { kind: "grid", channels, side, values };
}

/** CIE 1976 L*a*b* relative to D50, as ICC.1 writes it (6.3.4.2, and 10.10 note 2 for 16 bits of version 2). */
function labToXyz(place: Float64Array, coding: IccLut["coding"]): void {
  const stretch = coding === "v2-16" ? 65_535 / 65_280 : 1;
  const lightness = place[0]! * stretch * 100;
  const a = place[1]! * stretch * 255 - 128;
  const b = place[2]! * stretch * 255 - 128;
  const fy = (lightness + 16) / 116;
  const [fx, fz] = [fy + a / 500, fy - b / 200];
  const solve = (f: number): number => (f > 6 / 29 ? f ** 3 : 3 * (6 / 29) ** 2 * (f - 4 / 29));
  place[0] = d50[0] * solve(fx);
  place[1] = d50[1] * solve(fy);
  place[2] = d50[2] * solve(fz);
}
