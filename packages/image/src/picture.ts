/** A picture in memory: 8-bit sRGB samples, three bytes per pixel, rows from the top, already turned upright. */
export interface Picture {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** `3 * width * height` bytes: red, green, blue. */
  readonly rgb: Uint8Array;
}

/** Brightness alone: one byte per pixel, full-range BT.601 as in JFIF. */
export interface Luma {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** `width * height` bytes. */
  readonly luma: Uint8Array;
}

/** The brightness of a picture: Y of JFIF (0.299 R + 0.587 G + 0.114 B), rounded to the nearest whole number. */
export function lumaOf(picture: Picture): Luma {
  const { width, height, rgb } = picture;
  const luma = new Uint8Array(width * height);
  lumaInto(luma, rgb, 0);
  return { width, height, luma };
}

/** Fills `luma` with the brightness of as many pixels, from the sample `start` on. */
export function lumaInto(luma: Uint8Array, rgb: Uint8Array, start: number): void {
  for (let i = 0, p = start; i < luma.length; i++, p += 3) {
    // 16-bit fixed point; the three weights add up to exactly 65,536, so that white stays 255.
    luma[i] = (19_595 * rgb[p]! + 38_470 * rgb[p + 1]! + 7_471 * rgb[p + 2]! + 32_768) >> 16;
  }
}

/** The part of a picture inside a rectangle, which is clipped to the picture and has at least one pixel. */
export function cropPicture(picture: Picture, rect: { x: number; y: number; width: number; height: number }): Picture {
  const x0 = clamp(Math.round(rect.x), 0, picture.width - 1);
  const y0 = clamp(Math.round(rect.y), 0, picture.height - 1);
  const width = clamp(Math.round(rect.width), 1, picture.width - x0);
  const height = clamp(Math.round(rect.height), 1, picture.height - y0);
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const start = 3 * ((y0 + y) * picture.width + x0);
    rgb.set(picture.rgb.subarray(start, start + 3 * width), 3 * y * width);
  }
  return { width, height, rgb };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
