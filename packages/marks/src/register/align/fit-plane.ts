import { solveSymmetric } from "../fit-homography.ts";
import type { Homography } from "../homography.ts";
import type { BlockShifts } from "./blocks.ts";

/** Rounds of re-weighting; what agrees with no one is found out in a few. */
const rounds = 6;

/** Squared deviations, in units of the usual one, at which a block counts a quarter. */
const wild = 6;

/** Perspective is held back a little: so many pixels' worth at the rim, at a guess. */
const stiffness = 1e-4;

/**
 * The plane map close to the identity that follows the blocks' shifts, with those that contradict it left out.
 * @returns the map, and per block its trust; null when the blocks are too few.
 */
export function fitPlane(shifts: BlockShifts, width: number, height: number) {
  const { count, x, y, shiftX, shiftY } = shifts;
  if (count < 6) return null;
  const trust = new Float64Array(count).fill(1);
  const size = Math.hypot(width, height) / 2;
  let motion: Float64Array | null = null;
  for (let round = 0; round < rounds; round++) {
    motion = solveMotion({ shifts, trust, width, height, size });
    if (motion === null) return null;
    const off = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const [mx, my] = motionAt(motion, (x[i]! - width / 2) / size, (y[i]! - height / 2) / size);
      off[i] = squaredDeviation(shifts, i, shiftX[i]! - mx, shiftY[i]! - my);
    }
    retrust(off, trust);
  }
  return motion === null ? null : { map: mapOf(motion, width, height, size), trust };
}

/** How far off a shift is in units of its own uncertainty, squared. */
export function squaredDeviation({ precision }: BlockShifts, i: number, ex: number, ey: number): number {
  return precision[3 * i]! * ex * ex + 2 * precision[3 * i + 1]! * ex * ey + precision[3 * i + 2]! * ey * ey;
}

/** Trust falls with the deviation, measured by what is usual among the blocks: that makes up for noise that is not independent. */
export function retrust(off: Float64Array, trust: Float64Array): void {
  const usual = Math.max(1, medianOf(off) / 1.4);
  for (let i = 0; i < off.length; i++) trust[i] = 1 / (1 + off[i]! / (wild * usual)) ** 2;
}

function medianOf(values: Float64Array): number {
  const sorted = values.toSorted();
  return sorted[sorted.length >> 1] ?? 0;
}

/** Shift at (u, v), which run from about -1 to 1: six numbers of an affine map and two of perspective. */
function motionAt(m: Float64Array, u: number, v: number): readonly [number, number] {
  const bend = m[6]! * u + m[7]! * v;
  return [m[0]! + m[1]! * u + m[2]! * v + bend * u, m[3]! + m[4]! * u + m[5]! * v + bend * v];
}

function solveMotion(params: {
  shifts: BlockShifts;
  trust: Float64Array;
  width: number;
  height: number;
  size: number;
}): Float64Array | null {
  const { shifts, trust, width, height, size } = params;
  const { precision } = shifts;
  const normal = new Float64Array(8 * 9);
  const a = new Float64Array(9);
  const b = new Float64Array(9);
  for (let i = 0; i < shifts.count; i++) {
    const u = (shifts.x[i]! - width / 2) / size;
    const v = (shifts.y[i]! - height / 2) / size;
    a.set([1, u, v, 0, 0, 0, u * u, u * v, shifts.shiftX[i]!]);
    b.set([0, 0, 0, 1, u, v, u * v, v * v, shifts.shiftY[i]!]);
    const xx = trust[i]! * precision[3 * i]!;
    const xy = trust[i]! * precision[3 * i + 1]!;
    const yy = trust[i]! * precision[3 * i + 2]!;
    for (let r = 0; r < 8; r++) {
      const alongX = xx * a[r]! + xy * b[r]!;
      const alongY = xy * a[r]! + yy * b[r]!;
      for (let c = r; c < 9; c++) normal[r * 9 + c]! += alongX * a[c]! + alongY * b[c]!;
    }
  }
  for (let r = 1; r < 8; r++) if (r !== 3) normal[r * 9 + r]! += stiffness * (normal[0]! + normal[3 * 9 + 3]!);
  return solveSymmetric(normal, 8);
}

/** The plane map whose motion, to first order, is this. */
function mapOf(m: Float64Array, width: number, height: number, size: number): Homography {
  const cx = width / 2;
  const cy = height / 2;
  // In (u, v): u' = (u + (m0 + m1 u + m2 v) / size) / (1 - (m6 u + m7 v) / size).
  const rows = [
    [1 + m[1]! / size, m[2]! / size, m[0]! / size],
    [m[4]! / size, 1 + m[5]! / size, m[3]! / size],
    [-m[6]! / size, -m[7]! / size, 1],
  ].map(([a, b, c]) => [a! / size, b! / size, c! - (a! * cx + b! * cy) / size] as const);
  const [x, y, w] = rows as unknown as readonly (readonly [number, number, number])[];
  const out = new Float64Array(9);
  for (let k = 0; k < 3; k++) {
    out[k] = size * x![k]! + cx * w![k]!;
    out[3 + k] = size * y![k]! + cy * w![k]!;
    out[6 + k] = w![k]!;
  }
  return out.map((value) => value / out[8]!);
}
