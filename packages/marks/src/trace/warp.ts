import { type Luma, resizeLuma } from "@whosecopy/image";
import { type DisplacementField, displacementRow } from "../register/displacement-field.ts";
import { compose, type Homography, localScale, scaling } from "../register/homography.ts";

/** A leak brought to its place in the reference. */
export interface WarpedLeak {
  readonly data: Float32Array;
  /** 1 where the leak shows this pixel of the reference. */
  readonly valid: Uint8Array;
}

/** Lays the leak over a plane of the reference's size. A leak much larger than the plane is shrunk first, so that nothing aliases. */
export function warpToReference(params: {
  leak: Luma;
  homography: Homography;
  /** How the leak is bent, in pixels of this plane; not at all when absent. */
  field?: DisplacementField | undefined;
  width: number;
  height: number;
  /** How much of the leak's border to leave out, in its pixels. */
  inset?: number;
}): WarpedLeak {
  const { width, height, inset = 0 } = params;
  const scale = Math.abs(localScale(params.homography, width / 2, height / 2));
  let { leak, homography } = params;
  if (scale > 1.2) {
    const small = resizeLuma(leak, {
      width: Math.max(1, Math.round(leak.width / scale)),
      height: Math.max(1, Math.round(leak.height / scale)),
    });
    homography = compose(scaling(small.width / leak.width, small.height / leak.height), homography);
    leak = small;
  }
  const data = new Float32Array(width * height);
  const valid = new Uint8Array(width * height);
  const h = homography;
  const least = inset - 0.5;
  const mostX = leak.width - 0.5 - inset;
  const mostY = leak.height - 0.5 - inset;
  const bendX = new Float32Array(width);
  const bendY = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    if (params.field !== undefined) displacementRow(params.field, y, bendX, bendY);
    for (let x = 0; x < width; x++) {
      const px = x + bendX[x]!;
      const py = y + bendY[x]!;
      const w = h[6]! * px + h[7]! * py + h[8]!;
      const sx = (h[0]! * px + h[1]! * py + h[2]!) / w;
      const sy = (h[3]! * px + h[4]! * py + h[5]!) / w;
      if (!(w > 0 && sx >= least && sy >= least && sx <= mostX && sy <= mostY)) continue;
      data[y * width + x] = cubicAt(leak, sx, sy);
      valid[y * width + x] = 1;
    }
  }
  return { data, valid };
}

/** Catmull-Rom interpolation, the border repeated. */
function cubicAt(plane: Luma, x: number, y: number): number {
  const { width, height, luma: data } = plane;
  const left = Math.floor(x);
  const top = Math.floor(y);
  const u = x - left;
  const v = y - top;
  const w0 = ((2 - u) * u - 1) * u * 0.5;
  const w1 = ((3 * u - 5) * u * u + 2) * 0.5;
  const w2 = ((4 - 3 * u) * u + 1) * u * 0.5;
  const w3 = (u - 1) * u * u * 0.5;
  const x0 = left > 0 ? left - 1 : 0;
  const x1 = left < 0 ? 0 : left;
  const x2 = left + 1 < width ? left + 1 : width - 1;
  const x3 = left + 2 < width ? left + 2 : width - 1;
  let sum = 0;
  for (let k = -1; k <= 2; k++) {
    const row = Math.max(0, Math.min(height - 1, top + k)) * width;
    const value = w0 * data[row + x0]! + w1 * data[row + x1]! + w2 * data[row + x2]! + w3 * data[row + x3]!;
    sum += value * cubicWeight(k, v);
  }
  return sum;
}

function cubicWeight(k: number, v: number): number {
  if (k === -1) return ((2 - v) * v - 1) * v * 0.5;
  if (k === 0) return ((3 * v - 5) * v * v + 2) * 0.5;
  if (k === 1) return ((4 - 3 * v) * v + 1) * v * 0.5;
  return (v - 1) * v * v * 0.5;
}
