import type { WarpedLeak } from "../../trace/warp.ts";
import { addShift, blockStarts, type BlockShifts, shiftsOf } from "./blocks.ts";
import type { Gradients } from "./gradients.ts";

const side = 16;
const stride = 10;

/** Best correlations below this are chance: the best of a hundred places is never bad. */
const leastCorrelation = 0.6;
const leastContrast = 1.2;

/** For every block of the reference the place up to `reach` pixels away where the leak correlates best. */
export function searchShifts(reference: Gradients, leak: WarpedLeak, reach: number): BlockShifts {
  const { width, height } = reference;
  const list: number[] = [];
  const scores = new Float64Array((2 * reach + 1) ** 2);
  for (const top of blockStarts(height, { side, stride })) {
    for (const left of blockStarts(width, { side, stride })) {
      searchBlock({ reference, leak, left, top, reach, scores, list });
    }
  }
  return shiftsOf(list);
}

function searchBlock(params: {
  reference: Gradients;
  leak: WarpedLeak;
  left: number;
  top: number;
  reach: number;
  scores: Float64Array;
  list: number[];
}): void {
  const { reference, leak, left, top, reach, scores, list } = params;
  const { width, height } = reference;
  const tensor = tensorOf(reference, left, top);
  const count = side * side;
  if (tensor.variance < count * leastContrast ** 2) return;
  const across = 2 * reach + 1;
  let best = 0;
  let bestAt = -1;
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const at = (dy + reach) * across + dx + reach;
      const inside = left + dx >= 0 && top + dy >= 0 && left + dx + side <= width && top + dy + side <= height;
      const score = inside ? correlation({ reference, leak, left, top, dx, dy, variance: tensor.variance }) : 0;
      scores[at] = score;
      if (score > best) {
        best = score;
        bestAt = at;
      }
    }
  }
  if (best < leastCorrelation) return;
  const column = bestAt % across;
  const row = Math.floor(bestAt / across);
  // At the rim of the search the true place may lie beyond.
  if (column === 0 || row === 0 || column === across - 1 || row === across - 1) return;
  const shiftX = column - reach + vertex(scores[bestAt - 1]!, best, scores[bestAt + 1]!);
  const shiftY = row - reach + vertex(scores[bestAt - across]!, best, scores[bestAt + across]!);
  const noise = (tensor.variance / count) * (1 / best ** 2 - 1) + 1;
  const { xx, xy, yy } = tensor;
  const x = left + (side - 1) / 2;
  const y = top + (side - 1) / 2;
  addShift(list, { x, y, shiftX, shiftY, xx: xx / noise, xy: xy / noise, yy: yy / noise });
}

function tensorOf({ width, data, dx, dy }: Gradients, left: number, top: number) {
  let [sum, squares, xx, xy, yy] = [0, 0, 0, 0, 0];
  for (let y = top; y < top + side; y++) {
    for (let at = y * width + left; at < y * width + left + side; at++) {
      sum += data[at]!;
      squares += data[at]! ** 2;
      xx += dx[at]! ** 2;
      xy += dx[at]! * dy[at]!;
      yy += dy[at]! ** 2;
    }
  }
  return { variance: squares - sum ** 2 / (side * side), xx, xy, yy };
}

function correlation(params: {
  reference: Gradients;
  leak: WarpedLeak;
  left: number;
  top: number;
  dx: number;
  dy: number;
  variance: number;
}): number {
  const { reference, leak, left, top, dx, dy, variance } = params;
  const { width, data } = reference;
  const { data: seen, valid } = leak;
  const off = dy * width + dx;
  let [a, b, bb, ab] = [0, 0, 0, 0];
  for (let y = top; y < top + side; y++) {
    const start = y * width + left;
    if (valid[start + off] === 0 || valid[start + off + side - 1] === 0) return 0;
    for (let at = start; at < start + side; at++) {
      const p = data[at]!;
      const q = seen[at + off]!;
      a += p;
      b += q;
      bb += q * q;
      ab += p * q;
    }
  }
  const n = side * side;
  const variance2 = bb - (b * b) / n;
  return variance2 < 1e-2 * n ? 0 : (ab - (a * b) / n) / Math.sqrt(variance * variance2);
}

/** Where a parabola through three neighbours has its top, from the middle one. */
function vertex(left: number, middle: number, right: number): number {
  const bend = left + right - 2 * middle;
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (left - right) / (2 * bend))) : 0;
}
