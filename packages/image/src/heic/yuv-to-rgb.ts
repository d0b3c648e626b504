import { overWhite } from "../flatten.ts";
import { chromaSize, type Planes } from "./planes.ts";

/** Kr and Kb of the matrices of ITU-T H.273 table 4; whatever isn't said is BT.601, as MIAF has it. */
const weights: Readonly<Record<number, readonly [kr: number, kb: number]>> = {
  1: [0.2126, 0.0722],
  4: [0.3, 0.11],
  7: [0.212, 0.087],
  9: [0.2627, 0.0593],
};
const bt601 = [0.299, 0.114] as const;

/**
 * Turns planes into RGB of 8 bits, or of 16 for colours that are to be converted. Halved colour is taken as video codecs place it: on every other
 * column, between two lines.
 */
export function rgbOf(params: {
  readonly planes: Planes;
  readonly codePoints: { readonly matrix: number; readonly fullRange: boolean };
  readonly fine: boolean;
}): Uint8Array | Uint16Array {
  const { planes, fine } = params;
  const { matrix, fullRange } = params.codePoints;
  const { width, height, bitDepth, chroma } = planes;
  const outTop = fine ? 65_535 : 255;
  const rgb = fine ? new Uint16Array(3 * width * height) : new Uint8Array(3 * width * height);
  const top = 2 ** bitDepth - 1;
  const unit = 2 ** (bitDepth - 8);
  const black = fullRange ? 0 : 16 * unit;
  const gain = outTop / (fullRange ? top : 219 * unit);
  const middle = 2 ** (bitDepth - 1);
  const colourGain = outTop / (fullRange ? top : 224 * unit);
  const [kr, kb] = weights[matrix] ?? bt601;
  const kg = 1 - kr - kb;
  const redOfV = 2 * (1 - kr) * colourGain;
  const greenOfU = ((-2 * kb * (1 - kb)) / kg) * colourGain;
  const greenOfV = ((-2 * kr * (1 - kr)) / kg) * colourGain;
  const blueOfU = 2 * (1 - kb) * colourGain;
  const isGbr = matrix === 0 && chroma === 3;
  const lines = chromaLines(planes);
  for (let row = 0, p = 0, at = 0; row < height; row++) {
    const { u, v } = lines(row);
    for (let x = 0; x < width; x++, p += 3, at++) {
      const light = (planes.y[at]! - black) * gain;
      const a = u[x]! - middle;
      const b = v[x]! - middle;
      const red = isGbr ? (v[x]! - black) * gain : light + redOfV * b;
      const green = isGbr ? light : light + greenOfU * a + greenOfV * b;
      const blue = isGbr ? (u[x]! - black) * gain : light + blueOfU * a;
      rgb[p] = red <= 0 ? 0 : red >= outTop ? outTop : red + 0.5;
      rgb[p + 1] = green <= 0 ? 0 : green >= outTop ? outTop : green + 0.5;
      rgb[p + 2] = blue <= 0 ? 0 : blue >= outTop ? outTop : blue + 0.5;
    }
  }
  return rgb;
}

/** The lines of colour at full width for one line of the picture. The arrays are used again for the next line. */
function chromaLines(planes: Planes): (row: number) => { u: Float32Array; v: Float32Array } {
  const { width, chroma } = planes;
  const size = chromaSize(planes);
  const u = new Float32Array(width);
  const v = new Float32Array(width);
  if (chroma === 0) {
    const middle = 2 ** (planes.bitDepth - 1);
    u.fill(middle);
    v.fill(middle);
    return () => ({ u, v });
  }
  const narrow = new Float32Array(size.width);
  const line = (samples: Uint8Array | Uint16Array, row: number, out: Float32Array): void => {
    let near = row * size.width;
    let far = near;
    if (chroma === 1) {
      near = (row >> 1) * size.width;
      const other = (row >> 1) + ((row & 1) === 0 ? -1 : 1);
      far = Math.min(Math.max(other, 0), size.height - 1) * size.width;
    }
    for (let x = 0; x < size.width; x++) narrow[x] = 0.75 * samples[near + x]! + 0.25 * samples[far + x]!;
    if (chroma === 3) {
      out.set(narrow);
      return;
    }
    for (let x = 0; x < width; x++) {
      const at = x >> 1;
      const left = narrow[at]!;
      out[x] = (x & 1) === 0 ? left : (left + (narrow[at + 1] ?? left)) / 2;
    }
  };
  return (row) => {
    line(planes.u, row, u);
    line(planes.v, row, v);
    return { u, v };
  };
}

/** Lays RGB over white by a plane of opacity of the same size; says whether anything was see-through. */
export function layOverWhite(rgb: Uint8Array, alpha: Planes, fullRange: boolean): boolean {
  const unit = 2 ** (alpha.bitDepth - 8);
  const low = fullRange ? 0 : 16 * unit;
  const range = fullRange ? 2 ** alpha.bitDepth - 1 : 219 * unit;
  let found = false;
  for (let i = 0, p = 0; p < rgb.length; i++, p += 3) {
    const opacity = Math.min(Math.max(Math.round(((alpha.y[i]! - low) * 255) / range), 0), 255);
    if (opacity === 255) continue;
    found = true;
    for (let c = p; c < p + 3; c++) rgb[c] = overWhite(rgb[c]!, opacity);
  }
  return found;
}
