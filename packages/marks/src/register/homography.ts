/** Maps between planes: 3 by 3 matrices, row by row. */
export type Homography = Float64Array;

/** a after b. */
export function compose(a: Homography, b: Homography): Homography {
  const out = new Float64Array(9);
  for (let r = 0; r < 3; r++) {
    for (let c = 0; c < 3; c++) {
      out[3 * r + c] = a[3 * r]! * b[c]! + a[3 * r + 1]! * b[3 + c]! + a[3 * r + 2]! * b[6 + c]!;
    }
  }
  const norm = 1 / out[8]!;
  return out.map((value) => value * norm);
}

/** From pixel positions of a plane to those of the same picture at `scaleX`, `scaleY` times its size (centres, hence the halves). */
export function scaling(scaleX: number, scaleY: number): Homography {
  return Float64Array.of(scaleX, 0, scaleX / 2 - 0.5, 0, scaleY, scaleY / 2 - 0.5, 0, 0, 1);
}

/** Mirrors left and right within a plane of the given width. */
export function mirroring(width: number): Homography {
  return Float64Array.of(-1, 0, width - 1, 0, 1, 0, 0, 0, 1);
}

export function mapPoint(h: Homography, x: number, y: number): readonly [x: number, y: number] {
  const w = h[6]! * x + h[7]! * y + h[8]!;
  return [(h[0]! * x + h[1]! * y + h[2]!) / w, (h[3]! * x + h[4]! * y + h[5]!) / w];
}

/** Length in the target of one pixel step around a point: the square root of the area a pixel is mapped to. Negative when mirrored or folded. */
export function localScale(h: Homography, x: number, y: number): number {
  const [ax, ay] = mapPoint(h, x, y);
  const [bx, by] = mapPoint(h, x + 1, y);
  const [cx, cy] = mapPoint(h, x, y + 1);
  const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  return Math.sign(area) * Math.sqrt(Math.abs(area));
}

/** The way back. */
export function invert(h: Homography): Homography {
  const [a, b, c, d, e, f, g, i, j] = h as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const adjugate = Float64Array.of(
    e * j - f * i,
    c * i - b * j,
    b * f - c * e,
    f * g - d * j,
    a * j - c * g,
    c * d - a * f,
    d * i - e * g,
    b * g - a * i,
    a * e - b * d,
  );
  const norm = 1 / adjugate[8]!;
  return adjugate.map((value) => value * norm);
}
