import { leftEdge, upperEdge } from "./frame.ts";
import type { TreeDecoder } from "./tree-decoder.ts";

/**
 * Marks the luma block at that position as decoded, so that later ones may predict from it, and its left and upper side
 * as edges for the deblocking filter where they lie on its grid of 8 samples (ITU-T H.265 clause 8.7.2.3).
 */
export function markBlock(d: TreeDecoder, x: number, y: number, log2: number): void {
  const { region, edges } = d.frame;
  const stride = d.unitStride;
  const units = 1 << (log2 - 2);
  const start = (y >> 2) * stride + (x >> 2);
  for (let row = 0, at = start; row < units; row++, at += stride) {
    for (let i = 0; i < units; i++) region[at + i] = d.region;
  }
  if (!d.slice.deblocking) return;
  if ((x & 7) === 0 && (x > d.ctbX || d.filterLeft)) {
    for (let row = 0, at = start; row < units; row++, at += stride) edges[at] = edges[at]! | leftEdge;
  }
  if ((y & 7) === 0 && (y > d.ctbY || d.filterUp)) {
    for (let i = 0; i < units; i++) edges[start + i] = edges[start + i]! | upperEdge;
  }
}
