import type { Luma } from "@whosecopy/image";
import type { TileGrid } from "../grid/tile-grid.ts";
import { tileRect } from "../grid/tile-grid.ts";

/** Amplitudes are kept as whole numbers of this many luma levels (root mean square over the tile). */
export const amplitudeStep = 1 / 32;

/** Sub-blocks per tile side whose activity is looked at separately, so that one edge does not license a whole tile. */
const parts = 4;

/**
 * How strongly each tile can be marked without being seen: root mean square in luma levels before the picture's own
 * scale. Texture hides a mark, smooth sky and skin don't; the eye sees most between dark and mid grey.
 * A tile with nothing to hide behind, or too dark or bright to be changed both ways, gets 0.
 */
export function maskingAmplitudes(params: { luma: Luma; grid: TileGrid }): Float32Array {
  const { luma, grid } = params;
  const scaleX = luma.width / grid.width;
  const scaleY = luma.height / grid.height;
  const out = new Float32Array(grid.count);
  for (let t = 0; t < grid.count; t++) {
    const rect = tileRect(grid, t);
    if (rect.width < 8 || rect.height < 8) continue;
    let logActivity = 0;
    let mean = 0;
    for (let p = 0; p < parts * parts; p++) {
      const x0 = (rect.x + (rect.width * (p % parts)) / parts) * scaleX;
      const y0 = (rect.y + (rect.height * Math.floor(p / parts)) / parts) * scaleY;
      const block = blockActivity(
        luma,
        x0,
        y0,
        x0 + (rect.width * scaleX) / parts,
        y0 + (rect.height * scaleY) / parts,
      );
      logActivity += Math.log(block.activity + 0.5);
      mean += block.mean;
    }
    const activity = Math.exp(logActivity / (parts * parts)) - 0.5;
    mean /= parts * parts;
    out[t] = visibilityThreshold(activity, mean);
  }
  return out;
}

function visibilityThreshold(activity: number, mean: number): number {
  if (mean < 6 || mean > 249) return 0;
  if (activity < 0.15) return 0;
  const texture = 0.47 + 0.3 * Math.min(activity, 12) ** 0.85;
  const luminance = mean < 100 ? 1 + 0.35 * (1 - mean / 100) ** 2 : 1 + (0.25 * (mean - 100)) / 155;
  return texture * luminance;
}

/** Standard deviation around a local plane is costly; mean absolute steps to the right and below measure the same. */
function blockActivity(luma: Luma, x0: number, y0: number, x1: number, y1: number) {
  const { width, height, luma: data } = luma;
  const left = Math.min(width - 1, Math.floor(x0));
  const top = Math.min(height - 1, Math.floor(y0));
  const right = Math.max(left + 1, Math.min(width, Math.ceil(x1)));
  const bottom = Math.max(top + 1, Math.min(height, Math.ceil(y1)));
  let steps = 0;
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    const down = y + 1 < height ? width : -width;
    for (let x = left; x < right; x++) {
      const at = y * width + x;
      const value = data[at]!;
      sum += value;
      steps += Math.abs(value - data[at + (x + 1 < width ? 1 : -1)]!) + Math.abs(value - data[at + down]!);
    }
  }
  const count = (right - left) * (bottom - top);
  return { activity: steps / (2 * count), mean: sum / count };
}
