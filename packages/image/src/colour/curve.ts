import { hasText, s15Fixed16, u16, u32 } from "../byte-reader.ts";

/** From a coded sample of 0 to 1 to light. */
export type Curve = (sample: number) => number;

/** The transfer function of sRGB (IEC 61966-2-1), odd beyond zero. */
export const srgbCurve: Curve = (sample) =>
  sample < 0 ? -srgbCurve(-sample) : sample <= 0.040_45 ? sample / 12.92 : ((sample + 0.055) / 1.055) ** 2.4;

/** The reverse of `srgbCurve`. */
export const srgbEncode: Curve = (light) =>
  light < 0 ? -srgbEncode(-light) : light <= 0.003_130_8 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;

export const gammaCurve =
  (gamma: number): Curve =>
  (sample) =>
    Math.max(sample, 0) ** gamma;

/** A curve between equally spaced values, straight from one to the next. */
export function tableCurve(values: Float64Array): Curve {
  const last = values.length - 1;
  return (sample) => {
    const place = Math.min(Math.max(sample, 0), 1) * last;
    const low = Math.min(Math.floor(place), Math.max(last - 1, 0));
    const from = values[low]!;
    return from + ((values[low + 1] ?? from) - from) * (place - low);
  };
}

const parameters = [1, 3, 4, 5, 7] as const;

/**
 * Reads a curve of an ICC profile (ICC.1 10.6 curveType, 10.18 parametricCurveType).
 * @returns the curve and its length in bytes, or null when it makes no sense
 */
export function readIccCurve(tag: Uint8Array): { curve: Curve; length: number } | null {
  if (hasText(tag, 0, "curv")) {
    const count = u32(tag, 8);
    const length = 12 + 2 * count;
    if (count < 0 || length > tag.length) return null;
    if (count === 0) return { curve: (sample) => sample, length };
    if (count === 1) return { curve: gammaCurve(u16(tag, 12) / 256), length };
    const values = Float64Array.from({ length: count }, (_, i) => u16(tag, 12 + 2 * i) / 65_535);
    return { curve: tableCurve(values), length };
  }
  if (!hasText(tag, 0, "para")) return null;
  const kind = u16(tag, 8);
  const count = parameters[kind];
  if (count === undefined || 12 + 4 * count > tag.length) return null;
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from({ length: count }, (_, i) =>
    s15Fixed16(tag, 12 + 4 * i),
  );
  const power = (x: number): number => Math.max(a * x + b, 0) ** g;
  const curves: readonly Curve[] = [
    gammaCurve(g),
    (x) => (a * x + b >= 0 ? power(x) : 0),
    (x) => (a * x + b >= 0 ? power(x) : 0) + c,
    (x) => (x >= d ? power(x) : c * x),
    (x) => (x >= d ? power(x) + e : c * x + f),
  ];
  return { curve: curves[kind]!, length: 12 + 4 * count };
}
