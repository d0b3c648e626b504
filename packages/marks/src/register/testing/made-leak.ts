import { type Luma, resizeLuma } from "@whosecopy/image";
import { displacementAt } from "../displacement-field.ts";
import { type Homography, invert, mapPoint } from "../homography.ts";
import type { Registration } from "../registrar.ts";

/** Where in the reference lies what a leak shows at a position. */
export type Origin = (u: number, v: number) => readonly [x: number, y: number];

/** A leak of which it is known where everything came from. */
export interface MadeLeak {
  readonly leak: Luma;
  readonly origin: Origin;
}

/** The origin of leaks in which the reference lies as a plane map says. */
export function originOf(map: Homography): Origin {
  const back = invert(map);
  return (u, v) => mapPoint(back, u, v);
}

/** A picture of the given size that shows the reference by `origin`, and `around` beside it; sharper by `oversampling` before it is shrunk. */
export function leakFrom(params: {
  reference: Luma;
  origin: Origin;
  width: number;
  height: number;
  oversampling?: number;
  around?: (u: number, v: number) => number;
}): MadeLeak {
  const { reference, origin, width, height, oversampling = 1, around = () => 20 } = params;
  const large = { width: Math.round(width * oversampling), height: Math.round(height * oversampling) };
  const luma = new Uint8ClampedArray(large.width * large.height);
  for (let row = 0; row < large.height; row++) {
    for (let column = 0; column < large.width; column++) {
      const u = ((column + 0.5) * width) / large.width - 0.5;
      const v = ((row + 0.5) * height) / large.height - 0.5;
      const [x, y] = origin(u, v);
      const inside = x >= -0.5 && y >= -0.5 && x <= reference.width - 0.5 && y <= reference.height - 0.5;
      luma[row * large.width + column] = inside ? sample(reference, x, y) : around(u, v);
    }
  }
  const drawn = { ...large, luma: new Uint8Array(luma.buffer) };
  return { leak: oversampling === 1 ? drawn : resizeLuma(drawn, { width, height }), origin };
}

/** Linear between pixels; the small blur this makes is part of the damage. */
function sample({ width, height, luma }: Luma, x: number, y: number): number {
  const left = Math.max(0, Math.min(width - 2, Math.floor(x)));
  const top = Math.max(0, Math.min(height - 2, Math.floor(y)));
  const u = Math.max(0, Math.min(1, x - left));
  const v = Math.max(0, Math.min(1, y - top));
  const at = top * width + left;
  return (
    (1 - v) * ((1 - u) * luma[at]! + u * luma[at + 1]!) + v * ((1 - u) * luma[at + width]! + u * luma[at + width + 1]!)
  );
}

/** How far off a registration is where the leak shows the reference: root mean square, in pixels of the reference. */
export function errorOf(params: { found: Registration; made: MadeLeak; reference: Luma }): number {
  const { found, made, reference } = params;
  const { leak, origin } = made;
  const at = (x: number, y: number) => {
    const [dx, dy] = found.field === undefined ? [0, 0] : displacementAt(found.field, x, y);
    return mapPoint(found.homography, x + dx, y + dy);
  };
  let [sum, count] = [0, 0];
  const step = Math.max(2, Math.round(Math.min(leak.width, leak.height) / 40));
  for (let v = 0; v < leak.height; v += step) {
    for (let u = 0; u < leak.width; u += step) {
      const [x, y] = origin(u, v);
      if (x < 0 || y < 0 || x > reference.width - 1 || y > reference.height - 1) continue;
      const [p, q] = at(x, y);
      const [px, qx] = at(x + 0.5, y);
      const [py, qy] = at(x, y + 0.5);
      // Back into the reference by the map's own slopes.
      const [a, b, c, d] = [2 * (px - p), 2 * (py - p), 2 * (qx - q), 2 * (qy - q)];
      const det = a * d - b * c;
      sum += ((d * (u - p) - b * (v - q)) / det) ** 2 + ((a * (v - q) - c * (u - p)) / det) ** 2;
      count++;
    }
  }
  return Math.sqrt(sum / count);
}

/** The origin when a leak made by `origin` is seen through a lens that bends its rim by `bend` of its distance, below 0 outwards. */
export function throughLens(origin: Origin, params: { width: number; height: number; bend: number }): Origin {
  const { width, height, bend } = params;
  const [cx, cy] = [width / 2, height / 2];
  return (u, v) => {
    const far = ((u - cx) ** 2 + (v - cy) ** 2) / (cx ** 2 + cy ** 2);
    const factor = 1 + bend * far + 0.3 * bend * far ** 2;
    return origin(cx + (u - cx) * factor, cy + (v - cy) * factor);
  };
}

/** The origin when a leak is bent by smooth waves of so many pixels. */
export function throughWaves(origin: Origin, pixels: number, length: number): Origin {
  const turn = (2 * Math.PI) / length;
  return (u, v) =>
    origin(
      u + pixels * Math.sin(turn * v + 1) * Math.cos(0.7 * turn * u),
      v + pixels * Math.sin(turn * u) * Math.cos(0.8 * turn * v + 2),
    );
}
