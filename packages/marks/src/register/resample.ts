import type { LumaPlane } from "../pattern/masking.ts";

/** Resizes a plane with a triangle filter as wide as the larger pixel: no aliasing when shrinking, linear when growing. */
export function resizePlane(plane: LumaPlane, width: number, height: number): LumaPlane & { data: Float32Array } {
  const across = filterTaps(width, plane.width);
  const down = filterTaps(height, plane.height);
  const rows = new Float32Array(width * plane.height);
  for (let y = 0; y < plane.height; y++) {
    const base = y * plane.width;
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = across.from[x]!, w = x * across.taps; k < across.to[x]!; k++, w++) sum += across.weights[w]! * plane.data[base + k]!;
      rows[y * width + x] = sum;
    }
  }
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const out = data.subarray(y * width, (y + 1) * width);
    for (let k = down.from[y]!, w = y * down.taps; k < down.to[y]!; k++, w++) {
      const weight = down.weights[w]!;
      const base = k * width;
      for (let x = 0; x < width; x++) out[x]! += weight * rows[base + x]!;
    }
  }
  return { width, height, data };
}

function filterTaps(to: number, from: number) {
  const scale = from / to;
  const radius = Math.max(1, scale);
  const taps = Math.ceil(2 * radius) + 1;
  const starts = new Int32Array(to);
  const ends = new Int32Array(to);
  const weights = new Float32Array(to * taps);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale - 0.5;
    const first = Math.max(0, Math.ceil(centre - radius));
    const last = Math.min(from - 1, Math.floor(centre + radius));
    let sum = 0;
    for (let k = first; k <= last; k++) {
      const weight = Math.max(1e-6, 1 - Math.abs(k - centre) / radius);
      weights[i * taps + k - first] = weight;
      sum += weight;
    }
    for (let k = 0; k < taps; k++) weights[i * taps + k]! /= sum;
    starts[i] = first;
    ends[i] = last + 1;
  }
  return { from: starts, to: ends, weights, taps };
}

/** The plane as in a mirror. */
export function mirrorPlane(plane: LumaPlane): LumaPlane {
  const { width, height, data } = plane;
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) out[y * width + x] = data[y * width + width - 1 - x]!;
  }
  return { width, height, data: out };
}
