import { decodeBin, decodeBypass, decodeBypassBits } from "./cabac.ts";
import { context } from "./contexts.ts";
import { saoFields } from "./frame.ts";
import type { TreeDecoder } from "./tree-decoder.ts";

/** Values of the first of the `saoFields`. */
export const saoBand = 1;
export const saoEdge = 2;

/** Reads the sample adaptive offsets of the coding tree block at that address (ITU-T H.265 clause 7.3.8.3). */
export function readSao(d: TreeDecoder, address: number): void {
  const { frame, cabac: c, slice } = d;
  const { sao, tiles, sliceOf } = frame;
  const { columns, tile } = tiles;
  const fields = 3 * saoFields;
  const mergeable = (other: number): boolean =>
    sliceOf[other] === sliceOf[address] && tile[other] === tile[address] && decodeBin(c, context.saoMerge) === 1;
  const start = address * fields;
  if (address % columns > 0 && mergeable(address - 1)) {
    sao.copyWithin(start, start - fields, start);
    return;
  }
  if (address >= columns && mergeable(address - columns)) {
    const above = start - columns * fields;
    sao.copyWithin(start, above, above + fields);
    return;
  }
  if (slice.saoLuma) readComponent(d, start, 0);
  if (slice.saoChroma) {
    readComponent(d, start + saoFields, 1);
    readComponent(d, start + 2 * saoFields, 2);
  }
}

function readComponent(d: TreeDecoder, at: number, component: number): void {
  const { cabac: c } = d;
  const { sao } = d.frame;
  // Both chroma components share the kind and the direction.
  if (component === 2) sao[at] = sao[at - saoFields]!;
  else sao[at] = decodeBin(c, context.saoType) === 0 ? 0 : decodeBypass(c) === 0 ? saoBand : saoEdge;
  if (sao[at] === 0) return;
  const max = (1 << (Math.min(d.bitDepth, 10) - 5)) - 1;
  for (let i = 0; i < 4; i++) {
    let offset = 0;
    while (offset < max && decodeBypass(c) === 1) offset++;
    sao[at + 2 + i] = offset;
  }
  if (sao[at] === saoBand) {
    for (let i = 0; i < 4; i++) {
      if (sao[at + 2 + i] !== 0 && decodeBypass(c) === 1) sao[at + 2 + i] = -sao[at + 2 + i]!;
    }
    sao[at + 1] = decodeBypassBits(c, 5);
    return;
  }
  sao[at + 4] = -sao[at + 4]!;
  sao[at + 5] = -sao[at + 5]!;
  sao[at + 1] = component === 2 ? sao[at + 1 - saoFields]! : decodeBypassBits(c, 2);
}
