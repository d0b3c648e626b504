import type { Plane } from "./frame.ts";
import { inverseDct, inverseDst } from "./inverse-transform.ts";
import type { TreeDecoder } from "./tree-decoder.ts";

/**
 * Turns the coefficients of the last residual to differences (ITU-T H.265 clause 8.6.2), adds them to the prediction that
 * stands at that position of the component, and leaves the coefficients 0.
 */
export function addResidual(d: TreeDecoder, component: number, x: number, y: number, log2: number): void {
  const { scratch, bitDepth } = d;
  const block = scratch.coefficients;
  const plane = d.frame.planes[component]!;
  const at = y * plane.stride + x;
  if (d.lossless) {
    addBlock(plane, at, block, log2, bitDepth);
  } else if (d.transformSkip) {
    const shift = 20 - bitDepth;
    const half = 1 << (shift - 1);
    for (let i = 0; i < 16; i++) block[i] = ((block[i]! << 7) + half) >> shift;
    addBlock(plane, at, block, log2, bitDepth);
  } else if (component === 0 && log2 === 2) {
    inverseDst(block, scratch, bitDepth);
    addBlock(plane, at, block, log2, bitDepth);
  } else if (d.dcOnly) {
    const shift = 20 - bitDepth;
    const first = (block[0]! * 64 + 64) >> 7;
    addConstant(plane, at, (first * 64 + (1 << (shift - 1))) >> shift, log2, bitDepth);
    block[0] = 0;
    return;
  } else {
    inverseDct(block, scratch, { log2, reachX: d.reachX, reachY: d.reachY, bitDepth });
    addBlock(plane, at, block, log2, bitDepth);
  }
  block.fill(0, 0, 1 << (2 * log2));
}

function addBlock(plane: Plane, start: number, block: Int32Array, log2: number, bitDepth: number): void {
  const { samples, stride } = plane;
  const size = 1 << log2;
  const max = (1 << bitDepth) - 1;
  for (let y = 0, at = start, i = 0; y < size; y++, at += stride - size) {
    for (let x = 0; x < size; x++, at++, i++) {
      const value = samples[at]! + block[i]!;
      samples[at] = value < 0 ? 0 : value > max ? max : value;
    }
  }
}

function addConstant(plane: Plane, start: number, change: number, log2: number, bitDepth: number): void {
  const { samples, stride } = plane;
  const size = 1 << log2;
  const max = (1 << bitDepth) - 1;
  for (let y = 0, at = start; y < size; y++, at += stride - size) {
    for (let x = 0; x < size; x++, at++) {
      const value = samples[at]! + change;
      samples[at] = value < 0 ? 0 : value > max ? max : value;
    }
  }
}
