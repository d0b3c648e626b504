import { tileRect, type TileGrid } from "../grid/tile-grid.ts";

/** The tiles of a grid as whole-pixel boxes of a plane of another size: pixels belong to the tile their centre lies in. */
export interface TileFrame {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  readonly count: number;
  left(t: number): number;
  right(t: number): number;
  top(t: number): number;
  bottom(t: number): number;
  /** Position across a tile, 0..1, of the centre of pixel column x. */
  across(t: number, x: number): number;
  down(t: number, y: number): number;
}

export function tileFrame(grid: TileGrid, width: number, height: number): TileFrame {
  const tileWidth = grid.tileMcusX * 16;
  const tileHeight = grid.tileMcusY * 16;
  const scaleX = grid.width / width;
  const scaleY = grid.height / height;
  const { columns, rows } = grid;
  // First plane column whose centre is at or after a picture coordinate.
  const borderX = (x: number) => Math.max(0, Math.min(width, Math.ceil(x / scaleX - 0.5)));
  const borderY = (y: number) => Math.max(0, Math.min(height, Math.ceil(y / scaleY - 0.5)));
  const bordersX = Int32Array.from({ length: columns + 1 }, (_, c) => (c === columns ? width : borderX(c * tileWidth)));
  const bordersY = Int32Array.from({ length: rows + 1 }, (_, r) => (r === rows ? height : borderY(r * tileHeight)));
  const column = (t: number) => t % columns;
  const row = (t: number) => Math.floor(t / columns);
  const lastWidth = tileRect(grid, grid.count - 1).width;
  const lastHeight = tileRect(grid, grid.count - 1).height;
  return {
    width,
    height,
    columns,
    rows,
    count: grid.count,
    left: (t) => bordersX[column(t)]!,
    right: (t) => bordersX[column(t) + 1]!,
    top: (t) => bordersY[row(t)]!,
    bottom: (t) => bordersY[row(t) + 1]!,
    across: (t, x) =>
      ((x + 0.5) * scaleX - column(t) * tileWidth) / (column(t) === columns - 1 ? lastWidth : tileWidth),
    down: (t, y) => ((y + 0.5) * scaleY - row(t) * tileHeight) / (row(t) === rows - 1 ? lastHeight : tileHeight),
  };
}
