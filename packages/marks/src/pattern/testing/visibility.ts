import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { encodePng, lumaOf, type Picture } from "@whosecopy/image";
import { tileRect } from "../../grid/tile-grid.ts";
import type { PreparedMark } from "../../prepare-mark.ts";

const run = promisify(execFile);

/** The picture as somebody gets it, before it becomes a JPEG: variant A where the word has a 0, B where it has a 1. */
export function markedPicture(picture: Picture, mark: PreparedMark, word: Uint8Array): Picture {
  const { width, height } = picture;
  const pattern = new Float32Array(width * height);
  mark.pattern.rows(0, height, pattern);
  const rgb = picture.rgb.slice();
  for (let t = 0; t < mark.grid.count; t++) {
    const rect = tileRect(mark.grid, t);
    for (let y = rect.y; y < rect.y + rect.height; y++) {
      for (let x = rect.x; x < rect.x + rect.width; x++) {
        const at = y * width + x;
        const change = word[t] === 1 ? -pattern[at]! : pattern[at]!;
        for (let c = 3 * at; c < 3 * at + 3; c++) {
          rgb[c] = Math.max(0, Math.min(255, Math.round(picture.rgb[c]! + change)));
        }
      }
    }
  }
  return { width, height, rgb };
}

/** Peak signal to noise over the colours, in dB. */
export function psnrDb(a: Picture, b: Picture): number {
  let sum = 0;
  for (let i = 0; i < a.rgb.length; i++) sum += (a.rgb[i]! - b.rgb[i]!) ** 2;
  return 10 * Math.log10((255 * 255 * a.rgb.length) / sum);
}

const reach = 5;
const stabilisers = [(0.01 * 255) ** 2, (0.03 * 255) ** 2] as const;

/** Structural similarity of brightness as its authors compute it (Wang and others 2004): windows of 11 by 11 under a Gaussian of sigma 1.5. */
export function ssim(a: Picture, b: Picture): number {
  const { width, height } = a;
  const [u, v] = [Float64Array.from(lumaOf(a).luma), Float64Array.from(lumaOf(b).luma)];
  const mean = (of: (at: number) => number) =>
    windowed(
      Float64Array.from(u, (_, at) => of(at)),
      width,
      height,
    );
  const [meanU, meanV] = [mean((at) => u[at]!), mean((at) => v[at]!)];
  const [squareU, squareV] = [mean((at) => u[at]! ** 2), mean((at) => v[at]! ** 2)];
  const product = mean((at) => u[at]! * v[at]!);
  let total = 0;
  for (let i = 0; i < meanU.length; i++) {
    const [mu, mv] = [meanU[i]!, meanV[i]!];
    const covariance = product[i]! - mu * mv;
    const variances = squareU[i]! - mu * mu + squareV[i]! - mv * mv;
    total +=
      ((2 * mu * mv + stabilisers[0]) * (2 * covariance + stabilisers[1])) /
      ((mu * mu + mv * mv + stabilisers[0]) * (variances + stabilisers[1]));
  }
  return total / meanU.length;
}

/** Gaussian means around every pixel that has a whole window. */
function windowed(data: Float64Array, width: number, height: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * 1.5 ** 2)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const inner = width - 2 * reach;
  const across = new Float64Array(inner * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < inner; x++) {
      let value = 0;
      for (let i = 0; i <= 2 * reach; i++) value += weights[i]! * data[y * width + x + i]!;
      across[y * inner + x] = value / sum;
    }
  }
  const out = new Float64Array(inner * (height - 2 * reach));
  for (let at = 0; at < out.length; at++) {
    let value = 0;
    for (let i = 0; i <= 2 * reach; i++) value += weights[i]! * across[at + i * inner]!;
    out[at] = value / sum;
  }
  return out;
}

/**
 * How visible a difference is by Debian's program; people begin to see it at about 1. Both go to it as PNGs written alike, since it takes
 * equal pixels with other colour chunks for different ones.
 */
export async function butteraugli(a: Picture, b: Picture): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "whosecopy-butteraugli-"));
  try {
    const paths = [join(folder, "a.png"), join(folder, "b.png")] as const;
    await Promise.all([writeFile(paths[0], await encodePng(a)), writeFile(paths[1], await encodePng(b))]);
    const { stdout } = await run("butteraugli", [...paths]);
    return Number(stdout.trim().split(/\s+/)[0]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
