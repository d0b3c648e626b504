import { blurred, type Plane } from "../plane.ts";

/** A plane, a little smoothed, and how it changes to the right and down per pixel. */
export interface Gradients extends Plane {
  readonly dx: Float32Array;
  readonly dy: Float32Array;
}

/** Smoothing in pixels: enough for linear changes within a shift of a pixel. */
const smoothing = 0.9;

export function gradientsOf(plane: Plane): Gradients {
  const { width, height, data } = blurred(plane, smoothing);
  const dx = new Float32Array(data.length);
  const dy = new Float32Array(data.length);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      dx[at] = (data[at + 1]! - data[at - 1]!) / 2;
      dy[at] = (data[at + width]! - data[at - width]!) / 2;
    }
  }
  return { width, height, data, dx, dy };
}
