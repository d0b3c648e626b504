/** What blocks of a plane say about how far a warped leak lies off, in pixels of the plane. */
export interface BlockShifts {
  readonly count: number;
  /** Centres. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** How much further the leak has to be fetched from, at the centre. */
  readonly shiftX: Float64Array;
  readonly shiftY: Float64Array;
  /**
   * How sure that is: the inverse covariance, three numbers xx, xy, yy a block. A block with one straight edge is sure across it and
   * knows nothing along it.
   */
  readonly precision: Float64Array;
}

/** No shift is believed to be surer than this, in pixels: pictures differ in more than place. */
const leastDeviation = 0.05;

/** Adds a block whose shift has the information matrix (xx, xy, yy). */
export function addShift(
  list: number[],
  block: { x: number; y: number; shiftX: number; shiftY: number; xx: number; xy: number; yy: number },
): void {
  // (P^-1 + d^2)^-1 without inverting a matrix that may be singular: P (I + d^2 P)^-1.
  const d = leastDeviation ** 2;
  const { xx, xy, yy } = block;
  const det = xx * yy - xy * xy;
  const norm = 1 / (1 + d * (xx + yy) + d * d * det);
  list.push(block.x, block.y, block.shiftX, block.shiftY);
  list.push((xx + d * det) * norm, xy * norm, (yy + d * det) * norm);
}

/** Pixels along the border that blocks keep off: frames and filters show there. */
const margin = 3;

/** Where blocks begin along a side, about `stride` apart, evenly from border to border. */
export function blockStarts(length: number, { side, stride }: { side: number; stride: number }): number[] {
  const room = length - 2 * margin - side;
  if (room < 0) return [];
  const gaps = Math.max(1, Math.round(room / stride));
  return Array.from({ length: gaps + 1 }, (_, i) => margin + Math.round((room * i) / gaps));
}

export function shiftsOf(list: readonly number[]): BlockShifts {
  const count = list.length / 7;
  const column = (k: number) => Float64Array.from({ length: count }, (_, i) => list[7 * i + k]!);
  const precision = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) for (let k = 0; k < 3; k++) precision[3 * i + k] = list[7 * i + 4 + k]!;
  return { count, x: column(0), y: column(1), shiftX: column(2), shiftY: column(3), precision };
}
