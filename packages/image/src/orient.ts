import type { Orientation } from "./jpeg/exif.ts";
import type { Picture } from "./picture.ts";

/** Turns a stored picture upright, as its Exif orientation asks. */
export function orientPicture(picture: Picture, orientation: Orientation): Picture {
  if (orientation === 1) return picture;
  const { width, height, rgb } = picture;
  const swapped = orientation >= 5;
  const outWidth = swapped ? height : width;
  const outHeight = swapped ? width : height;
  // Where the first pixel of the upright picture lies in the stored one, and the steps to its right and lower neighbour.
  const fromRight = orientation === 2 || orientation === 3 || orientation === 7 || orientation === 8;
  const fromBottom = orientation === 3 || orientation === 4 || orientation === 6 || orientation === 7;
  const start = 3 * ((fromBottom ? height - 1 : 0) * width + (fromRight ? width - 1 : 0));
  const alongX = fromRight ? -3 : 3;
  const alongY = fromBottom ? -3 * width : 3 * width;
  const stepX = swapped ? alongY : alongX;
  const stepY = swapped ? alongX : alongY;
  const out = new Uint8Array(rgb.length);
  // Squares of 32x32 keep both pictures' lines in the cache when rows become columns.
  for (let top = 0; top < outHeight; top += 32) {
    const bottom = Math.min(top + 32, outHeight);
    for (let left = 0; left < outWidth; left += 32) {
      const right = Math.min(left + 32, outWidth);
      for (let y = top; y < bottom; y++) {
        let from = start + y * stepY + left * stepX;
        let to = 3 * (y * outWidth + left);
        for (let x = left; x < right; x++, from += stepX, to += 3) {
          out[to] = rgb[from]!;
          out[to + 1] = rgb[from + 1]!;
          out[to + 2] = rgb[from + 2]!;
        }
      }
    }
  }
  return { width: outWidth, height: outHeight, rgb: out };
}
