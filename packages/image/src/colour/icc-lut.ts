import { hasText, s15Fixed16, u16, u32, u8 } from "../byte-reader.ts";
import { type Curve, readIccCurve, tableCurve } from "./curve.ts";
import type { Matrix } from "./matrix.ts";

/** From samples of 0 to 1 to three numbers of 0 to 1 that name a place in the profile connection space. */
export interface IccLut {
  readonly channels: number;
  /** How places are written: 16-bit Lab of version 2 has its top at 0xff00. */
  readonly coding: "v2-16" | "plain";
  evaluate(samples: Float64Array, place: Float64Array): void;
}

/**
 * Reads a table from device colours (lut8Type, lut16Type, lutAToBType; ICC.1 10.10 to 10.12).
 * @returns null when it makes no sense or is of another kind
 */
export function readIccLut(tag: Uint8Array): IccLut | null {
  const channels = u8(tag, 8);
  if ((channels !== 3 && channels !== 4) || u8(tag, 9) !== 3) return null;
  if (hasText(tag, 0, "mft1")) return readTables(tag, channels, 1);
  if (hasText(tag, 0, "mft2")) return readTables(tag, channels, 2);
  return hasText(tag, 0, "mAB ") ? readStages(tag, channels) : null;
}

/** Curves, a grid, curves, all of the same sample size. */
function readTables(tag: Uint8Array, channels: number, sampleBytes: 1 | 2): IccLut | null {
  const side = u8(tag, 10);
  const inputs = sampleBytes === 1 ? 256 : u16(tag, 48);
  const outputs = sampleBytes === 1 ? 256 : u16(tag, 50);
  if (inputs < 2 || outputs < 2 || inputs > 4096 || outputs > 4096) return null;
  let at = sampleBytes === 1 ? 48 : 52;
  const take = (count: number): Float64Array | null => {
    if (at + count * sampleBytes > tag.length) return null;
    const values = samplesAt(tag, at, count, sampleBytes);
    at += count * sampleBytes;
    return values;
  };
  const curves = (count: number, length: number): Curve[] | null => {
    const all = Array.from({ length: count }, () => take(length));
    return all.every((values) => values !== null) ? all.map((values) => tableCurve(values)) : null;
  };
  const before = curves(channels, inputs);
  const corners = side >= 2 ? take(side ** channels * 3) : null;
  const after = curves(3, outputs);
  if (before === null || corners === null || after === null) return null;
  const grid = gridOf(
    corners,
    Array.from({ length: channels }, () => side),
  );
  const point = new Float64Array(channels);
  return {
    channels,
    coding: sampleBytes === 2 ? "v2-16" : "plain",
    evaluate(samples, place) {
      for (let i = 0; i < channels; i++) point[i] = before[i]!(samples[i]!);
      grid(point, place);
      for (let i = 0; i < 3; i++) place[i] = after[i]!(place[i]!);
    },
  };
}

/** A curves, a grid, M curves, a matrix, B curves; those that are left out have the offset 0. */
function readStages(tag: Uint8Array, channels: number): IccLut | null {
  const b = curvesAt(tag, u32(tag, 12), 3);
  const matrixAt = u32(tag, 16);
  const m = matrixAt > 0 ? curvesAt(tag, u32(tag, 20), 3) : null;
  const gridAt = u32(tag, 24);
  const a = gridAt > 0 ? curvesAt(tag, u32(tag, 28), channels) : null;
  if (b === null || (matrixAt > 0 && m === null)) return null;
  if (gridAt <= 0 ? channels !== 3 : a === null) return null;
  const grid = gridAt > 0 ? stageGrid(tag, gridAt, channels) : null;
  if (gridAt > 0 && grid === null) return null;
  if (matrixAt > 0 && matrixAt + 48 > tag.length) return null;
  const cells = Array.from({ length: 12 }, (_, i) => s15Fixed16(tag, matrixAt + 4 * i));
  const point = new Float64Array(channels);
  return {
    channels,
    coding: "plain",
    evaluate(samples, place) {
      if (grid !== null && a !== null) {
        for (let i = 0; i < channels; i++) point[i] = a[i]!(samples[i]!);
        grid(point, place);
      } else place.set(samples.subarray(0, 3));
      if (m !== null) {
        const [x, y, z] = [m[0]!(place[0]!), m[1]!(place[1]!), m[2]!(place[2]!)];
        for (let i = 0; i < 3; i++) {
          place[i] = cells[3 * i]! * x + cells[3 * i + 1]! * y + cells[3 * i + 2]! * z + cells[9 + i]!;
        }
      }
      for (let i = 0; i < 3; i++) place[i] = b[i]!(place[i]!);
    },
  };
}

