import { baseSigma, intervals, type Octave } from "./scale-space.ts";

/** A blob, at the octave's scale. */
export interface KeyPoint {
  /** Pixels of the octave. */
  readonly x: number;
  readonly y: number;
  /** Its size as the sigma of a Gaussian, in pixels of the octave. */
  readonly sigma: number;
  /** The octave's level it is described on. */
  readonly level: number;
  /** Contrast, in levels. */
  readonly response: number;
}

/** Blobs weaker than this many levels are lost in compression. Low on purpose: soft pictures have no others. */
const leastResponse = 0.8;

/** Blobs on edges, whose curvatures differ more than this, slide along them. */
const mostCurvatureRatio = 10;

const border = 5;

/** Extrema of the differences over place and scale, sharpened to fractions of a pixel (Lowe 2004, sections 3.1 and 4). */
export function findKeyPoints({ differences, levels }: Octave): KeyPoint[] {
  const { width, height } = levels[0]!;
  const found: KeyPoint[] = [];
  for (let s = 1; s <= intervals; s++) {
    const below = differences[s - 1]!;
    const here = differences[s]!;
    const above = differences[s + 1]!;
    for (let y = border; y < height - border; y++) {
      for (let x = border; x < width - border; x++) {
        const at = y * width + x;
        const value = here[at]!;
        if (value > 0.5 * leastResponse) {
          if (!highest(value, here, below, above, at, width)) continue;
        } else if (value < -0.5 * leastResponse) {
          if (!lowest(value, here, below, above, at, width)) continue;
        } else continue;
        const point = sharpen({ differences, width, height, x, y, s });
        if (point !== null) found.push(point);
      }
    }
  }
  return found;
}

type Samples = Float32Array;

function highest(value: number, here: Samples, below: Samples, above: Samples, at: number, width: number): boolean {
  if (here[at - 1]! > value || here[at + 1]! > value || here[at - width]! > value || here[at + width]! > value) {
    return false;
  }
  for (let dy = -width; dy <= width; dy += width) {
    for (let i = at + dy - 1; i <= at + dy + 1; i++) {
      if (here[i]! > value || below[i]! > value || above[i]! > value) return false;
    }
  }
  return true;
}

function lowest(value: number, here: Samples, below: Samples, above: Samples, at: number, width: number): boolean {
  if (here[at - 1]! < value || here[at + 1]! < value || here[at - width]! < value || here[at + width]! < value) {
    return false;
  }
  for (let dy = -width; dy <= width; dy += width) {
    for (let i = at + dy - 1; i <= at + dy + 1; i++) {
      if (here[i]! < value || below[i]! < value || above[i]! < value) return false;
    }
  }
  return true;
}

/** Puts a parabola through the neighbourhood and moves to its top. */
function sharpen(params: {
  differences: readonly Samples[];
  width: number;
  height: number;
  x: number;
  y: number;
  s: number;
}): KeyPoint | null {
  const { differences, width, height } = params;
  let { x, y, s } = params;
  for (let round = 0; round < 4; round++) {
    const at = y * width + x;
    const below = differences[s - 1]!;
    const here = differences[s]!;
    const above = differences[s + 1]!;
    const value = here[at]!;
    const gx = (here[at + 1]! - here[at - 1]!) / 2;
    const gy = (here[at + width]! - here[at - width]!) / 2;
    const gs = (above[at]! - below[at]!) / 2;
    const xx = here[at + 1]! + here[at - 1]! - 2 * value;
    const yy = here[at + width]! + here[at - width]! - 2 * value;
    const ss = above[at]! + below[at]! - 2 * value;
    const xy = (here[at + width + 1]! - here[at + width - 1]! - here[at - width + 1]! + here[at - width - 1]!) / 4;
    const xs = (above[at + 1]! - above[at - 1]! - below[at + 1]! + below[at - 1]!) / 4;
    const ys = (above[at + width]! - above[at - width]! - below[at + width]! + below[at - width]!) / 4;
    const det = xx * (yy * ss - ys * ys) - xy * (xy * ss - ys * xs) + xs * (xy * ys - yy * xs);
    if (det === 0) return null;
    const dx = -(gx * (yy * ss - ys * ys) - xy * (gy * ss - ys * gs) + xs * (gy * ys - yy * gs)) / det;
    const dy = -(xx * (gy * ss - gs * ys) - gx * (xy * ss - ys * xs) + xs * (xy * gs - gy * xs)) / det;
    const ds = -(xx * (yy * gs - ys * gy) - xy * (xy * gs - gy * xs) + gx * (xy * ys - yy * xs)) / det;
    if (Math.abs(dx) < 0.6 && Math.abs(dy) < 0.6 && Math.abs(ds) < 0.6) {
      const response = Math.abs(value + (gx * dx + gy * dy + gs * ds) / 2);
      const trace = xx + yy;
      const curvature = xx * yy - xy * xy;
      const r = mostCurvatureRatio;
      if (response < leastResponse || curvature <= 0 || trace * trace * r >= (r + 1) ** 2 * curvature) return null;
      return { x: x + dx, y: y + dy, sigma: baseSigma * 2 ** ((s + ds) / intervals), level: s, response };
    }
    x += Math.round(dx);
    y += Math.round(dy);
    s += Math.round(ds);
    const inside = x >= border && y >= border && x < width - border && y < height - border;
    if (!inside || s < 1 || s > intervals) return null;
  }
  return null;
}
