import type { Luma } from "@whosecopy/image";

/** Side of a cell in pixels of the plane. */
export const cellPx = 4;

/** A picture in cells, row by row. */
export interface Activity {
  readonly columns: number;
  readonly rows: number;
  /** Mean brightness of a cell. */
  readonly mean: Float32Array;
  /** Mean absolute step between neighbouring pixels: what a standard deviation around a local plane would say, for less. */
  readonly steps: Float32Array;
  /** The same seen from a little further away (sigma 1.4 cells): the surroundings that the eye takes in with a cell. */
  readonly around: Float32Array;
}

/** How lively a picture is, cell by cell. */
export function activityOf(luma: Luma): Activity {
  const { width, height, luma: data } = luma;
  const columns = Math.ceil(width / cellPx);
  const rows = Math.ceil(height / cellPx);
  const mean = new Float32Array(columns * rows);
  const steps = new Float32Array(columns * rows);
  for (let y = 0; y < height; y++) {
    // At the border the step inwards; a picture of one row or column has none.
    const down = height === 1 ? 0 : y + 1 < height ? width : -width;
    const base = Math.floor(y / cellPx) * columns;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const right = width === 1 ? 0 : x + 1 < width ? 1 : -1;
      const value = data[at]!;
      const cell = base + Math.floor(x / cellPx);
      mean[cell]! += value;
      steps[cell]! += Math.abs(value - data[at + right]!) + Math.abs(value - data[at + down]!);
    }
  }
  for (let row = 0; row < rows; row++) {
    const tall = Math.min(cellPx, height - row * cellPx);
    for (let column = 0; column < columns; column++) {
      const pixels = tall * Math.min(cellPx, width - column * cellPx);
      mean[row * columns + column]! /= pixels;
      steps[row * columns + column]! /= 2 * pixels;
    }
  }
  const once = spread(steps, columns, rows);
  return { columns, rows, mean, steps, around: spread(once, columns, rows) };
}

/** Weights 1 4 6 4 1 both ways, the border repeated. */
function spread(values: Float32Array, columns: number, rows: number): Float32Array {
  const across = new Float32Array(values.length);
  const out = new Float32Array(values.length);
  blurLines({ from: values, to: across, lines: rows, lineStep: columns, length: columns, step: 1 });
  blurLines({ from: across, to: out, lines: columns, lineStep: 1, length: rows, step: columns });
  return out;
}

function blurLines(params: {
  from: Float32Array;
  to: Float32Array;
  lines: number;
  lineStep: number;
  length: number;
  step: number;
}): void {
  const { from, to, lines, lineStep, length, step } = params;
  for (let line = 0; line < lines; line++) {
    const base = line * lineStep;
    const at = (i: number) => from[base + step * Math.max(0, Math.min(length - 1, i))]!;
    for (let i = 0; i < length; i++) {
      to[base + step * i] = (at(i - 2) + 4 * at(i - 1) + 6 * at(i) + 4 * at(i + 1) + at(i + 2)) / 16;
    }
  }
}
