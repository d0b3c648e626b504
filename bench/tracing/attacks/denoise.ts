import type { Picture } from "@whosecopy/image";

/** Averages neighbours that look alike: `range` in levels of difference over the three channels, `space` in pixels. */
export function bilateralFiltered(
  { width, height, rgb }: Picture,
  { side, range, space }: { side: number; range: number; space: number },
): Picture {
  const reach = side >> 1;
  const alike = Float32Array.from({ length: 766 }, (_, d) => Math.exp(-(d * d) / (2 * range * range)));
  const out = new Uint8Array(rgb.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = 3 * (y * width + x);
      const [r0, g0, b0] = [rgb[p]!, rgb[p + 1]!, rgb[p + 2]!];
      let [red, green, blue, total] = [0, 0, 0, 0];
      for (let j = -reach; j <= reach; j++) {
        const row = Math.min(height - 1, Math.max(0, y + j)) * width;
        for (let i = -reach; i <= reach; i++) {
          if (i * i + j * j > reach * reach) continue;
          const q = 3 * (row + Math.min(width - 1, Math.max(0, x + i)));
          const [r, g, b] = [rgb[q]!, rgb[q + 1]!, rgb[q + 2]!];
          const weight =
            alike[Math.abs(r - r0) + Math.abs(g - g0) + Math.abs(b - b0)]! *
            Math.exp(-(i * i + j * j) / (2 * space * space));
          red += weight * r;
          green += weight * g;
          blue += weight * b;
          total += weight;
        }
      }
      out[p] = Math.round(red / total);
      out[p + 1] = Math.round(green / total);
      out[p + 2] = Math.round(blue / total);
    }
  }
  return { width, height, rgb: out };
}

/**
 * Non-local means: averages places whose surroundings look alike, within `reach` pixels. One pass over the picture per displacement;
 * the surroundings (5 by 5) are summed by running sums.
 */
export function nonLocalMeans(
  { width, height, rgb }: Picture,
  { strength, reach }: { strength: number; reach: number },
): Picture {
  const pixels = width * height;
  const sums = new Float32Array(3 * pixels);
  const totals = new Float32Array(pixels);
  const patch = 2;
  const scale = 1 / (3 * (2 * patch + 1) ** 2 * strength * strength);
  const rows = new Float32Array(pixels);
  const clampX = Int32Array.from({ length: width + 2 * (reach + patch) }, (_, i) =>
    Math.min(width - 1, Math.max(0, i - reach - patch)),
  );
  const difference = new Float32Array(width);
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      for (let y = 0; y < height; y++) {
        const other = Math.min(height - 1, Math.max(0, y + dy)) * width;
        for (let x = 0; x < width; x++) {
          const p = 3 * (y * width + x);
          const q = 3 * (other + clampX[x + dx + reach + patch]!);
          const [r, g, b] = [rgb[p]! - rgb[q]!, rgb[p + 1]! - rgb[q + 1]!, rgb[p + 2]! - rgb[q + 2]!];
          difference[x] = r * r + g * g + b * b;
        }
        let sum = 0;
        for (let i = -patch; i <= patch; i++) sum += difference[clampX[i + reach + patch]!]!;
        for (let x = 0; x < width; x++) {
          rows[y * width + x] = sum;
          sum += difference[clampX[x + patch + 1 + reach + patch]!]! - difference[clampX[x - patch + reach + patch]!]!;
        }
      }
      for (let y = 0; y < height; y++) {
        const other = Math.min(height - 1, Math.max(0, y + dy)) * width;
        const lines = [-2, -1, 0, 1, 2].map((j) => Math.min(height - 1, Math.max(0, y + j)) * width);
        for (let x = 0; x < width; x++) {
          let apart = 0;
          for (let j = 0; j < 5; j++) apart += rows[lines[j]! + x]!;
          const weight = Math.exp(-apart * scale);
          const q = 3 * (other + clampX[x + dx + reach + patch]!);
          const p = 3 * (y * width + x);
          sums[p] = sums[p]! + weight * rgb[q]!;
          sums[p + 1] = sums[p + 1]! + weight * rgb[q + 1]!;
          sums[p + 2] = sums[p + 2]! + weight * rgb[q + 2]!;
          totals[y * width + x] = totals[y * width + x]! + weight;
        }
      }
    }
  }
  return { width, height, rgb: Uint8Array.from(sums, (sum, i) => Math.round(sum / totals[(i / 3) | 0]!)) };
}
