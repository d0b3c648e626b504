import { dc, horizontal, vertical } from "./prediction-modes.ts";
import type { TreeDecoder } from "./tree-decoder.ts";

/** From this distance to the straight directions on, by the logarithm of the block's size (table 8-4). */
const minDistance = [0, 0, 0, 7, 1, 0] as const;

/** Smooths the line of references where the mode and the size of the block ask for it (ITU-T H.265 clause 8.4.4.2.3). */
export function smoothReferences(
  d: TreeDecoder,
  line: Int32Array,
  params: { component: number; log2: number; mode: number },
): Int32Array {
  const { component, log2, mode } = params;
  if (log2 === 2 || mode === dc || d.sps.intraSmoothingDisabled || (component > 0 && d.chroma !== 3)) return line;
  if (Math.min(Math.abs(mode - vertical), Math.abs(mode - horizontal)) <= minDistance[log2 as 3]) return line;
  const filtered = d.scratch.filtered;
  const end = 4 << log2;
  filtered[0] = line[0]!;
  filtered[end] = line[end]!;
  if (component === 0 && log2 === 5 && d.sps.strongIntraSmoothing && nearlyStraight(line, d.bitDepth)) {
    const left = line[0]!;
    const corner = line[64]!;
    const right = line[128]!;
    for (let i = 1; i < 64; i++) {
      filtered[i] = ((64 - i) * left + i * corner + 32) >> 6;
      filtered[64 + i] = ((64 - i) * corner + i * right + 32) >> 6;
    }
    filtered[64] = corner;
    return filtered;
  }
  for (let i = 1; i < end; i++) filtered[i] = (line[i - 1]! + 2 * line[i]! + line[i + 1]! + 2) >> 2;
  return filtered;
}

/** True when both arms of a 32x32 block's line are close to straight. */
function nearlyStraight(line: Int32Array, bitDepth: number): boolean {
  const limit = 1 << (bitDepth - 5);
  return (
    Math.abs(line[64]! + line[128]! - 2 * line[96]!) < limit && Math.abs(line[64]! + line[0]! - 2 * line[32]!) < limit
  );
}
