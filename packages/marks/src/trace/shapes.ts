import type { Luma } from "@whosecopy/image";
import { solveLeastSquares } from "./least-squares.ts";

/** How often the picture is blurred by sigma 1 for each of its softer versions; a leak of a quarter of the size is softer than the second. */
const blurs = [1, 4, 12] as const;

/** Every this many-th pixel serves to find out how soft a leak is. */
const stride = 3;

/**
 * What an edit can turn a picture into, locally and to first order: a constant, the picture itself, three softer versions, its square
 * (a curve of tones) and its slopes (a shift). The first shape is constant 1, which the fit relies on for counting pixels; the
 * picture and its softer versions follow.
 */
export function referenceShapes(reference: Luma): Float32Array[] {
  const { width, height } = reference;
  const picture = Float32Array.from(reference.luma, (value) => value / 64 - 2);
  const softer: Float32Array[] = [];
  let soft: Float32Array = picture;
  for (let count = 1; count <= blurs.at(-1)!; count++) {
    soft = blur(soft, width, height);
    if (blurs.some((wanted) => wanted === count)) softer.push(soft);
  }
  return [
    new Float32Array(width * height).fill(1),
    picture,
    ...softer,
    picture.map((value) => value * value),
    ...slopesOf(softer[0]!, width, height),
  ];
}

/**
 * Adds the slopes of the reference made as soft as the leak is over all. When a soft or small leak lies a fraction of its own pixels
 * beside its place, those are what it differs by.
 */
export function withSlopesAsSeen(params: {
  shapes: readonly Float32Array[];
  leak: { readonly data: Float32Array; readonly valid: Uint8Array };
  width: number;
  height: number;
}): Float32Array[] {
  const { shapes, leak, width, height } = params;
  const versions = shapes.slice(1, 2 + blurs.length);
  const weights = versionWeights([shapes[0]!, ...versions], leak);
  const seen = new Float32Array(width * height);
  versions.forEach((version, i) => {
    const weight = weights[i + 1]!;
    for (let at = 0; at < seen.length; at++) seen[at]! += weight * version[at]!;
  });
  return [...shapes, ...slopesOf(seen, width, height)];
}

/** The mix of versions that is most like the leak, so scaled that they add up to a picture of full contrast. */
function versionWeights(
  versions: readonly Float32Array[],
  leak: { readonly data: Float32Array; readonly valid: Uint8Array },
): Float64Array {
  const n = versions.length;
  const sums = new Float64Array(((n + 1) * (n + 2)) / 2);
  for (let at = 0; at < leak.data.length; at += stride) {
    if (leak.valid[at] === 0) continue;
    let k = 0;
    for (let i = 0; i <= n; i++) {
      const a = i === n ? leak.data[at]! : versions[i]![at]!;
      for (let j = i; j <= n; j++) sums[k++]! += a * (j === n ? leak.data[at]! : versions[j]![at]!);
    }
  }
  const out = new Float64Array(n);
  solveLeastSquares({ n, sums, scratch: new Float64Array(n * (n + 1)), out, at: 0 });
  const total = out.reduce((sum, weight, i) => sum + (i === 0 ? 0 : weight), 0);
  // A leak without contrast, or a negative: the picture as it is will do.
  if (!(total > 1)) return out.map((_, i) => (i === 1 ? 1 : 0));
  return out.map((weight) => weight / total);
}

/** Blurs by 1 4 6 4 1 both ways (a Gaussian of sigma 1). */
function blur(data: Float32Array, width: number, height: number): Float32Array {
  const rows = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    const base = y * width;
    for (let x = 0; x < width; x++) {
      const a = data[base + Math.max(0, x - 2)]! + data[base + Math.min(width - 1, x + 2)]!;
      const b = data[base + Math.max(0, x - 1)]! + data[base + Math.min(width - 1, x + 1)]!;
      rows[base + x] = (a + 4 * b + 6 * data[base + x]!) / 16;
    }
  }
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    const up2 = Math.max(0, y - 2) * width;
    const up = Math.max(0, y - 1) * width;
    const down = Math.min(height - 1, y + 1) * width;
    const down2 = Math.min(height - 1, y + 2) * width;
    const base = y * width;
    for (let x = 0; x < width; x++) {
      out[base + x] =
        (rows[up2 + x]! + rows[down2 + x]! + 4 * (rows[up + x]! + rows[down + x]!) + 6 * rows[base + x]!) / 16;
    }
  }
  return out;
}

function slopesOf(data: Float32Array, width: number, height: number): [Float32Array, Float32Array] {
  const x = new Float32Array(data.length);
  const y = new Float32Array(data.length);
  for (let row = 0; row < height; row++) {
    const up = Math.max(0, row - 1) * width;
    const down = Math.min(height - 1, row + 1) * width;
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      x[at] = data[row * width + Math.min(width - 1, column + 1)]! - data[row * width + Math.max(0, column - 1)]!;
      y[at] = data[down + column]! - data[up + column]!;
    }
  }
  return [x, y];
}
