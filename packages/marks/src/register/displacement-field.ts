/**
 * How far a leak is bent away from a plane map: by lenses, curved screens, small warps. A grid of displacements, in between linear. A point
 * (x, y) of the reference lies where the plane map puts (x + dx, y + dy).
 */
export interface DisplacementField {
  /** Nodes across and down; the first lies on the centre of the first pixel. */
  readonly columns: number;
  readonly rows: number;
  /** Pixels of the reference between nodes. */
  readonly stepX: number;
  readonly stepY: number;
  /** Pixels of the reference, row by row. */
  readonly dx: Float32Array;
  readonly dy: Float32Array;
}

/** Nodes along the longer side. */
const nodes = 29;

export function flatField(width: number, height: number): DisplacementField {
  const step = Math.max(8, Math.max(width, height) / (nodes - 1));
  const columns = Math.max(2, Math.ceil((width - 1) / step) + 1);
  const rows = Math.max(2, Math.ceil((height - 1) / step) + 1);
  const size = columns * rows;
  return { columns, rows, stepX: step, stepY: step, dx: new Float32Array(size), dy: new Float32Array(size) };
}

/** The same field for a plane that shows the reference at `scaleX`, `scaleY` times its size. */
export function scaleField(field: DisplacementField, scaleX: number, scaleY: number): DisplacementField {
  return {
    ...field,
    stepX: field.stepX * scaleX,
    stepY: field.stepY * scaleY,
    dx: field.dx.map((value) => value * scaleX),
    dy: field.dy.map((value) => value * scaleY),
  };
}

export function displacementAt(field: DisplacementField, x: number, y: number): readonly [dx: number, dy: number] {
  const { columns, rows, dx, dy } = field;
  const u = Math.max(0, Math.min(columns - 1, x / field.stepX));
  const v = Math.max(0, Math.min(rows - 1, y / field.stepY));
  const column = Math.min(columns - 2, Math.floor(u));
  const row = Math.min(rows - 2, Math.floor(v));
  const right = u - column;
  const down = v - row;
  const at = row * columns + column;
  const mix = (values: Float32Array): number =>
    (1 - down) * ((1 - right) * values[at]! + right * values[at + 1]!) +
    down * ((1 - right) * values[at + columns]! + right * values[at + columns + 1]!);
  return [mix(dx), mix(dy)];
}

/** The displacements along one row of pixels, written to `outX` and `outY`. */
export function displacementRow(field: DisplacementField, y: number, outX: Float32Array, outY: Float32Array): void {
  const { columns, rows, stepX, dx, dy } = field;
  const v = Math.max(0, Math.min(rows - 1, y / field.stepY));
  const row = Math.min(rows - 2, Math.floor(v));
  const down = v - row;
  for (let column = 0; column < columns - 1; column++) {
    const at = row * columns + column;
    const leftX = (1 - down) * dx[at]! + down * dx[at + columns]!;
    const rightX = (1 - down) * dx[at + 1]! + down * dx[at + columns + 1]!;
    const leftY = (1 - down) * dy[at]! + down * dy[at + columns]!;
    const rightY = (1 - down) * dy[at + 1]! + down * dy[at + columns + 1]!;
    const from = Math.ceil(column * stepX);
    const to = column === columns - 2 ? outX.length : Math.min(outX.length, Math.ceil((column + 1) * stepX));
    for (let x = from; x < to; x++) {
      const u = Math.min(1, x / stepX - column);
      outX[x] = leftX + u * (rightX - leftX);
      outY[x] = leftY + u * (rightY - leftY);
    }
  }
}
