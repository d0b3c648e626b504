import type { Picture } from "@whosecopy/image";
import { inverted, type PlaneMap, type Size } from "./plane.ts";
import type { Colour } from "./raster.ts";

/** Where the light of a new picture's position comes from; writes x and y of the old picture. */
export type Source = (x: number, y: number, out: Float64Array) => void;

export function planeSource(map: PlaneMap): Source {
  const h = inverted(map);
  return (x, y, out) => {
    const w = h[6]! * x + h[7]! * y + h[8]!;
    out[0] = (h[0]! * x + h[1]! * y + h[2]!) / w;
    out[1] = (h[3]! * x + h[4]! * y + h[5]!) / w;
  };
}

/**
 * Draws a picture as `source` bends it, with bicubic interpolation (Catmull-Rom). Where it shrinks, several positions per pixel are
 * averaged.
 */
export function rendered(params: { picture: Picture; size: Size; source: Source; background?: Colour }): Picture {
  const { picture, size, source, background = [0, 0, 0] } = params;
  const { width, height } = size;
  const rgb = new Uint8ClampedArray(3 * width * height);
  const samples = samplesPerSide(params);
  const at = new Float64Array(2);
  const sum = new Float64Array(3);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p += 3) {
      sum.fill(0);
      for (let s = 0; s < samples * samples; s++) {
        source(x + offset(s % samples, samples), y + offset((s / samples) | 0, samples), at);
        addSample(picture, at[0]!, at[1]!, background, sum);
      }
      const share = 1 / (samples * samples);
      // A clamped array rounds and clips.
      rgb[p] = sum[0]! * share;
      rgb[p + 1] = sum[1]! * share;
      rgb[p + 2] = sum[2]! * share;
    }
  }
  return { width, height, rgb: new Uint8Array(rgb.buffer) };
}

function offset(i: number, samples: number): number {
  return (i + 0.5) / samples - 0.5;
}

function samplesPerSide({ size, source }: { size: Size; source: Source }): number {
  const [a, b] = [new Float64Array(2), new Float64Array(2)];
  let step = 1;
  for (const [x, y] of [
    [0.1, 0.1],
    [0.9, 0.1],
    [0.5, 0.5],
    [0.1, 0.9],
    [0.9, 0.9],
  ] as const) {
    for (const [dx, dy] of [
      [1, 0],
      [0, 1],
    ] as const) {
      source(x * size.width, y * size.height, a);
      source(x * size.width + dx, y * size.height + dy, b);
      step = Math.max(step, Math.hypot(b[0]! - a[0]!, b[1]! - a[1]!));
    }
  }
  return Math.min(6, Math.ceil(step - 0.15));
}

function addSample(picture: Picture, x: number, y: number, background: Colour, sum: Float64Array): void {
  const { width, height, rgb } = picture;
  if (!(x >= -0.5 && y >= -0.5 && x <= width - 0.5 && y <= height - 0.5)) {
    for (let c = 0; c < 3; c++) sum[c] = sum[c]! + background[c]!;
    return;
  }
  const left = Math.floor(x);
  const top = Math.floor(y);
  weigh(x - left, across);
  weigh(y - top, down);
  const inside = left >= 1 && left + 2 < width;
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let j = 0; j < 4; j++) {
    const row = Math.min(height - 1, Math.max(0, top - 1 + j)) * width;
    for (let i = 0; i < 4; i++) {
      const weight = down[j]! * across[i]!;
      const p = 3 * (row + (inside ? left - 1 + i : Math.min(width - 1, Math.max(0, left - 1 + i))));
      red += weight * rgb[p]!;
      green += weight * rgb[p + 1]!;
      blue += weight * rgb[p + 2]!;
    }
  }
  sum[0] = sum[0]! + red;
  sum[1] = sum[1]! + green;
  sum[2] = sum[2]! + blue;
}

const across = new Float64Array(4);
const down = new Float64Array(4);

/** Catmull and Rom's weights of the four samples around a position `t` after the second. */
function weigh(t: number, weights: Float64Array): void {
  weights[0] = t * (-0.5 + t * (1 - 0.5 * t));
  weights[1] = 1 + t * t * (1.5 * t - 2.5);
  weights[2] = t * (0.5 + t * (2 - 1.5 * t));
  weights[3] = t * t * (0.5 * t - 0.5);
}
