import { solveSymmetric } from "../fit-homography.ts";
import { type BlockShifts } from "./blocks.ts";
import { retrust, squaredDeviation } from "./fit-plane.ts";

/** Products of powers up to the third: what a lens adds to a plane map. */
const powers: readonly (readonly [x: number, y: number])[] = [
  [0, 0],
  [1, 0],
  [0, 1],
  [2, 0],
  [1, 1],
  [0, 2],
  [3, 0],
  [2, 1],
  [1, 2],
  [0, 3],
];

/** How large, as a share of the picture's size, each of them is expected to be at most. */
const usualSize = 0.01;

const rounds = 4;

/** Shifts that bend like a cubic polynomial over the picture: few numbers, so that they can be told where blocks are few. */
export interface Curve {
  shiftAt(x: number, y: number): readonly [x: number, y: number];
}

/** The curve that follows the blocks, those left out that contradict it; `counts` says which are looked at. */
export function fitCurve(params: {
  shifts: BlockShifts;
  counts: Float64Array;
  width: number;
  height: number;
}): Curve | null {
  const { shifts, counts, width, height } = params;
  const size = Math.hypot(width, height) / 2;
  const termsAt = (x: number, y: number) => {
    const u = (x - width / 2) / size;
    const v = (y - height / 2) / size;
    return powers.map(([a, b]) => u ** a * v ** b);
  };
  const terms = Array.from({ length: shifts.count }, (_, i) => termsAt(shifts.x[i]!, shifts.y[i]!));
  const trust = Float64Array.from(counts);
  const off = new Float64Array(shifts.count);
  let weights: Float64Array | null = null;
  const shift = (at: readonly number[]) => {
    let [x, y] = [0, 0];
    at.forEach((term, k) => {
      x += term * weights![k]!;
      y += term * weights![powers.length + k]!;
    });
    return [x, y] as const;
  };
  for (let round = 0; round < rounds; round++) {
    weights = solveWeights({ shifts, trust, terms, stiffness: 1 / (usualSize * size) ** 2 });
    if (weights === null) return null;
    for (let i = 0; i < shifts.count; i++) {
      const [x, y] = shift(terms[i]!);
      off[i] = squaredDeviation(shifts, i, shifts.shiftX[i]! - x, shifts.shiftY[i]! - y);
    }
    retrust(off, trust);
    for (let i = 0; i < shifts.count; i++) trust[i]! *= counts[i]!;
  }
  return { shiftAt: (x, y) => shift(termsAt(x, y)) };
}

function solveWeights(params: {
  shifts: BlockShifts;
  trust: Float64Array;
  terms: readonly (readonly number[])[];
  stiffness: number;
}): Float64Array | null {
  const { shifts, trust, terms, stiffness } = params;
  const { shiftX, shiftY, precision } = shifts;
  const n = powers.length;
  const w = 2 * n + 1;
  const normal = new Float64Array(2 * n * w);
  for (let i = 0; i < shifts.count; i++) {
    if (trust[i] === 0) continue;
    const xx = trust[i]! * precision[3 * i]!;
    const xy = trust[i]! * precision[3 * i + 1]!;
    const yy = trust[i]! * precision[3 * i + 2]!;
    const at = terms[i]!;
    for (let r = 0; r < n; r++) {
      for (let c = 0; c < n; c++) {
        const product = at[r]! * at[c]!;
        if (c >= r) {
          normal[r * w + c]! += xx * product;
          normal[(n + r) * w + n + c]! += yy * product;
        }
        normal[r * w + n + c]! += xy * product;
      }
      normal[r * w + 2 * n]! += at[r]! * (xx * shiftX[i]! + xy * shiftY[i]!);
      normal[(n + r) * w + 2 * n]! += at[r]! * (xy * shiftX[i]! + yy * shiftY[i]!);
    }
  }
  for (let r = 0; r < 2 * n; r++) normal[r * w + r]! += stiffness;
  return solveSymmetric(normal, 2 * n);
}
