import type { Luma } from "@whosecopy/image";

/** The picture as in a mirror. */
export function mirrorLuma({ width, height, luma }: Luma): Luma {
  const out = new Uint8Array(luma.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) out[y * width + x] = luma[y * width + width - 1 - x]!;
  }
  return { width, height, luma: out };
}
