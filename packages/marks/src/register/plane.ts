import type { Luma } from "@whosecopy/image";

/** Brightness in floating point, levels 0 to 255, one sample a pixel. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

export function planeOf({ width, height, luma }: Luma): Plane {
  return { width, height, data: Float32Array.from(luma) };
}

/** Every second sample each way. */
export function halved(plane: Plane): Plane {
  const width = plane.width >> 1;
  const height = plane.height >> 1;
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = 2 * y * plane.width;
    for (let x = 0; x < width; x++) data[y * width + x] = plane.data[from + 2 * x]!;
  }
  return { width, height, data };
}

/** Smoothed by a Gaussian, the border repeated. `sigma` in pixels. */
export function blurred(plane: Plane, sigma: number): Plane {
  const { width, height } = plane;
  const reach = Math.max(1, Math.ceil(2.7 * sigma));
  const kernel = gaussian(sigma, reach);
  const rows = new Float32Array(plane.data.length);
  const line = new Float32Array(width + 2 * reach);
  for (let y = 0; y < height; y++) {
    const start = y * width;
    line.set(plane.data.subarray(start, start + width), reach);
    line.fill(line[reach]!, 0, reach);
    line.fill(line[reach + width - 1]!, reach + width);
    for (let x = 0; x < width; x++) {
      const centre = x + reach;
      let sum = kernel[0]! * line[centre]!;
      for (let k = 1; k <= reach; k++) sum += kernel[k]! * (line[centre - k]! + line[centre + k]!);
      rows[start + x] = sum;
    }
  }
  const data = new Float32Array(plane.data.length);
  for (let y = 0; y < height; y++) {
    const start = y * width;
    for (let x = 0; x < width; x++) data[start + x] = kernel[0]! * rows[start + x]!;
    for (let k = 1; k <= reach; k++) {
      const above = Math.max(0, y - k) * width;
      const below = Math.min(height - 1, y + k) * width;
      const weight = kernel[k]!;
      for (let x = 0; x < width; x++) data[start + x]! += weight * (rows[above + x]! + rows[below + x]!);
    }
  }
  return { width, height, data };
}

/** One side of the kernel, from the middle; both sides together sum to 1. */
function gaussian(sigma: number, reach: number): Float32Array {
  const weights = Float32Array.from({ length: reach + 1 }, (_, k) => Math.exp(-(k * k) / (2 * sigma * sigma)));
  const sum = weights.reduce((total, weight) => total + 2 * weight, -weights[0]!);
  return weights.map((weight) => weight / sum);
}
