/**
 * A map between planes: 3 by 3, row by row, last value 1; x to the right, y down, the centre of the first pixel is 0, 0.
 * The product's own maps are written alike, but true positions must not depend on the code that is measured with them.
 */
export type PlaneMap = Float64Array;

export interface Size {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

export type Point = readonly [x: number, y: number];

export const identityMap: PlaneMap = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);

/** b first, then a. */
export function composed(a: PlaneMap, b: PlaneMap): PlaneMap {
  const out = new Float64Array(9);
  for (let i = 0; i < 9; i++) {
    const row = i - (i % 3);
    for (let k = 0; k < 3; k++) out[i] = out[i]! + a[row + k]! * b[3 * k + (i % 3)]!;
  }
  return out.map((value) => value / out[8]!);
}

export function moved(x: number, y: number): PlaneMap {
  return Float64Array.of(1, 0, x, 0, 1, y, 0, 0, 1);
}

/** The same picture in another size. */
export function scaled(from: Size, to: Size): PlaneMap {
  const x = to.width / from.width;
  const y = to.height / from.height;
  return Float64Array.of(x, 0, x / 2 - 0.5, 0, y, y / 2 - 0.5, 0, 0, 1);
}

/** Clockwise around the middle of one size, onto the middle of another. */
export function turned(from: Size, to: Size, degrees: number, scale = 1): PlaneMap {
  const cos = scale * Math.cos((degrees * Math.PI) / 180);
  const sin = scale * Math.sin((degrees * Math.PI) / 180);
  const turn = Float64Array.of(cos, -sin, 0, sin, cos, 0, 0, 0, 1);
  const back = moved((1 - from.width) / 2, (1 - from.height) / 2);
  return composed(moved((to.width - 1) / 2, (to.height - 1) / 2), composed(turn, back));
}

/** The map that takes four points to four others. */
export function throughPoints(from: readonly Point[], to: readonly Point[]): PlaneMap {
  const rows = from.flatMap(([x, y], i) => {
    const [u, v] = to[i]!;
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ];
  });
  for (let column = 0; column < 8; column++) {
    let pivot = column;
    for (let r = column + 1; r < 8; r++) if (Math.abs(rows[r]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = r;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let r = 0; r < 8; r++) {
      if (r === column) continue;
      const factor = rows[r]![column]! / rows[column]![column]!;
      for (let k = column; k < 9; k++) rows[r]![k] = rows[r]![k]! - factor * rows[column]![k]!;
    }
  }
  return Float64Array.of(...rows.map((row, i) => row[8]! / row[i]!), 1);
}

export function inverted(h: PlaneMap): PlaneMap {
  const minor = (a: number, b: number, c: number, d: number): number => h[a]! * h[b]! - h[c]! * h[d]!;
  const out = Float64Array.of(
    minor(4, 8, 5, 7),
    minor(2, 7, 1, 8),
    minor(1, 5, 2, 4),
    minor(5, 6, 3, 8),
    minor(0, 8, 2, 6),
    minor(2, 3, 0, 5),
    minor(3, 7, 4, 6),
    minor(1, 6, 0, 7),
    minor(0, 4, 1, 3),
  );
  return out.map((value) => value / out[8]!);
}

export function mapped(h: PlaneMap, x: number, y: number): Point {
  const w = h[6]! * x + h[7]! * y + h[8]!;
  return [(h[0]! * x + h[1]! * y + h[2]!) / w, (h[3]! * x + h[4]! * y + h[5]!) / w];
}

/** The outer corners, clockwise from the top left. */
export function cornersOf({ width, height }: Size): Point[] {
  return [
    [-0.5, -0.5],
    [width - 0.5, -0.5],
    [width - 0.5, height - 0.5],
    [-0.5, height - 0.5],
  ];
}
