/** Three by three numbers, row by row. */
export type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** The matrix that does b first, then a. */
export function times(a: Matrix, b: Matrix): Matrix {
  const cell = (row: number, column: number): number =>
    a[row]! * b[column]! + a[row + 1]! * b[column + 3]! + a[row + 2]! * b[column + 6]!;
  return [cell(0, 0), cell(0, 1), cell(0, 2), cell(3, 0), cell(3, 1), cell(3, 2), cell(6, 0), cell(6, 1), cell(6, 2)];
}

/** Undoes a matrix; null when it can't be undone. */
export function inverse(m: Matrix): Matrix | null {
  const [a, b, c, d, e, f, g, h, i] = m;
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (!(Math.abs(determinant) > 1e-9)) return null;
  const s = 1 / determinant;
  return [
    s * (e * i - f * h),
    s * (c * h - b * i),
    s * (b * f - c * e),
    s * (f * g - d * i),
    s * (a * i - c * g),
    s * (c * d - a * f),
    s * (d * h - e * g),
    s * (b * g - a * h),
    s * (a * e - b * d),
  ];
}
