import type { TileFrame } from "./tile-frame.ts";

/**
 * Per tile, the products that a least-squares fit of the leak by shapes of the reference needs: the upper triangle of the
 * shapes' products with each other, and their products with the leak. Kept per tile so that any neighbourhood is a sum.
 */
export interface Gram {
  readonly shapes: number;
  /** Values per tile: shapes*(shapes+1)/2 + shapes + 1. */
  readonly stride: number;
  readonly sums: Float64Array;
}

export function gramOf(params: {
  frame: TileFrame;
  shapes: readonly Float32Array[];
  leak: Float32Array;
  valid: Uint8Array;
}): Gram {
  const { frame, shapes, leak, valid } = params;
  const n = shapes.length;
  const stride = (n * (n + 1)) / 2 + n + 1;
  const sums = new Float64Array(frame.count * stride);
  const row = new Float64Array(n + 1);
  for (let t = 0; t < frame.count; t++) {
    const base = t * stride;
    for (let y = frame.top(t); y < frame.bottom(t); y++) {
      for (let x = frame.left(t), at = y * frame.width + x; x < frame.right(t); x++, at++) {
        if (valid[at] === 0) continue;
        for (let i = 0; i < n; i++) row[i] = shapes[i]![at]!;
        row[n] = leak[at]!;
        let k = base;
        for (let i = 0; i <= n; i++) {
          const a = row[i]!;
          for (let j = i; j <= n; j++) sums[k++]! += a * row[j]!;
        }
      }
    }
  }
  return { shapes: n, stride, sums };
}
