import type { TileGrid } from "../grid/tile-grid.ts";

/** The restart runs of a tile: in each of its MCU rows `perRow` runs from `first` on, rows `step` runs apart. */
export interface TileRuns {
  readonly first: number;
  readonly perRow: number;
  readonly rows: number;
  readonly step: number;
}

/** Where the runs of tile `t` lie among those of the whole picture, which are numbered in the order of a JPEG scan. */
export function tileRuns(grid: TileGrid, t: number): TileRuns {
  const { columns, tileMcusX, tileMcusY, restartInterval, mcusPerRow, mcuRows } = grid;
  const column = t % columns;
  const row = Math.floor(t / columns);
  const step = mcusPerRow / restartInterval;
  const from = (column * tileMcusX) / restartInterval;
  const to = Math.min((column + 1) * tileMcusX, mcusPerRow) / restartInterval;
  return {
    first: row * tileMcusY * step + from,
    perRow: to - from,
    rows: Math.min(tileMcusY, mcuRows - row * tileMcusY),
    step,
  };
}

/** How many runs the picture has. */
export function runCount(grid: TileGrid): number {
  return (grid.mcusPerRow / grid.restartInterval) * grid.mcuRows;
}
