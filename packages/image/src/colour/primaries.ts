import { inverse, type Matrix, times } from "./matrix.ts";

/** Chromaticities (CIE 1931 x and y) of red, green, blue and white. */
export type Chromaticities = readonly [
  rx: number,
  ry: number,
  gx: number,
  gy: number,
  bx: number,
  by: number,
  wx: number,
  wy: number,
];

const d65 = [0.3127, 0.329] as const;
const srgb: Chromaticities = [0.64, 0.33, 0.3, 0.6, 0.15, 0.06, ...d65];

/** By the code points of ITU-T H.273 table 2 that pictures carry. */
export const primariesByCode: Readonly<Record<number, Chromaticities>> = {
  1: srgb,
  4: [0.67, 0.33, 0.21, 0.71, 0.14, 0.08, 0.31, 0.316],
  5: [0.64, 0.33, 0.29, 0.6, 0.15, 0.06, ...d65],
  6: [0.63, 0.34, 0.31, 0.595, 0.155, 0.07, ...d65],
  7: [0.63, 0.34, 0.31, 0.595, 0.155, 0.07, ...d65],
  9: [0.708, 0.292, 0.17, 0.797, 0.131, 0.046, ...d65],
  11: [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.314, 0.351],
  12: [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, ...d65],
  22: [0.63, 0.34, 0.295, 0.605, 0.155, 0.077, ...d65],
};

/** Cone responses of the Bradford adaptation. */
const bradford: Matrix = [0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296];

/** From linear RGB of these primaries to linear sRGB, white to white; null when they span nothing. */
export function fromPrimaries(primaries: Chromaticities): Matrix | null {
  const toXyz = rgbToXyz(primaries);
  const srgbFromXyz = inverse(rgbToXyz(srgb)!)!;
  if (toXyz === null) return null;
  return times(srgbFromXyz, times(adaptation(whiteOf(primaries), whiteOf(srgb)), toXyz));
}

/** The white of the profile connection space of ICC.1, X, Y, Z. */
export const d50: readonly [number, number, number] = [0.9642, 1, 0.8249];

/** From XYZ relative to D50, the language of ICC profiles, to linear sRGB. */
export const srgbFromD50: Matrix = times(inverse(rgbToXyz(srgb)!)!, adaptation(d50, whiteOf(srgb)));

function whiteOf(primaries: Chromaticities): readonly [number, number, number] {
  const [x, y] = [primaries[6], primaries[7]];
  return [x / y, 1, (1 - x - y) / y];
}

function adaptation(from: readonly [number, number, number], to: readonly [number, number, number]): Matrix {
  const cones = (white: readonly [number, number, number], row: number): number =>
    bradford[row]! * white[0] + bradford[row + 1]! * white[1] + bradford[row + 2]! * white[2];
  const gain = (row: number): number => cones(to, row) / cones(from, row);
  const scale: Matrix = [gain(0), 0, 0, 0, gain(3), 0, 0, 0, gain(6)];
  return times(inverse(bradford)!, times(scale, bradford));
}

function rgbToXyz(primaries: Chromaticities): Matrix | null {
  const [rx, ry, gx, gy, bx, by, , wy] = primaries;
  if ([ry, gy, by, wy].some((y) => !(y > 1e-4))) return null;
  const columns: Matrix = [
    rx / ry,
    gx / gy,
    bx / by,
    1,
    1,
    1,
    (1 - rx - ry) / ry,
    (1 - gx - gy) / gy,
    (1 - bx - by) / by,
  ];
  const undo = inverse(columns);
  if (undo === null) return null;
  const [X, Y, Z] = whiteOf(primaries);
  const share = (row: number): number => undo[row]! * X + undo[row + 1]! * Y + undo[row + 2]! * Z;
  return times(columns, [share(0), 0, 0, 0, share(3), 0, 0, 0, share(6)]);
}
