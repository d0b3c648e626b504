import { WhosecopyError } from "@whosecopy/protocol";
import { type Homography, mapPoint } from "../register/homography.ts";
import type { Corner } from "./match.ts";

/**
 * Where a person says that the original lies in the leak, for when registration alone does not find it: the same points in both
 * pictures, four or more, in the same order. Positions count from the left and upper edges and may lie outside, as the corners of
 * what was cropped away do. A mirrored leak is told by its points going around the other way.
 */
export interface Placement {
  /** "pixel": of each picture's own size; "share": 1 is the right or lower edge. */
  readonly unit: "pixel" | "share";
  readonly leak: readonly Corner[];
  /** Default: the corners of the original, clockwise from the top left. */
  readonly original?: readonly Corner[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Points beyond so many sides of a picture were not set by a person who looks at it. */
const mostSides = 50;

/** A start for `Registrar.register`: from pixel positions of a reference of the given size to those of the leak. */
export function placementMap(
  placement: Placement,
  sizes: { readonly reference: Size; readonly original: Size; readonly leak: Size },
): Homography {
  const {
    unit,
    leak,
    original = wholePicture(unit === "share" ? { width: 1, height: 1 } : sizes.original),
  } = placement;
  if (leak.length < 4 || leak.length !== original.length) throw unfit("four points or more, the same in both pictures");
  const { reference } = sizes;
  const one = { width: 1, height: 1 };
  const from = original.map((point) => scaled(point, unit === "share" ? one : sizes.original, reference));
  const to = leak.map((point) => scaled(point, unit === "share" ? one : sizes.leak, sizes.leak));
  return mapThrough(from, to);
}

/** The corners of a picture as `Placement` counts them, clockwise from the top left. */
function wholePicture({ width, height }: Size): Corner[] {
  return [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ];
}

/** From positions counted from the edges of one size to positions of pixels, whose first has its centre at 0, of another. */
function scaled([x, y]: Corner, from: Size, to: Size): Corner {
  const [shareX, shareY] = [x / from.width, y / from.height];
  if (!(Math.abs(shareX) <= mostSides && Math.abs(shareY) <= mostSides)) throw unfit("a point lies too far outside");
  return [shareX * to.width - 0.5, shareY * to.height - 0.5];
}

/**
 * The plane map that takes points onto points: exact for four, least squares of the linear equations for more (direct linear
 * transformation, each side brought to the unit circle first).
 * @throws WhosecopyError "bad-input" when no map does: points on one line, or in another order around the two pictures.
 */
export function mapThrough(from: readonly Corner[], to: readonly Corner[]): Homography {
  const [a, b] = [unitCircle(from), unitCircle(to)];
  const normal = Array.from({ length: 8 }, () => new Float64Array(9));
  for (const [i, [x, y]] of a.points.entries()) {
    const [u, v] = b.points[i]!;
    for (const row of [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ]) {
      for (let r = 0; r < 8; r++) for (let c = 0; c < 9; c++) normal[r]![c]! += row[r]! * row[c]!;
    }
  }
  const h = Float64Array.of(...solve(normal), 1);
  // Back from the unit circles.
  const map = times(
    Float64Array.of(1 / b.scale, 0, b.x, 0, 1 / b.scale, b.y, 0, 0, 1),
    times(h, Float64Array.of(a.scale, 0, -a.scale * a.x, 0, a.scale, -a.scale * a.y, 0, 0, 1)),
  );
  const homography = map.map((value) => value / map[8]!);
  for (const [x, y] of from) {
    // A point behind the viewer: the corners were given in another order.
    if (!(homography[6]! * x + homography[7]! * y + 1 > 1e-6)) throw unfit("the points go around in another order");
    if (!mapPoint(homography, x, y).every(Number.isFinite)) throw unfit("no plane map goes through the points");
  }
  return homography;
}

function unitCircle(points: readonly Corner[]): { points: Corner[]; x: number; y: number; scale: number } {
  const x = points.reduce((sum, [px]) => sum + px, 0) / points.length;
  const y = points.reduce((sum, [, py]) => sum + py, 0) / points.length;
  const spread = points.reduce((sum, [px, py]) => sum + Math.hypot(px - x, py - y), 0) / points.length;
  if (!(spread > 1e-9)) throw unfit("all points are the same");
  const scale = 1 / spread;
  return { points: points.map(([px, py]): Corner => [(px - x) * scale, (py - y) * scale]), x, y, scale };
}

/** Eight equations in eight unknowns, by elimination with the largest pivot. */
function solve(rows: Float64Array[]): number[] {
  for (let column = 0; column < 8; column++) {
    let pivot = column;
    for (let r = column + 1; r < 8; r++) {
      if (Math.abs(rows[r]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = r;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const head = rows[column]!;
    if (!(Math.abs(head[column]!) > 1e-9)) throw unfit("three of the points lie on one line");
    for (let r = 0; r < 8; r++) {
      if (r === column) continue;
      const factor = rows[r]![column]! / head[column]!;
      for (let c = column; c < 9; c++) rows[r]![c]! -= factor * head[c]!;
    }
  }
  return rows.map((row, i) => row[8]! / row[i]!);
}

/** a after b, not yet brought to a last value of 1. */
function times(a: Float64Array, b: Float64Array): Float64Array {
  return Float64Array.from({ length: 9 }, (_, i) => {
    const [r, c] = [3 * Math.floor(i / 3), i % 3];
    return a[r]! * b[c]! + a[r + 1]! * b[3 + c]! + a[r + 2]! * b[6 + c]!;
  });
}

function unfit(why: string): WhosecopyError {
  return new WhosecopyError("bad-input", `the corners don't fit: ${why}`);
}
