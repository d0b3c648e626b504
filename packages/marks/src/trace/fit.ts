import type { Gram } from "./gram.ts";
import { solveLeastSquares } from "./least-squares.ts";
import type { TileFrame } from "./tile-frame.ts";

/** How far, in tiles, a fit looks around: wide enough not to swallow a tile's own mark. */
const reach = 2;

/**
 * Explains the leak around every tile by the reference's shapes: brightness, contrast, tone, blur, sharpening and a
 * remaining shift of a fraction of a pixel, each free to change over the picture. Tiles that fit badly (a sticker, a caption)
 * count little in the second pass, so they don't spoil their neighbours.
 * @returns per tile the shapes' weights, and the mean square of what is left over, -1 where nothing of the tile is in the leak.
 */
export function fitTiles(params: { frame: TileFrame; gram: Gram }): { weights: Float64Array; residual: Float64Array } {
  const { frame, gram } = params;
  const trust = new Float64Array(frame.count).fill(1);
  let weights = fitPass(frame, gram, trust);
  let residual = residuals(frame, gram, weights);
  for (let pass = 0; pass < 2; pass++) {
    const middle = median(residual.filter((value) => value >= 0));
    for (let t = 0; t < frame.count; t++) trust[t] = residual[t]! < 0 ? 0 : 1 / (middle + residual[t]! + 1e-6);
    weights = fitPass(frame, gram, trust);
    residual = residuals(frame, gram, weights);
  }
  return { weights, residual };
}

function fitPass(frame: TileFrame, gram: Gram, trust: Float64Array): Float64Array {
  const n = gram.shapes;
  const out = new Float64Array(frame.count * n);
  const sums = new Float64Array(gram.stride);
  const scratch = new Float64Array(n * (n + 1));
  for (let row = 0; row < frame.rows; row++) {
    for (let column = 0; column < frame.columns; column++) {
      sums.fill(0);
      for (let dr = -reach; dr <= reach; dr++) {
        for (let dc = -reach; dc <= reach; dc++) {
          const r = row + dr;
          const c = column + dc;
          if (r < 0 || c < 0 || r >= frame.rows || c >= frame.columns) continue;
          const near = r * frame.columns + c;
          const factor = trust[near]! * (reach + 1 - Math.abs(dr)) * (reach + 1 - Math.abs(dc));
          if (factor === 0) continue;
          const base = near * gram.stride;
          for (let k = 0; k < gram.stride; k++) sums[k]! += factor * gram.sums[base + k]!;
        }
      }
      solveLeastSquares({ n, sums, scratch, out, at: (row * frame.columns + column) * n });
    }
  }
  return out;
}

function residuals(frame: TileFrame, gram: Gram, weights: Float64Array): Float64Array {
  const n = gram.shapes;
  const out = new Float64Array(frame.count);
  for (let t = 0; t < frame.count; t++) {
    const base = t * gram.stride;
    const count = gram.sums[base]!;
    if (count < 1) {
      out[t] = -1;
      continue;
    }
    let total = 0;
    let k = base;
    for (let i = 0; i <= n; i++) {
      const a = i === n ? -1 : weights[t * n + i]!;
      for (let j = i; j <= n; j++) {
        const b = j === n ? -1 : weights[t * n + j]!;
        total += (i === j ? 1 : 2) * a * b * gram.sums[k++]!;
      }
    }
    out[t] = Math.max(0, total) / count;
  }
  return out;
}

function median(values: Float64Array): number {
  if (values.length === 0) return 0;
  return values.slice().sort()[values.length >> 1]!;
}
