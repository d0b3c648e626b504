import type { Plane } from "../plane.ts";
import type { KeyPoint } from "./key-points.ts";

/** Numbers in a descriptor: 4 by 4 cells of 8 directions. */
export const descriptorLength = 128;

const cells = 4;
const directions = 8;

/** Width of a cell in sigmas. */
const cellSigmas = 3;

const orientationBins = 36;
const mostOrientations = 2;
const fullTurn = 2 * Math.PI;

/** The directions a point's surroundings have, radians; a second one when it is nearly as strong (Lowe 2004, section 5). */
export function orientationsOf(plane: Plane, point: KeyPoint): number[] {
  const { width, height, data } = plane;
  const sigma = 1.5 * point.sigma;
  const radius = Math.round(3 * sigma);
  const cx = Math.round(point.x);
  const cy = Math.round(point.y);
  const histogram = new Float64Array(orientationBins);
  for (let y = Math.max(1, cy - radius); y <= Math.min(height - 2, cy + radius); y++) {
    for (let x = Math.max(1, cx - radius); x <= Math.min(width - 2, cx + radius); x++) {
      const far = (x - point.x) ** 2 + (y - point.y) ** 2;
      if (far > radius * radius) continue;
      const at = y * width + x;
      const dx = data[at + 1]! - data[at - 1]!;
      const dy = data[at + width]! - data[at - width]!;
      const turn = Math.atan2(dy, dx) / fullTurn;
      const bin = Math.round((turn < 0 ? turn + 1 : turn) * orientationBins) % orientationBins;
      histogram[bin]! += Math.sqrt(dx * dx + dy * dy) * Math.exp(-far / (2 * sigma * sigma));
    }
  }
  return peaks(smoothed(histogram));
}

function smoothed(histogram: Float64Array): Float64Array {
  const n = orientationBins;
  return histogram.map((value, i) => {
    const near = histogram[(i + n - 1) % n]! + histogram[(i + 1) % n]!;
    const far = histogram[(i + n - 2) % n]! + histogram[(i + 2) % n]!;
    return (6 * value + 4 * near + far) / 16;
  });
}

function peaks(histogram: Float64Array): number[] {
  const n = orientationBins;
  const most = Math.max(...histogram);
  if (!(most > 0)) return [];
  const found: { turn: number; height: number }[] = [];
  for (let i = 0; i < n; i++) {
    const left = histogram[(i + n - 1) % n]!;
    const right = histogram[(i + 1) % n]!;
    const value = histogram[i]!;
    if (value < 0.8 * most || value < left || value <= right) continue;
    const shift = (left - right) / (2 * (left + right - 2 * value));
    found.push({ turn: ((i + shift) / n) * fullTurn, height: value });
  }
  found.sort((a, b) => b.height - a.height);
  return found.slice(0, mostOrientations).map(({ turn }) => turn);
}

const sums = new Float32Array((cells + 2) * (cells + 2) * directions);

/**
 * Writes how brightness changes around a point, seen along `angle`, as 128 bytes (Lowe 2004, section 6; square roots as in Arandjelovic and
 * Zisserman 2012, which weigh strong edges less).
 */
export function describe(params: {
  plane: Plane;
  point: KeyPoint;
  angle: number;
  out: Uint8Array;
  offset: number;
}): void {
  const { plane, point, angle, out, offset } = params;
  const { width, height, data } = plane;
  const cell = cellSigmas * point.sigma;
  const radius = Math.min(Math.round(cell * Math.SQRT1_2 * (cells + 1)), Math.max(width, height));
  const cos = Math.cos(angle) / cell;
  const sin = Math.sin(angle) / cell;
  const cx = Math.round(point.x);
  const cy = Math.round(point.y);
  sums.fill(0);
  for (let y = Math.max(1, cy - radius); y <= Math.min(height - 2, cy + radius); y++) {
    for (let x = Math.max(1, cx - radius); x <= Math.min(width - 2, cx + radius); x++) {
      const along = (x - point.x) * cos + (y - point.y) * sin;
      const across = (y - point.y) * cos - (x - point.x) * sin;
      // Cell coordinates shifted by one, so that weights falling outside land in a rim.
      const column = along + cells / 2 + 0.5;
      const row = across + cells / 2 + 0.5;
      if (!(column > 0 && row > 0 && column < cells + 1 && row < cells + 1)) continue;
      const at = y * width + x;
      const dx = data[at + 1]! - data[at - 1]!;
      const dy = data[at + width]! - data[at - width]!;
      const weight = Math.sqrt(dx * dx + dy * dy) * Math.exp(-(along * along + across * across) / 8);
      let turn = (Math.atan2(dy, dx) - angle) / fullTurn;
      turn = (turn - Math.floor(turn)) * directions;
      const c = Math.floor(column);
      const r = Math.floor(row);
      const d = Math.floor(turn) % directions;
      const u = column - c;
      const v = row - r;
      const w = turn - Math.floor(turn);
      const next = (d + 1) % directions;
      const base = (r * (cells + 2) + c) * directions;
      const down = base + (cells + 2) * directions;
      const a = weight * (1 - v) * (1 - u);
      const b = weight * (1 - v) * u;
      const e = weight * v * (1 - u);
      const f = weight * v * u;
      sums[base + d]! += a * (1 - w);
      sums[base + next]! += a * w;
      sums[base + directions + d]! += b * (1 - w);
      sums[base + directions + next]! += b * w;
      sums[down + d]! += e * (1 - w);
      sums[down + next]! += e * w;
      sums[down + directions + d]! += f * (1 - w);
      sums[down + directions + next]! += f * w;
    }
  }
  writeRoots(out, offset);
}

function writeRoots(out: Uint8Array, offset: number): void {
  let squares = 0;
  forEachSum((value) => (squares += value * value));
  // No single edge may decide: values are cut at a fifth of the whole.
  const most = 0.2 * Math.sqrt(squares);
  let total = 0;
  forEachSum((value) => (total += Math.min(value, most)));
  const scale = 1 / Math.max(total, 1e-9);
  let at = offset;
  forEachSum((value) => {
    out[at++] = Math.min(255, Math.round(700 * Math.sqrt(Math.min(value, most) * scale)));
  });
}

function forEachSum(visit: (value: number) => void): void {
  for (let r = 1; r <= cells; r++) {
    for (let c = 1; c <= cells; c++) {
      const base = (r * (cells + 2) + c) * directions;
      for (let d = 0; d < directions; d++) visit(sums[base + d]!);
    }
  }
}

/** The descriptor of the same surroundings seen in a mirror: rows of cells and turning direction reversed. */
export function mirrorDescriptor(from: Uint8Array, out: Uint8Array, offset: number): void {
  for (let r = 0; r < cells; r++) {
    for (let c = 0; c < cells; c++) {
      for (let d = 0; d < directions; d++) {
        const mirrored = ((cells - 1 - r) * cells + c) * directions + ((directions - d) % directions);
        out[offset + (r * cells + c) * directions + d] = from[offset + mirrored]!;
      }
    }
  }
}
