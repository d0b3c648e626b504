import type { Luma } from "@whosecopy/image";
import type { TileGrid } from "../grid/tile-grid.ts";
import { tileRect } from "../grid/tile-grid.ts";
import { amplitudeStep, maskingAmplitudes } from "./masking.ts";

/** The mark of a full copy stays this far below the picture, in dB of PSNR, however much texture there is. */
const leastPsnrDb = 46.5;

/** What `maskingAmplitudes` calls just visible is weakened by this much. */
const guardDb = 4.7;

/** Tiles that could only carry less than this many levels (root mean square) are left unmarked. */
const leastAmplitude = 0.3;

/**
 * The strength of the mark in every tile, in units of `amplitudeStep`: what hides in the tile, with a guard, so that rich
 * pictures carry more and plain ones show less.
 */
export function planStrength(params: { luma: Luma; grid: TileGrid; strength: number }): Uint8Array {
  const { luma, grid, strength } = params;
  const natural = maskingAmplitudes({ luma, grid });
  const scale = strength * commonScale(natural, grid);
  return Uint8Array.from(natural, (amplitude) => {
    const level = amplitude * scale;
    return level < leastAmplitude ? 0 : Math.min(255, Math.round(level / amplitudeStep));
  });
}

function commonScale(natural: Float32Array, grid: TileGrid): number {
  let energy = 0;
  for (let t = 0; t < grid.count; t++) {
    const rect = tileRect(grid, t);
    energy += natural[t]! ** 2 * rect.width * rect.height;
  }
  if (energy === 0) return 0;
  const naturalDb = psnrOf(energy / (grid.width * grid.height));
  const wantedDb = Math.max(leastPsnrDb, naturalDb + guardDb);
  return 10 ** ((naturalDb - wantedDb) / 20);
}

function psnrOf(meanSquare: number): number {
  return 10 * Math.log10((255 * 255) / meanSquare);
}
