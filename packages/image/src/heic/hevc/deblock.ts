import { chromaQp } from "./quantiser.ts";
import { deblockChroma } from "./deblock-chroma.ts";
import { deblockLuma } from "./deblock-luma.ts";
import { type Frame, leftEdge, upperEdge } from "./frame.ts";

/** Table 8-12: beta' by Q. */
// prettier-ignore
const betaTable = Uint8Array.of(
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 22, 24,
  26, 28, 30, 32, 34, 36, 38, 40, 42, 44, 46, 48, 50, 52, 54, 56, 58, 60, 62, 64,
);

/** Table 8-12: tC' by Q. */
// prettier-ignore
const tcTable = Uint8Array.of(
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3,
  3, 3, 3, 4, 4, 4, 5, 5, 6, 6, 7, 8, 9, 10, 11, 13, 14, 16, 18, 20, 22, 24,
);

/** The boundary strength of intra blocks is 2, which raises Q by this. */
const intraStrength = 2;

/** The deblocking filter over the whole picture (ITU-T H.265 clause 8.7.2): all upright edges, then all level ones. */
export function deblock(frame: Frame): void {
  if (!frame.slices.some((slice) => slice.deblocking)) return;
  deblockDirection(frame, leftEdge);
  deblockDirection(frame, upperEdge);
}

function deblockDirection(frame: Frame, direction: number): void {
  const { edges, qp, unfiltered, unitStride, unitRows, planes, sps, pps, slices, sliceOf, tiles } = frame;
  const upright = direction === leftEdge;
  const before = upright ? 1 : unitStride;
  const scale = 1 << (sps.bitDepth - 8);
  const ctbShift = sps.ctbLog2 - 2;
  const luma = planes[0]!;
  // Steps between samples across the edge and along it.
  const across = upright ? 1 : luma.stride;
  const along = upright ? luma.stride : 1;
  const max = (1 << sps.bitDepth) - 1;
  const stepX = upright ? 2 : 1;
  const stepY = upright ? 1 : 2;
  for (let unitY = 0; unitY < unitRows; unitY += stepY) {
    for (let unitX = 0; unitX < unitStride; unitX += stepX) {
      const unit = unitY * unitStride + unitX;
      if ((edges[unit]! & direction) === 0) continue;
      const slice = slices[sliceOf[(unitY >> ctbShift) * tiles.columns + (unitX >> ctbShift)]!]!;
      const mean = (qp[unit]! + qp[unit - before]! + 1) >> 1;
      const keepP = unfiltered[unit - before] === 1;
      const keepQ = unfiltered[unit] === 1;
      const beta = betaTable[clip(mean + slice.betaOffset, 51)]! * scale;
      const tc = tcTable[clip(mean + intraStrength + slice.tcOffset, 53)]! * scale;
      const at = 4 * unitY * luma.stride + 4 * unitX;
      deblockLuma(luma.samples, at, across, along, { beta, tc, max, keepP, keepQ });
      for (let component = 1; component < planes.length; component++) {
        const plane = planes[component]!;
        // Edges of chroma lie on a grid of 8 chroma samples.
        const place = upright ? (4 * unitX) >> plane.shiftX : (4 * unitY) >> plane.shiftY;
        if ((place & 7) !== 0) continue;
        const offset = component === 1 ? pps.cbQpOffset : pps.crQpOffset;
        const q = chromaQp(mean + offset, sps.chroma) + intraStrength + slice.tcOffset;
        deblockChroma(plane.samples, {
          at: ((4 * unitY) >> plane.shiftY) * plane.stride + ((4 * unitX) >> plane.shiftX),
          across: upright ? 1 : plane.stride,
          along: upright ? plane.stride : 1,
          count: 4 >> (upright ? plane.shiftY : plane.shiftX),
          tc: tcTable[clip(q, 53)]! * scale,
          max,
          keepP,
          keepQ,
        });
      }
    }
  }
}

function clip(value: number, max: number): number {
  return value < 0 ? 0 : value > max ? max : value;
}
