import { damaged } from "./damaged.ts";
import type { TreeDecoder } from "./tree-decoder.ts";

const qpOfChroma = [29, 30, 31, 32, 33, 33, 34, 34, 35, 35, 36, 36, 37, 37] as const;

/** Table 8-10: QpC of a chroma index; `chroma` is chroma_format_idc. */
export function chromaQp(index: number, chroma: number): number {
  if (chroma !== 1) return Math.min(index, 51);
  if (index < 30) return index;
  return index >= 43 ? index - 6 : qpOfChroma[index - 30]!;
}

/** Predicts the quantiser of the group of coding units that begins at that luma position (clause 8.6.1). */
export function startQpGroup(d: TreeDecoder, x: number, y: number): void {
  const { qp } = d.frame;
  const unit = (y >> 2) * d.unitStride + (x >> 2);
  // Within its coding tree block, what is left of and above a group is always there.
  const left = x > d.ctbX ? qp[unit - 1]! : d.lastQp;
  const above = y > d.ctbY ? qp[unit - d.unitStride]! : d.lastQp;
  d.predictedQp = (left + above + 1) >> 1;
  d.qpDeltaCoded = false;
  setQp(d, d.predictedQp);
}

/** Applies CuQpDeltaVal (equation 8-283). */
export function applyQpDelta(d: TreeDecoder, delta: number): void {
  const offset = 6 * (d.bitDepth - 8);
  if (delta < -(26 + offset / 2) || delta > 25 + offset / 2) throw damaged("the quantiser is out of range");
  d.qpDeltaCoded = true;
  setQp(d, ((d.predictedQp + delta + 52 + 2 * offset) % (52 + offset)) - offset);
}

function setQp(d: TreeDecoder, qp: number): void {
  const offset = 6 * (d.bitDepth - 8);
  d.qp = qp;
  d.scaleQp[0] = qp + offset;
  if (d.chroma === 0) return;
  const cb = Math.min(Math.max(qp + d.slice.cbQpOffset, -offset), 57);
  const cr = Math.min(Math.max(qp + d.slice.crQpOffset, -offset), 57);
  d.scaleQp[1] = chromaQp(cb, d.chroma) + offset;
  d.scaleQp[2] = chromaQp(cr, d.chroma) + offset;
}
