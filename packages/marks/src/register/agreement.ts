import { type Luma, resizeLuma } from "@whosecopy/image";
import { warpToReference } from "../trace/warp.ts";
import { type DisplacementField, scaleField } from "./displacement-field.ts";
import { compose, type Homography, scaling } from "./homography.ts";

/** Pixels of the plane on which pictures are compared, and side of its blocks. */
const comparedPixels = 200_000;
const blockSide = 14;

/** A block agrees when its correlation is at least this. */
const agreeing = 0.6;

/** Blocks flatter than this many levels (standard deviation) say nothing. */
const leastContrast = 1.5;

/**
 * How well a map explains a leak: each block of the reference is correlated with what the map puts over it, so that brightness, contrast
 * and stickers don't matter. `sum` prefers the better of two maps, `agreeing` of `blocks` tells whether it is the picture at all.
 */
export interface Agreement {
  readonly sum: number;
  readonly agreeing: number;
  readonly blocks: number;
}

export function agreementOf(params: {
  reference: Luma;
  leak: Luma;
  homography: Homography;
  field?: DisplacementField | undefined;
}): Agreement {
  const { reference, leak } = params;
  const factor = Math.min(1, Math.sqrt(comparedPixels / (reference.width * reference.height)));
  const width = Math.max(blockSide, Math.round(reference.width * factor));
  const height = Math.max(blockSide, Math.round(reference.height * factor));
  const small = resizeLuma(reference, { width, height });
  const homography = compose(params.homography, scaling(reference.width / width, reference.height / height));
  const field = params.field && scaleField(params.field, width / reference.width, height / reference.height);
  const warped = warpToReference({ leak, homography, field, width, height });
  const columns = Math.floor(width / blockSide);
  const rows = Math.floor(height / blockSide);
  let [sum, count, blocks] = [0, 0, 0];
  for (let b = 0; b < columns * rows; b++) {
    const start = Math.floor(b / columns) * blockSide * width + (b % columns) * blockSide;
    const correlation = blockCorrelation(small, warped, start);
    if (correlation === null) continue;
    blocks++;
    if (correlation >= agreeing) count++;
    sum += Math.max(0, correlation) ** 2;
  }
  return { sum, agreeing: count, blocks };
}

function blockCorrelation(
  reference: Luma,
  leak: { data: Float32Array; valid: Uint8Array },
  start: number,
): number | null {
  let a = 0;
  let b = 0;
  let aa = 0;
  let bb = 0;
  let ab = 0;
  for (let y = 0; y < blockSide; y++) {
    for (let x = 0; x < blockSide; x++) {
      const at = start + y * reference.width + x;
      if (leak.valid[at] === 0) return null;
      const p = reference.luma[at]!;
      const q = leak.data[at]!;
      a += p;
      b += q;
      aa += p * p;
      bb += q * q;
      ab += p * q;
    }
  }
  const n = blockSide * blockSide;
  const varianceA = aa - (a * a) / n;
  const varianceB = bb - (b * b) / n;
  if (varianceA < n * leastContrast ** 2) return null;
  return varianceB <= 1e-3 ? 0 : (ab - (a * b) / n) / Math.sqrt(varianceA * varianceB);
}
