import { decodeBin, decodeBypass, decodeBypassBits } from "./cabac.ts";
import { context } from "./contexts.ts";
import type { TreeDecoder } from "./tree-decoder.ts";

/** Intra prediction modes by name; 2 to 34 are directions. */
export const planar = 0;
export const dc = 1;
export const horizontal = 10;
export const vertical = 26;

const fromLuma = 4;
const diagonal = 34;

/** Table 8-3 (as corrected in 2016): a direction as it is where chroma has half the columns and all rows. */
// prettier-ignore
const mode422 = Uint8Array.of(
  0, 1, 2, 2, 2, 2, 3, 5, 7, 8, 10, 12, 13, 15, 17, 18, 19, 20, 21, 22, 23, 23, 24, 24, 25, 25, 26, 27, 27, 28, 28, 29, 29, 30, 31,
);

const modeOfChroma = [planar, vertical, horizontal, dc] as const;

/** Reads the prediction modes of the current coding unit's parts into `frame.mode` and `chromaModes`. */
export function readPredictionModes(d: TreeDecoder): void {
  const { cabac: c, frame } = d;
  const parts = d.partsSplit ? 4 : 1;
  const size = (1 << d.cuLog2) >> (d.partsSplit ? 1 : 0);
  let predicted = 0;
  for (let part = 0; part < parts; part++) predicted |= decodeBin(c, context.prevIntraLumaPred) << part;
  for (let part = 0; part < parts; part++) {
    const x = d.cuX + (part & 1) * size;
    const y = d.cuY + (part >> 1) * size;
    const mode = readLumaMode(d, { x, y, predicted: ((predicted >> part) & 1) === 1 });
    const units = size >> 2;
    const start = (y >> 2) * d.unitStride + (x >> 2);
    for (let row = 0; row < units; row++) {
      const at = start + row * d.unitStride;
      frame.mode.fill(mode, at, at + units);
    }
  }
  if (d.chroma === 0) return;
  const chromaParts = d.chroma === 3 ? parts : 1;
  for (let part = 0; part < chromaParts; part++) {
    const at = ((d.cuY + (part >> 1) * size) >> 2) * d.unitStride + ((d.cuX + (part & 1) * size) >> 2);
    d.chromaModes[part] = readChromaMode(d, frame.mode[at]!);
  }
}

/** Clause 8.4.2: one of the three most probable modes, or one of the other 32. */
function readLumaMode(d: TreeDecoder, part: { x: number; y: number; predicted: boolean }): number {
  const { cabac: c, frame } = d;
  const { x, y } = part;
  const unit = (y >> 2) * d.unitStride + (x >> 2);
  const leftThere = x > d.cuX || (x > 0 && frame.region[unit - 1] === d.region);
  // Modes of the coding tree blocks above are not looked at, so that nobody has to keep a row of them.
  const aboveThere = y > d.cuY || (y > d.ctbY && frame.region[unit - d.unitStride] === d.region);
  const a = leftThere ? frame.mode[unit - 1]! : dc;
  const b = aboveThere ? frame.mode[unit - d.unitStride]! : dc;
  let first = a;
  let second = b;
  let third: number;
  if (a !== b) {
    third = a !== planar && b !== planar ? planar : a !== dc && b !== dc ? dc : vertical;
  } else if (a < 2) {
    first = planar;
    second = dc;
    third = vertical;
  } else {
    second = 2 + ((a + 29) & 31);
    third = 2 + ((a - 1) & 31);
  }
  if (part.predicted) {
    if (decodeBypass(c) === 0) return first;
    return decodeBypass(c) === 0 ? second : third;
  }
  let mode = decodeBypassBits(c, 5);
  const low = Math.min(first, second, third);
  const high = Math.max(first, second, third);
  if (mode >= low) mode++;
  if (mode >= first + second + third - low - high) mode++;
  if (mode >= high) mode++;
  return mode;
}

/** Clause 8.4.3: the mode of luma, or one of four. */
function readChromaMode(d: TreeDecoder, luma: number): number {
  const { cabac: c } = d;
  const coded = decodeBin(c, context.intraChromaPred) === 0 ? fromLuma : decodeBypassBits(c, 2);
  let mode = luma;
  if (coded !== fromLuma) {
    mode = modeOfChroma[coded]!;
    if (mode === luma) mode = diagonal;
  }
  return d.chroma === 2 ? mode422[mode]! : mode;
}
