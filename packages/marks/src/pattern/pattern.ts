import type { Luma } from "@whosecopy/image";
import type { TileGrid } from "../grid/tile-grid.ts";
import { tileRect } from "../grid/tile-grid.ts";
import { patternCoefficients } from "./coefficients.ts";
import { amplitudeStep } from "./masking.ts";
import { planStrength } from "./strength.ts";
import { halfWaves, finestHalfWaves, tileModes } from "./modes.ts";

/** The secret mark w of one encoding; variant A is the picture plus w, variant B the picture minus w. */
export interface Pattern {
  /** Writes w for `count` rows from `y0`, in luma levels; rows below the picture are 0. */
  rows(y0: number, count: number, out: Float32Array): void;
  /** Per tile: root mean square of w in units of `amplitudeStep` luma levels; 0 where the tile carries no mark. */
  readonly amplitudes: Uint8Array;
  /** Per tile: 1 where the tile carries a mark. Follows from the picture alone, before words exist. */
  readonly usable: Uint8Array;
}

/**
 * Makes the mark for a picture (protocol 3.2: from `pattern_seed` by PRG, luma only, shaped to hide in the picture).
 * @param params.luma the unmarked picture's brightness; a plane of up to 1.5 megapixels suffices.
 * @param params.strength 1 as tuned for invisibility; others for measurements.
 */
export function createPattern(params: {
  patternSeed: Uint8Array;
  luma: Luma;
  grid: TileGrid;
  strength?: number;
}): Pattern {
  const { patternSeed, luma, grid, strength = 1 } = params;
  const amplitudes = planStrength({ luma, grid, strength });
  const coefficients = patternCoefficients(patternSeed, grid.count);
  return {
    amplitudes,
    usable: amplitudes.map((amplitude) => (amplitude > 0 ? 1 : 0)),
    rows: patternRows({ grid, amplitudes, coefficients }),
  };
}

/** w row by row: per tile and row the modes' vertical part is summed once, so that a pixel costs three products. */
function patternRows(params: { grid: TileGrid; amplitudes: Uint8Array; coefficients: Float32Array }): Pattern["rows"] {
  const { grid, amplitudes, coefficients } = params;
  const across = waveTables(grid, "width");
  const down = waveTables(grid, "height");
  const modes = tileModes.length;
  return (y0, count, out) => {
    const { width, columns } = grid;
    const tileHeight = grid.tileMcusY * 16;
    const tileWidth = grid.tileMcusX * 16;
    for (let row = 0; row < count; row++) {
      const y = y0 + row;
      const start = row * width;
      if (y >= grid.height) {
        out.fill(0, start, start + width);
        continue;
      }
      const tileRow = Math.floor(y / tileHeight);
      const downAt = (y - tileRow * tileHeight) * finestHalfWaves;
      const downTable = tileRow === grid.rows - 1 ? down.last : down.full;
      for (let column = 0; column < columns; column++) {
        const t = tileRow * columns + column;
        const left = column * tileWidth;
        const right = Math.min(width, left + tileWidth);
        const amplitude = amplitudes[t]! * amplitudeStep;
        if (amplitude === 0) {
          out.fill(0, start + left, start + right);
          continue;
        }
        let first = 0;
        let second = 0;
        let third = 0;
        for (let m = 0; m < modes; m++) {
          const mode = tileModes[m]!;
          const part = amplitude * coefficients[t * modes + m]! * downTable[downAt + mode[1] - 1]!;
          if (mode[0] === 1) first += part;
          else if (mode[0] === 2) second += part;
          else third += part;
        }
        const table = column === columns - 1 ? across.last : across.full;
        for (let x = left, at = 0; x < right; x++, at += 3) {
          out[start + x] = first * table[at]! + second * table[at + 1]! + third * table[at + 2]!;
        }
      }
    }
  };
}

/** Half waves at the pixel centres of a full tile, and of the last, possibly ragged one. */
function waveTables(grid: TileGrid, side: "width" | "height") {
  const first = tileRect(grid, 0)[side];
  const last = tileRect(grid, grid.count - 1)[side];
  return { full: waveTable(first), last: waveTable(last) };
}

function waveTable(length: number): Float32Array {
  const table = new Float32Array(length * finestHalfWaves);
  for (let i = 0; i < length; i++) halfWaves((i + 0.5) / length, table, i * finestHalfWaves);
  return table;
}
