import type { WarpedLeak } from "../../trace/warp.ts";
import { addShift, blockStarts, type BlockShifts, shiftsOf } from "./blocks.ts";
import type { Gradients } from "./gradients.ts";

const side = 16;

/** A block counts when it correlates at least this much, and has this contrast (standard deviation, levels). */
const leastCorrelation = 0.5;
const leastContrast = 0.7;

/** Shifts beyond this many pixels are outside of what a linear fit can tell. */
const mostShift = 2.5;

/** Noise that is always there: rounding, levels squared; compression makes more of it, and not independent. */
const leastNoise = 3;

/**
 * Fits every block of the warped leak as contrast times the reference plus brightness plus its slopes times a shift: exact to a small
 * fraction of a pixel, for shifts of up to about one.
 */
export function fitShifts(reference: Gradients, leak: WarpedLeak): BlockShifts {
  const { width, height } = reference;
  const list: number[] = [];
  for (const top of blockStarts(height, { side, stride: side })) {
    for (const left of blockStarts(width, { side, stride: side })) fitBlock({ reference, leak, left, top, list });
  }
  return shiftsOf(list);
}

function fitBlock(params: { reference: Gradients; leak: WarpedLeak; left: number; top: number; list: number[] }): void {
  const { reference, leak, left, top, list } = params;
  const { width, data, dx, dy } = reference;
  const { data: seen, valid } = leak;
  let [n, r, g, h, w, rr, rg, rh, rw, gg, gh, gw, hh, hw, ww] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let y = top; y < top + side; y++) {
    for (let at = y * width + left; at < y * width + left + side; at++) {
      if (valid[at] === 0) continue;
      const a = data[at]!;
      const b = dx[at]!;
      const c = dy[at]!;
      const d = seen[at]!;
      n++;
      r += a;
      g += b;
      h += c;
      w += d;
      rr += a * a;
      rg += a * b;
      rh += a * c;
      rw += a * d;
      gg += b * b;
      gh += b * c;
      gw += b * d;
      hh += c * c;
      hw += c * d;
      ww += d * d;
    }
  }
  if (n < 0.6 * side * side) return;
  // Means taken out, then the reference itself.
  const vr = rr - (r * r) / n;
  const vw = ww - (w * w) / n;
  if (vr < n * leastContrast ** 2 || vw < 1e-3 * n) return;
  const crg = rg - (r * g) / n;
  const crh = rh - (r * h) / n;
  const crw = rw - (r * w) / n;
  const sgg = gg - (g * g) / n - (crg * crg) / vr;
  const sgh = gh - (g * h) / n - (crg * crh) / vr;
  const shh = hh - (h * h) / n - (crh * crh) / vr;
  const sgw = gw - (g * w) / n - (crg * crw) / vr;
  const shw = hw - (h * w) / n - (crh * crw) / vr;
  // A touch of ridge: along a straight edge nothing is known, and nothing should come of it.
  const ridge = 0.02 * (sgg + shh) + 1e-9;
  const det = (sgg + ridge) * (shh + ridge) - sgh * sgh;
  const slopeX = ((shh + ridge) * sgw - sgh * shw) / det;
  const slopeY = ((sgg + ridge) * shw - sgh * sgw) / det;
  const contrast = (crw - slopeX * crg - slopeY * crh) / vr;
  if (!(contrast > 0.02)) return;
  const explained = (crw * crw) / vr + slopeX * sgw + slopeY * shw;
  if (explained < leastCorrelation ** 2 * vw) return;
  const shiftX = -slopeX / contrast;
  const shiftY = -slopeY / contrast;
  if (shiftX * shiftX + shiftY * shiftY > mostShift ** 2) return;
  const noise = Math.max(leastNoise, (vw - explained) / (n - 4));
  const scale = (contrast * contrast) / noise;
  const x = left + (side - 1) / 2;
  const y = top + (side - 1) / 2;
  addShift(list, { x, y, shiftX, shiftY, xx: sgg * scale, xy: sgh * scale, yy: shh * scale });
}