function curvesAt(tag: Uint8Array, start: number, count: number): Curve[] | null {
  if (start <= 0) return null;
  const curves: Curve[] = [];
  for (let at = start; curves.length < count;) {
    const read = readIccCurve(tag.subarray(at));
    if (read === null) return null;
    curves.push(read.curve);
    at += Math.ceil(read.length / 4) * 4;
  }
  return curves;
}

function stageGrid(
  tag: Uint8Array,
  at: number,
  channels: number,
): ((p: Float64Array, out: Float64Array) => void) | null {
  const sides = Array.from({ length: channels }, (_, i) => u8(tag, at + i));
  const sampleBytes = u8(tag, at + 16);
  if (sides.some((side) => side < 2) || (sampleBytes !== 1 && sampleBytes !== 2)) return null;
  const count = sides.reduce((product, side) => product * side, 3);
  if (at + 20 + count * sampleBytes > tag.length) return null;
  return gridOf(samplesAt(tag, at + 20, count, sampleBytes), sides);
}

function samplesAt(tag: Uint8Array, at: number, count: number, sampleBytes: 1 | 2): Float64Array {
  return Float64Array.from({ length: count }, (_, i) =>
    sampleBytes === 1 ? tag[at + i]! / 255 : u16(tag, at + 2 * i) / 65_535,
  );
}

/** Straight between the corners of a grid whose last channel runs fastest, three values at each. */
function gridOf(corners: Float64Array, sides: readonly number[]): (point: Float64Array, out: Float64Array) => void {
  const channels = sides.length;
  const strides = sides.map((_, i) => sides.slice(i + 1).reduce((product, side) => product * side, 3));
  const shares = new Float64Array(channels);
  return (point, out) => {
    let base = 0;
    for (let i = 0; i < channels; i++) {
      const place = Math.min(Math.max(point[i]!, 0), 1) * (sides[i]! - 1);
      const low = Math.min(Math.floor(place), sides[i]! - 2);
      shares[i] = place - low;
      base += low * strides[i]!;
    }
    out.fill(0, 0, 3);
    for (let corner = 0; corner < 1 << channels; corner++) {
      let weight = 1;
      let at = base;
      for (let i = 0; i < channels; i++) {
        const high = (corner >> i) & 1;
        weight *= high === 1 ? shares[i]! : 1 - shares[i]!;
        at += high * strides[i]!;
      }
      if (weight === 0) continue;
      for (let i = 0; i < 3; i++) out[i] = out[i]! + weight * corners[at + i]!;
    }
  };
}

/** The 3x3 part of colours that a profile names by XYZ tags. */
export function columnsOf(red: Uint8Array, green: Uint8Array, blue: Uint8Array): Matrix {
  const value = (tag: Uint8Array, row: number): number => s15Fixed16(tag, 8 + 4 * row);
  return [
    value(red, 0),
    value(green, 0),
    value(blue, 0),
    value(red, 1),
    value(green, 1),
    value(blue, 1),
    value(red, 2),
    value(green, 2),
    value(blue, 2),
  ];
}
