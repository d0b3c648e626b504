import type { Picture } from "../picture.ts";

/** A picture with smooth colour, edges and fine texture, the same for the same arguments. */
export function texturedPicture(width: number, height: number, variation = 0): Picture {
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p += 3) {
      const wave = Math.sin(x / 9 + variation) * Math.cos(y / 7) * 40;
      const grain = (((x * 7919 + y * 104_729 + variation * 31) % 97) - 48) * 0.4;
      const edge = (x >> 4) % 3 === (y >> 4) % 2 ? 30 : -20;
      rgb[p] = bounded(120 + wave + edge + grain);
      rgb[p + 1] = bounded(110 - wave / 2 + edge + grain);
      rgb[p + 2] = bounded(100 + (60 * x) / Math.max(width, 1) + grain);
    }
  }
  return { width, height, rgb };
}

function bounded(value: number): number {
  return Math.min(Math.max(Math.round(value), 0), 255);
}
