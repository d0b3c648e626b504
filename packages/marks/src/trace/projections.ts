import { halfWaves, finestHalfWaves, tileModes } from "../pattern/modes.ts";
import type { TileFrame } from "./tile-frame.ts";

/** A tile with less of its area in the leak than this carries nothing. */
const leastShare = 0.6;

/**
 * How much of every mode is in what the reference does not explain: for tile t the values at t * tileModes.length onwards, in
 * luma levels; `present` is 0 for tiles outside the leak.
 */
export function projectTiles(params: {
  frame: TileFrame;
  shapes: readonly Float32Array[];
  weights: Float64Array;
  leak: Float32Array;
  valid: Uint8Array;
}): { projections: Float32Array; present: Uint8Array } {
  const { frame, shapes, weights, leak, valid } = params;
  const modes = tileModes.length;
  const n = shapes.length;
  const projections = new Float32Array(frame.count * modes);
  const present = new Uint8Array(frame.count);
  const waves = new Float32Array(frame.width * finestHalfWaves);
  const down = new Float32Array(finestHalfWaves);
  const inner = new Float64Array(finestHalfWaves);
  const sums = new Float64Array(finestHalfWaves * finestHalfWaves);
  for (let t = 0; t < frame.count; t++) {
    const left = frame.left(t);
    const right = frame.right(t);
    for (let x = left; x < right; x++) halfWaves(frame.across(t, x), waves, x * finestHalfWaves);
    sums.fill(0);
    let inside = 0;
    for (let y = frame.top(t); y < frame.bottom(t); y++) {
      halfWaves(frame.down(t, y), down, 0);
      inner.fill(0);
      for (let x = left, at = y * frame.width + x; x < right; x++, at++) {
        if (valid[at] === 0) continue;
        inside++;
        let rest = leak[at]!;
        for (let i = 0; i < n; i++) rest -= weights[t * n + i]! * shapes[i]![at]!;
        for (let k = 0; k < finestHalfWaves; k++) inner[k]! += rest * waves[x * finestHalfWaves + k]!;
      }
      for (let b = 0; b < finestHalfWaves; b++) {
        for (let a = 0; a < finestHalfWaves; a++) sums[b * finestHalfWaves + a]! += inner[a]! * down[b]!;
      }
    }
    const area = (right - left) * (frame.bottom(t) - frame.top(t));
    if (area < 4 || inside < leastShare * area) continue;
    present[t] = 1;
    for (let m = 0; m < modes; m++) {
      const [a, b] = tileModes[m]!;
      projections[t * modes + m] = sums[(b - 1) * finestHalfWaves + a - 1]! / inside;
    }
  }
  return { projections, present };
}
