import type { Picture } from "@whosecopy/image";

/** Each sample's median over a square, by a histogram that slides along the rows (Huang). */
export function medianFiltered({ width, height, rgb }: Picture, side: number): Picture {
  const out = new Uint8Array(rgb.length);
  const reach = side >> 1;
  const half = (side * side) >> 1;
  const counts = new Int32Array(256);
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < height; y++) {
      counts.fill(0);
      const rows = Array.from(
        { length: side },
        (_, j) => 3 * width * Math.min(height - 1, Math.max(0, y + j - reach)) + c,
      );
      const column = (x: number): number => 3 * Math.min(width - 1, Math.max(0, x));
      for (const row of rows) for (let i = -reach; i <= reach; i++) counts[rgb[row + column(i)]!]!++;
      let median = 0;
      let below = 0;
      for (let x = 0; x < width; x++) {
        while (below > half) below -= counts[--median]!;
        while (below + counts[median]! <= half) below += counts[median++]!;
        out[3 * (y * width + x) + c] = median;
        const leaving = column(x - reach);
        const coming = column(x + reach + 1);
        for (const row of rows) {
          const old = rgb[row + leaving]!;
          const fresh = rgb[row + coming]!;
          counts[old]!--;
          if (old < median) below--;
          counts[fresh]!++;
          if (fresh < median) below++;
        }
      }
    }
  }
  return { width, height, rgb: out };
}
