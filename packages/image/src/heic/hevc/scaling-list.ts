import type { BitReader } from "./bit-reader.ts";
import { scans } from "./scan-order.ts";

/**
 * Weights of the coefficients of intra blocks (ITU-T H.265 clause 7.4.5): by the logarithm of the block's size minus 2,
 * then by colour component, row by row.
 */
export type ScalingFactors = readonly (readonly Uint8Array[])[];

/** A list as it is coded: 16 or 64 weights in diagonal order, and the weight of the lowest frequency. */
interface List {
  readonly weights: Uint8Array;
  readonly dc: number;
}

const flat: List = { weights: new Uint8Array(16).fill(16), dc: 16 };

/** Table 7-6, matrixId 0 to 2; blocks of inter prediction (matrixId 3 to 5) do not occur in still pictures. */
const intraDefault: List = {
  // prettier-ignore
  weights: Uint8Array.of(
    16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 17, 16, 17, 16, 17, 18, 17, 18, 18, 17, 18, 21, 19, 20, 21, 20, 19, 21, 24, 22, 22, 24,
    24, 22, 22, 24, 25, 25, 27, 30, 27, 25, 25, 29, 31, 35, 35, 31, 29, 36, 41, 44, 41, 36, 47, 54, 54, 47, 65, 70, 65, 88, 88, 115,
  ),
  dc: 16,
};

const defaultList = (sizeId: number): List => (sizeId === 0 ? flat : intraDefault);

/** The lists of clause 7.4.5 that hold when a sequence enables scaling lists and sends none. */
export function defaultScalingFactors(): ScalingFactors {
  return factors([0, 1, 2, 3].map((sizeId) => Array.from({ length: 6 }, () => defaultList(sizeId))));
}

/** Reads scaling_list_data (clause 7.3.4). */
export function readScalingFactors(reader: BitReader): ScalingFactors {
  const lists: List[][] = [];
  for (let sizeId = 0; sizeId < 4; sizeId++) {
    const ofSize: List[] = [];
    const step = sizeId === 3 ? 3 : 1;
    for (let matrixId = 0; matrixId < 6; matrixId += step) {
      if (reader.flag()) {
        ofSize[matrixId] = readList(reader, sizeId);
        continue;
      }
      const delta = reader.ue(matrixId / step) * step;
      ofSize[matrixId] = delta === 0 ? defaultList(sizeId) : ofSize[matrixId - delta]!;
    }
    lists.push(ofSize);
  }
  // Clause 7.3.4 sends no 32x32 lists for chroma: those of 16x16 take their place where chroma is not subsampled.
  for (const matrixId of [1, 2]) lists[3]![matrixId] = lists[2]![matrixId]!;
  return factors(lists);
}

function readList(reader: BitReader, sizeId: number): List {
  const weights = new Uint8Array(sizeId === 0 ? 16 : 64);
  let next = 8;
  let dc = 16;
  if (sizeId > 1) {
    dc = reader.se(-7, 247) + 8;
    next = dc;
  }
  for (let i = 0; i < weights.length; i++) {
    next = (next + reader.se(-128, 127) + 256) & 255;
    weights[i] = next;
  }
  return { weights, dc };
}

function factors(lists: List[][]): ScalingFactors {
  return lists.map((ofSize, sizeId) => [0, 1, 2].map((component) => spread(ofSize[component]!, sizeId)));
}

/** Lays a list out over the block: each weight of an 8x8 list stands for a square of coefficients in larger blocks. */
function spread(list: List, sizeId: number): Uint8Array {
  const log2 = sizeId + 2;
  const listLog2 = Math.min(log2, 3);
  const { index } = scans[0]![listLog2]!;
  const shift = log2 - listLog2;
  const block = new Uint8Array(1 << (2 * log2));
  for (let i = 0; i < block.length; i++) {
    const x = (i & ((1 << log2) - 1)) >> shift;
    const y = (i >> log2) >> shift;
    block[i] = list.weights[index[(y << listLog2) + x]!]!;
  }
  if (sizeId > 1) block[0] = list.dc;
  return block;
}
