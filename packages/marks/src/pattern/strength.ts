import type { Luma } from "@whosecopy/image";
import type { TileGrid } from "../grid/tile-grid.ts";
import { tileRect } from "../grid/tile-grid.ts";
import { amplitudeStep, maskingAmplitudes } from "./masking.ts";

/** The mark of a full copy stays this far below the picture, in dB of PSNR, however much texture there is. */
const leastPsnrDb = 47.1;

/** Levels for each unit of `maskingAmplitudes`: Butteraugli stays at about 1.1, SSIM above 0.997. */
const levels = 0.675;

/** Tiles that could only carry less than this many levels (root mean square) are left unmarked. */
const leastAmplitude = 0.3;

/**
 * The strength of the mark in every tile, in units of `amplitudeStep`: what hides in the tile, so that rich pictures carry more and
 * plain ones show less.
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
  const naturalRms = Math.sqrt(energy / (grid.width * grid.height));
  return Math.min(levels, 255 / 10 ** (leastPsnrDb / 20) / naturalRms);
}
