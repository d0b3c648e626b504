import type { TileGrid } from "../grid/tile-grid.ts";
import { tileRect } from "../grid/tile-grid.ts";
import { amplitudeStep, type LumaPlane, maskingAmplitudes } from "./masking.ts";

/** The mark of a full copy stays this far below the picture, in dB of PSNR, however much texture there is. */
const leastPsnrDb = 46.5;
const targetPsnrDb = 48;

/** Tiles that could only carry less than this many levels (root mean square) are left unmarked. */
const leastAmplitude = 0.3;

/**
 * The strength of the mark in every tile, in units of `amplitudeStep`: what hides in the tile, scaled half way from the
 * picture's own level towards the target, so that rich pictures carry more and plain ones show less.
 */
export function planStrength(params: { luma: LumaPlane; grid: TileGrid; strength: number }): Uint8Array {
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
  const wantedDb = Math.max(leastPsnrDb, naturalDb + 4.7);
  return 10 ** ((naturalDb - wantedDb) / 20);
}

function psnrOf(meanSquare: number): number {
  return 10 * Math.log10((255 * 255) / meanSquare);
}
