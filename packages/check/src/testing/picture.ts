import type { Picture } from "@whosecopy/image";

/** A picture with edges, waves and grain that differs everywhere, so that a part of it is found in one place only. */
export function scene(width: number, height: number): Picture {
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p += 3) {
      const wave = 50 * Math.sin((x * x) / (width * 9)) + 40 * Math.cos((y * y) / (height * 7) + x / 40);
      const box = (Math.floor(x / 23) * 7 + Math.floor(y / 19) * 13) % 5;
      for (let c = 0; c < 3; c++) rgb[p + c] = Math.max(0, Math.min(255, 120 + wave + 18 * box + 10 * c));
    }
  }
  return { width, height, rgb };
}
