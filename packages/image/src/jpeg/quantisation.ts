import { aanScale } from "./fdct.ts";

/** The order in which a block's 64 frequencies are written (T.81 figure A.6): `zigzag[k]` is a row-by-row index. */
export const zigzag = Uint8Array.of(
  0,
  1,
  8,
  16,
  9,
  2,
  3,
  10,
  17,
  24,
  32,
  25,
  18,
  11,
  4,
  5,
  12,
  19,
  26,
  33,
  40,
  48,
  41,
  34,
  27,
  20,
  13,
  6,
  7,
  14,
  21,
  28,
  35,
  42,
  49,
  56,
  57,
  50,
  43,
  36,
  29,
  22,
  15,
  23,
  30,
  37,
  44,
  51,
  58,
  59,
  52,
  45,
  38,
  31,
  39,
  46,
  53,
  60,
  61,
  54,
  47,
  55,
  62,
  63,
);

// T.81 tables K.1 and K.2, row by row.
const luminance = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
];
const chrominance = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99,
];

/** The two quantisation tables of a picture, each 64 divisors of 1 to 255 in zigzag order, as a DQT segment holds them. */
export interface QuantTables {
  readonly luma: Uint8Array;
  readonly chroma: Uint8Array;
}

/** The tables of a quality of 1 to 100, on the scale that libjpeg made customary. */
export function quantTables(quality: number): QuantTables {
  const bounded = Math.min(Math.max(Math.round(quality), 1), 100);
  const percent = bounded < 50 ? 5000 / bounded : 200 - 2 * bounded;
  const scaled = (base: readonly number[]): Uint8Array =>
    Uint8Array.from(zigzag, (index) =>
      Math.min(Math.max(Math.floor(((base[index] ?? 1) * percent + 50) / 100), 1), 255),
    );
  return { luma: scaled(luminance), chroma: scaled(chrominance) };
}

/**
 * The quality of 1 to 100 whose luma table divides most nearly like a file's: cameras and editors have tables of their own.
 * @param tables in zigzag order, by their number in the file; the first is that of luma
 * @returns null without tables
 */
export function nearestQuality(tables: readonly (Uint8Array | undefined)[]): number | null {
  const table = tables[0];
  if (table === undefined) return null;
  let nearest = { quality: 1, distance: Infinity };
  for (let quality = 100; quality >= 1; quality--) {
    const { luma } = quantTables(quality);
    let distance = 0;
    for (let k = 0; k < 64; k++) distance += Math.abs(Math.log(Math.max(table[k]!, 1) / luma[k]!));
    if (distance < nearest.distance) nearest = { quality, distance };
  }
  return nearest.quality;
}

/** What to multiply the outputs of `fdct` with, in zigzag order. */
export function reciprocals(table: Uint8Array): Float64Array {
  return Float64Array.from(table, (divisor, k) => {
    const index = zigzag[k] ?? 0;
    return 1 / (divisor * (aanScale[index >> 3] ?? 1) * (aanScale[index & 7] ?? 1) * 8);
  });
}
