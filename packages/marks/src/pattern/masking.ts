import type { Luma } from "@whosecopy/image";
import type { TileGrid } from "../grid/tile-grid.ts";
import { tileRect } from "../grid/tile-grid.ts";
import { type Activity, activityOf, cellPx } from "./activity.ts";

/** Amplitudes are kept as whole numbers of this many luma levels (root mean square over the tile). */
export const amplitudeStep = 1 / 32;

/**
 * How strongly each tile can be marked, relative to the others, for the same little visibility: root mean square in luma levels
 * before the picture's own scale. A tile with nothing to hide behind, or too dark or bright to be changed both ways, gets 0.
 */
export function maskingAmplitudes(params: { luma: Luma; grid: TileGrid }): Float32Array {
  const { luma, grid } = params;
  const activity = activityOf(luma);
  const scaleX = luma.width / grid.width / cellPx;
  const scaleY = luma.height / grid.height / cellPx;
  const fineness = Math.min(1, 16 / Math.sqrt(grid.tileMcusX * grid.tileMcusY * grid.mcuPx * grid.mcuPx));
  const out = new Float32Array(grid.count);
  for (let t = 0; t < grid.count; t++) {
    const rect = tileRect(grid, t);
    if (rect.width < 8 || rect.height < 8) continue;
    const across = cellsUnder(rect.x * scaleX, (rect.x + rect.width) * scaleX, activity.columns);
    const down = cellsUnder(rect.y * scaleY, (rect.y + rect.height) * scaleY, activity.rows);
    out[t] = hidden(tileActivity(activity, across, down), fineness);
  }
  return out;
}

/** From the first cell to the one after the last; cells that a tile barely touches don't count. */
type CellRange = readonly [first: number, end: number];

function cellsUnder(from: number, to: number, cells: number): CellRange {
  const first = Math.min(cells - 1, Math.floor(from + 0.01));
  return [first, Math.max(first + 1, Math.min(cells, Math.ceil(to - 0.01)))];
}

interface TileActivity {
  readonly mean: number;
  readonly steps: number;
  /** The calmest place in the tile. */
  readonly calmest: number;
  /** Share of it that is too dark or bright to be changed both ways. */
  readonly stuck: number;
}

function tileActivity(activity: Activity, across: CellRange, down: CellRange): TileActivity {
  let [mean, steps, calmest, stuck] = [0, 0, Infinity, 0];
  for (let row = down[0]; row < down[1]; row++) {
    for (let column = across[0]; column < across[1]; column++) {
      const cell = row * activity.columns + column;
      mean += activity.mean[cell]!;
      if (changesOneWay(activity.mean[cell]!)) stuck++;
      steps += activity.steps[cell]!;
      calmest = Math.min(calmest, activity.around[cell]!);
    }
  }
  const cells = (across[1] - across[0]) * (down[1] - down[0]);
  return { mean: mean / cells, steps: steps / cells, calmest, stuck: stuck / cells };
}

function changesOneWay(mean: number): boolean {
  return mean < 6 || mean > 249;
}

/**
 * [Note: how much a tile hides] A mark is seen where its tile is calmest, so that place counts and not the mean: one edge does not
 * license a whole tile. Over the 18,432 tiles of twelve Kodak pictures Butteraugli's response to a mark of one level is
 * exp(0.143 + 0.854 l - 1.089 l^2) (calmest + 0.5)^-0.284, l the brightness from 0 to 1, within 8 %. The exponent is raised
 * a little, and calm tiles get less than that: at 400 % the eye finds in a smooth sky what the measure forgives, and
 * SSIM counts it. Marks in tiles of more pixels are coarser: fine texture hides those less, and they carry more anyway. In blown-out
 * light a mark shows, as it can only darken.
 *
 * @param fineness 16 pixels by the tile's side.
 */
function hidden({ mean, steps, calmest, stuck }: TileActivity, fineness: number): number {
  if (changesOneWay(mean) || steps < 0.15) return 0;
  const light = mean / 255;
  const luminance = Math.exp(1.089 * light * light - 0.854 * light);
  const texture = fineness ** 0.28 * (calmest + 0.5) ** (0.33 * fineness);
  return texture * luminance * Math.min(1, 0.55 + 0.15 * calmest) * (1 - stuck);
}
