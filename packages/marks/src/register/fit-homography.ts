import type { Homography } from "./homography.ts";

/** Points of one plane, where they lie in another, and how much each pair counts. */
export interface Pairs {
  readonly count: number;
  readonly fromX: ArrayLike<number>;
  readonly fromY: ArrayLike<number>;
  readonly toX: ArrayLike<number>;
  readonly toY: ArrayLike<number>;
  readonly weight: ArrayLike<number>;
}

/**
 * The plane map closest to the pairs, by weighted least squares; null when they are too few or lie on a line.
 * @param stiffness how strongly the map is drawn to one without perspective; 0 not at all. In pairs: with 10 times as many it hardly shows.
 */
export function fitHomography(pairs: Pairs, stiffness: number): Homography | null {
  const from = frameOf(pairs.fromX, pairs.fromY, pairs);
  const to = frameOf(pairs.toX, pairs.toY, pairs);
  if (from === null || to === null) return null;
  const normal = new Float64Array(8 * 9);
  const row = new Float64Array(9);
  let depths: Float64Array | null = null;
  let h: Float64Array | null = null;
  // The second round divides by the depth of the first, which makes the distance the one in the plane.
  for (let round = 0; round < 2; round++) {
    normal.fill(0);
    for (let i = 0; i < pairs.count; i++) {
      let weight = pairs.weight[i]!;
      if (!(weight > 0)) continue;
      if (depths !== null) weight /= depths[i]! ** 2;
      const x = (pairs.fromX[i]! - from.x) / from.size;
      const y = (pairs.fromY[i]! - from.y) / from.size;
      const u = (pairs.toX[i]! - to.x) / to.size;
      const v = (pairs.toY[i]! - to.y) / to.size;
      row.set([x, y, 1, 0, 0, 0, -u * x, -u * y, u]);
      addTo(normal, row, weight);
      row.set([0, 0, 0, x, y, 1, -v * x, -v * y, v]);
      addTo(normal, row, weight);
    }
    normal[6 * 9 + 6]! += stiffness;
    normal[7 * 9 + 7]! += stiffness;
    h = solveSymmetric(normal, 8);
    if (h === null) return null;
    const [, , , , , , p, q] = h as unknown as number[];
    depths = Float64Array.from({ length: pairs.count }, (_, i) => {
      const x = (pairs.fromX[i]! - from.x) / from.size;
      const y = (pairs.fromY[i]! - from.y) / from.size;
      return Math.max(0.05, p! * x + q! * y + 1);
    });
  }
  return h === null ? null : withoutFrames(h, from, to);
}

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

function frameOf(xs: ArrayLike<number>, ys: ArrayLike<number>, { count, weight }: Pairs): Frame | null {
  let [sum, sx, sy, squares] = [0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    sum += weight[i]!;
    sx += weight[i]! * xs[i]!;
    sy += weight[i]! * ys[i]!;
  }
  if (!(sum > 0)) return null;
  const x = sx / sum;
  const y = sy / sum;
  for (let i = 0; i < count; i++) squares += weight[i]! * ((xs[i]! - x) ** 2 + (ys[i]! - y) ** 2);
  const size = Math.sqrt(squares / sum);
  return size > 1e-6 ? { x, y, size } : null;
}

function addTo(normal: Float64Array, row: Float64Array, weight: number): void {
  for (let i = 0; i < 8; i++) {
    const factor = weight * row[i]!;
    if (factor === 0) continue;
    for (let j = i; j < 9; j++) normal[i * 9 + j]! += factor * row[j]!;
  }
}

/** Solves an n by n symmetric positive system given by its upper half and right side, rows of n + 1. */
export function solveSymmetric(system: Float64Array, n: number): Float64Array | null {
  const w = n + 1;
  const m = Float64Array.from(system);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) m[i * w + j] = m[j * w + i]!;
  for (let i = 0; i < n; i++) {
    const pivot = m[i * w + i]!;
    if (!(pivot > 1e-10 * Math.max(1e-6, system[i * w + i]!))) return null;
    for (let r = i + 1; r < n; r++) {
      const factor = m[r * w + i]! / pivot;
      if (factor === 0) continue;
      for (let c = i; c < w; c++) m[r * w + c]! -= factor * m[i * w + c]!;
    }
  }
  const out = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    let value = m[i * w + n]!;
    for (let c = i + 1; c < n; c++) value -= m[i * w + c]! * out[c]!;
    out[i] = value / m[i * w + i]!;
  }
  return out;
}

function withoutFrames(h: Float64Array, from: Frame, to: Frame): Homography | null {
  const [a, b, c, d, e, f, p, q] = h as unknown as [number, number, number, number, number, number, number, number];
  const s = to.size;
  // to-frame times h times from-frame, written out.
  const rows = [
    [s * a + to.x * p, s * b + to.x * q, s * c + to.x],
    [s * d + to.y * p, s * e + to.y * q, s * f + to.y],
    [p, q, 1],
  ] as const;
  const out = new Float64Array(9);
  rows.forEach(([x, y, z], i) => {
    out[3 * i] = x / from.size;
    out[3 * i + 1] = y / from.size;
    out[3 * i + 2] = z - (x * from.x + y * from.y) / from.size;
  });
  const norm = out[8]!;
  if (!(Math.abs(norm) > 1e-9)) return null;
  return out.map((value) => value / norm);
}
