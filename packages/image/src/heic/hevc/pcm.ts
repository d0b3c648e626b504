import { startRaw, rawBits, endRaw } from "./cabac.ts";
import type { PcmParameters } from "./sequence-parameters.ts";
import type { TreeDecoder } from "./tree-decoder.ts";

/** Reads the samples of a coding unit that is coded without prediction (ITU-T H.265 clause 7.3.8.7). */
export function readPcm(d: TreeDecoder, pcm: PcmParameters): void {
  const { cabac: c } = d;
  startRaw(c);
  for (const [component, { samples, stride, shiftX, shiftY }] of d.frame.planes.entries()) {
    const bits = component === 0 ? pcm.lumaBits : pcm.chromaBits;
    const shift = d.bitDepth - bits;
    const width = (1 << d.cuLog2) >> shiftX;
    const height = (1 << d.cuLog2) >> shiftY;
    let row = (d.cuY >> shiftY) * stride + (d.cuX >> shiftX);
    for (let y = 0; y < height; y++, row += stride) {
      for (let x = 0; x < width; x++) samples[row + x] = rawBits(c, bits) << shift;
    }
  }
  endRaw(c);
}
