import { WhosecopyError } from "@whosecopy/protocol";

/**
 * How a picture is cut into tiles: blocks of MCUs (16x16 pixels, 4:2:0) whose stacked restart runs travel together
 * (protocol 3.2). Tiles are numbered row by row from the top left; the last column and row may be ragged.
 */
export interface TileGrid {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Side of an MCU in pixels. */
  readonly mcuPx: 16;
  readonly mcusPerRow: number;
  readonly mcuRows: number;
  /** Size of a full tile in MCUs. */
  readonly tileMcusX: number;
  readonly tileMcusY: number;
  /** MCUs between restart markers; divides both `mcusPerRow` and `tileMcusX`, so a run never leaves its tile. */
  readonly restartInterval: number;
  readonly columns: number;
  readonly rows: number;
  /** T, the number of tiles: `columns * rows`. */
  readonly count: number;
}

/** A rectangle in pixels. */
export interface PixelRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The longest side that a JPEG of libjpeg's making can have. */
export const maxSidePx = 65_500;

/** More tiles than this make tiles too small to carry a bit each through a platform's downscaling. */
const maxTiles = 4_608;

/** Below this many tiles the plain code would have to be used (protocol 3.3), so oblong tiles are the lesser evil. */
const fewTiles = 1_500;

/** Where the number of tiles is best for camera-sized pictures: between 2,048 and 4,096. */
const idealTiles = 3_072;

/**
 * Plans the tiles of a picture: one MCU each up to 4,608 MCUs (768x512 has 1,536), beyond that about 3,000 tiles, as
 * square as possible, preferring widths that share a divisor with the MCUs per row since a longer restart interval
 * saves bytes.
 * @throws WhosecopyError "image-too-large" when a side is over 65,500 pixels, "image-damaged" when a side is not a
 * positive whole number.
 */
export function planGrid(width: number, height: number): TileGrid {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new WhosecopyError("image-damaged", "a picture needs at least one pixel");
  }
  if (width > maxSidePx || height > maxSidePx) {
    throw new WhosecopyError("image-too-large", `a side is over ${String(maxSidePx)} pixels`);
  }
  const mcusPerRow = Math.ceil(width / 16);
  const mcuRows = Math.ceil(height / 16);
  const [tileMcusX, tileMcusY] = tileSize(mcusPerRow, mcuRows);
  return gridOf({ width, height, tileMcusX, tileMcusY });
}

/** The grid with tiles of a given size in MCUs, as the header of a mosaic names it. Sizes are checked by the caller. */
export function gridOf(size: { width: number; height: number; tileMcusX: number; tileMcusY: number }): TileGrid {
  const { width, height, tileMcusX, tileMcusY } = size;
  const mcusPerRow = Math.ceil(width / 16);
  const mcuRows = Math.ceil(height / 16);
  const columns = Math.ceil(mcusPerRow / tileMcusX);
  const rows = Math.ceil(mcuRows / tileMcusY);
  return {
    width,
    height,
    mcuPx: 16,
    mcusPerRow,
    mcuRows,
    tileMcusX,
    tileMcusY,
    restartInterval: greatestCommonDivisor(tileMcusX, mcusPerRow),
    columns,
    rows,
    count: columns * rows,
  };
}

/**
 * Where tile `t` lies, in pixels, clipped to the picture.
 * @throws RangeError when there is no such tile.
 */
export function tileRect(grid: TileGrid, t: number): PixelRect {
  if (!Number.isInteger(t) || t < 0 || t >= grid.count) throw new RangeError(`no tile ${String(t)}`);
  const x = (t % grid.columns) * grid.tileMcusX * 16;
  const y = Math.floor(t / grid.columns) * grid.tileMcusY * 16;
  return {
    x,
    y,
    width: Math.min(grid.tileMcusX * 16, grid.width - x),
    height: Math.min(grid.tileMcusY * 16, grid.height - y),
  };
}

function tileSize(mcusPerRow: number, mcuRows: number): [x: number, y: number] {
  if (mcusPerRow * mcuRows <= maxTiles) return [1, 1];
  const side = Math.sqrt((mcusPerRow * mcuRows) / idealTiles);
  let best: [number, number] = [1, 1];
  let bestCost = Infinity;
  for (let x = 1; x <= Math.min(mcusPerRow, 2 * side + 2); x++) {
    for (let y = 1; y <= Math.min(mcuRows, 2 * side + 2); y++) {
      const count = Math.ceil(mcusPerRow / x) * Math.ceil(mcuRows / y);
      if (count > maxTiles) continue;
      const cost =
        Math.abs(Math.log2(count / idealTiles)) +
        (count < fewTiles ? 4 : 0) +
        3 * Math.abs(Math.log2(x / y)) +
        0.5 / greatestCommonDivisor(x, mcusPerRow);
      if (cost < bestCost) {
        bestCost = cost;
        best = [x, y];
      }
    }
  }
  return best;
}

function greatestCommonDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
