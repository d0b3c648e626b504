import { decodeBin, decodeTerminate } from "./cabac.ts";
import { context } from "./contexts.ts";
import { readPcm } from "./pcm.ts";
import { dc } from "./prediction-modes.ts";
import { readPredictionModes } from "./prediction-modes.ts";
import { startQpGroup } from "./quantiser.ts";
import { markBlock } from "./region.ts";
import { readTransformTree } from "./transform-tree.ts";
import type { TreeDecoder } from "./tree-decoder.ts";

/** Decodes coding_quadtree (ITU-T H.265 clause 7.3.8.4) at that luma position, which lies inside the picture. */
export function readCodingQuadtree(d: TreeDecoder, x: number, y: number, log2: number): void {
  const { width, height, minCbLog2, ctbLog2 } = d.sps;
  const size = 1 << log2;
  let split = log2 > minCbLog2;
  if (split && x + size <= width && y + size <= height) {
    const { region, depth } = d.frame;
    const unit = (y >> 2) * d.unitStride + (x >> 2);
    const own = ctbLog2 - log2;
    let deeper = 0;
    if (x > 0 && region[unit - 1] === d.region && depth[unit - 1]! > own) deeper++;
    if (y > 0 && region[unit - d.unitStride] === d.region && depth[unit - d.unitStride]! > own) deeper++;
    split = decodeBin(d.cabac, context.splitCu + deeper) === 1;
  }
  if (log2 >= d.qpGroupLog2) startQpGroup(d, x, y);
  if (!split) {
    readCodingUnit(d, x, y, log2);
    return;
  }
  const half = size >> 1;
  const right = x + half < width;
  const below = y + half < height;
  readCodingQuadtree(d, x, y, log2 - 1);
  if (right) readCodingQuadtree(d, x + half, y, log2 - 1);
  if (below) readCodingQuadtree(d, x, y + half, log2 - 1);
  if (right && below) readCodingQuadtree(d, x + half, y + half, log2 - 1);
}

/** Decodes coding_unit (clause 7.3.8.5) of an intra slice. */
function readCodingUnit(d: TreeDecoder, x: number, y: number, log2: number): void {
  const { cabac: c, frame, sps, pps } = d;
  d.cuX = x;
  d.cuY = y;
  d.cuLog2 = log2;
  d.lossless = pps.transquantBypass && decodeBin(c, context.transquantBypass) === 1;
  d.partsSplit = log2 === sps.minCbLog2 && decodeBin(c, context.partMode) === 0;
  const pcm = sps.pcm;
  const plain =
    pcm !== undefined && !d.partsSplit && log2 >= pcm.minLog2 && log2 <= pcm.maxLog2 && decodeTerminate(c) === 1;
  if (plain) {
    fillUnits(d, frame.mode, dc);
    readPcm(d, pcm);
    markBlock(d, x, y, log2);
  } else {
    readPredictionModes(d);
    readTransformTree(d);
  }
  d.lastQp = d.qp;
  fillUnits(d, frame.qp, d.qp);
  fillUnits(d, frame.depth, sps.ctbLog2 - log2);
  if (d.lossless || (plain && pcm.loopFilterDisabled)) fillUnits(d, frame.unfiltered, 1);
}

/** Sets the units of the current coding unit. */
function fillUnits(d: TreeDecoder, map: Uint8Array | Int8Array, value: number): void {
  const units = (1 << d.cuLog2) >> 2;
  let at = (d.cuY >> 2) * d.unitStride + (d.cuX >> 2);
  for (let row = 0; row < units; row++, at += d.unitStride) map.fill(value, at, at + units);
}
