import { decodeBin, decodeBypass, decodeBypassBits } from "./cabac.ts";
import { context } from "./contexts.ts";
import { damaged } from "./damaged.ts";
import { predictIntra } from "./predict-intra.ts";
import { applyQpDelta } from "./quantiser.ts";
import { addResidual } from "./add-residual.ts";
import { markBlock } from "./region.ts";
import { readResidual } from "./residual.ts";
import type { TreeDecoder } from "./tree-decoder.ts";

/** Decodes the transform tree of the current coding unit, predicting and reconstructing block by block. */
export function readTransformTree(d: TreeDecoder): void {
  const chroma = d.chroma === 0 ? 0 : 1;
  readTree(d, d.cuX, d.cuY, d.cuLog2, 0, 0, chroma, chroma);
}

/**
 * transform_tree (ITU-T H.265 clause 7.3.8.8). `cb` and `cr` are the coded block flags of the block that this one is a
 * part of: bit 0 for the block, bit 1 for the lower one of two where chroma has all rows and half the columns.
 */
function readTree(
  d: TreeDecoder,
  x: number,
  y: number,
  log2: number,
  depth: number,
  index: number,
  cb: number,
  cr: number,
): void {
  const { cabac: c, sps, chroma } = d;
  const forced = d.partsSplit && depth === 0;
  const maxDepth = sps.maxIntraDepth + (d.partsSplit ? 1 : 0);
  const split =
    log2 <= sps.maxTbLog2 && log2 > sps.minTbLog2 && depth < maxDepth && !forced
      ? decodeBin(c, context.splitTransform + 5 - log2) === 1
      : log2 > sps.maxTbLog2 || forced;
  let ownCb = cb;
  let ownCr = cr;
  // Blocks of 4x4 share the flags, and the chroma blocks, of the four that they belong to.
  if (log2 > 2 || chroma === 3) {
    const two = chroma === 2 && (!split || log2 === 3);
    ownCb = cb === 0 ? 0 : readChromaFlags(d, depth, two);
    ownCr = cr === 0 ? 0 : readChromaFlags(d, depth, two);
  }
  if (split) {
    const half = 1 << (log2 - 1);
    readTree(d, x, y, log2 - 1, depth + 1, 0, ownCb, ownCr);
    readTree(d, x + half, y, log2 - 1, depth + 1, 1, ownCb, ownCr);
    readTree(d, x, y + half, log2 - 1, depth + 1, 2, ownCb, ownCr);
    readTree(d, x + half, y + half, log2 - 1, depth + 1, 3, ownCb, ownCr);
    return;
  }
  const luma = decodeBin(c, context.cbfLuma + (depth === 0 ? 1 : 0));
  if ((luma | ownCb | ownCr) !== 0 && d.pps.cuQpDelta && !d.qpDeltaCoded) readQpDelta(d);
  reconstructLuma(d, x, y, log2, luma);
  if (chroma === 0) return;
  if (log2 > 2 || chroma === 3) {
    const log2C = chroma === 3 ? log2 : log2 - 1;
    reconstructChroma(d, x, y, log2C, 1, ownCb);
    reconstructChroma(d, x, y, log2C, 2, ownCr);
  } else if (index === 3) {
    reconstructChroma(d, x - 4, y - 4, 2, 1, ownCb);
    reconstructChroma(d, x - 4, y - 4, 2, 2, ownCr);
  }
}

function readChromaFlags(d: TreeDecoder, depth: number, two: boolean): number {
  const first = decodeBin(d.cabac, context.cbfChroma + depth);
  return two ? first | (decodeBin(d.cabac, context.cbfChroma + depth) << 1) : first;
}

/** cu_qp_delta_abs and its sign (clause 9.3.3.10). */
function readQpDelta(d: TreeDecoder): void {
  const { cabac: c } = d;
  let value = decodeBin(c, context.cuQpDelta);
  if (value === 1) {
    while (value < 5 && decodeBin(c, context.cuQpDelta + 1) === 1) value++;
    if (value === 5) {
      let order = 0;
      while (decodeBypass(c) === 1) {
        if (++order > 7) throw damaged("the quantiser is out of range");
      }
      value += (1 << order) - 1 + decodeBypassBits(c, order);
    }
  }
  applyQpDelta(d, value !== 0 && decodeBypass(c) === 1 ? -value : value);
}

function reconstructLuma(d: TreeDecoder, x: number, y: number, log2: number, coded: number): void {
  const mode = d.frame.mode[(y >> 2) * d.unitStride + (x >> 2)]!;
  predictIntra(d, 0, x, y, log2, mode);
  if (coded !== 0) {
    readResidual(d, 0, log2, log2 <= 3 ? scanOf(mode) : 0);
    addResidual(d, 0, x, y, log2);
  }
  markBlock(d, x, y, log2);
}

/** Predicts and reconstructs the chroma block, or the two one below the other, of the luma block at that position. */
function reconstructChroma(
  d: TreeDecoder,
  lumaX: number,
  lumaY: number,
  log2: number,
  component: number,
  coded: number,
): void {
  const { shiftX, shiftY } = d.frame.planes[component]!;
  const x = lumaX >> shiftX;
  const top = lumaY >> shiftY;
  const halfCu = d.cuLog2 - 1;
  const part = d.chroma === 3 && d.partsSplit ? (((lumaY - d.cuY) >> halfCu) << 1) | ((lumaX - d.cuX) >> halfCu) : 0;
  const mode = d.chromaModes[part]!;
  const scan = log2 === 2 || (log2 === 3 && d.chroma === 3) ? scanOf(mode) : 0;
  const blocks = d.chroma === 2 ? 2 : 1;
  for (let block = 0; block < blocks; block++) {
    const y = top + (block << log2);
    predictIntra(d, component, x, y, log2, mode);
    if (((coded >> block) & 1) === 0) continue;
    readResidual(d, component, log2, scan);
    addResidual(d, component, x, y, log2);
  }
}

/** scanIdx of small blocks (clause 7.4.9.11): along the other axis than the prediction. */
function scanOf(mode: number): number {
  if (mode >= 6 && mode <= 14) return 2;
  return mode >= 22 && mode <= 30 ? 1 : 0;
}
