import { zigzag } from "../quantisation.ts";
import {
  type BitReader,
  bitReader,
  type HuffmanReader,
  isExhausted,
  restart,
  takeBits,
  takeSigned,
  takeSymbol,
} from "./bit-reader.ts";

/** One component's coefficients, whole blocks, padded to whole MCUs. */
export interface Plane {
  readonly h: number;
  readonly v: number;
  /** Blocks that hold samples, and blocks that there are in a row. */
  readonly columns: number;
  readonly rows: number;
  readonly stride: number;
  /** Number of its quantisation table. */
  readonly table: number;
  /** Its samples per pixel of the picture, each way; 1 or less. */
  readonly scale: { readonly x: number; readonly y: number };
  /** 64 per block, row by row of frequencies. */
  readonly coefficients: Int16Array;
}

interface ScanPart {
  readonly plane: Plane;
  readonly dc: HuffmanReader | undefined;
  readonly ac: HuffmanReader | undefined;
}

export interface Scan {
  readonly parts: readonly ScanPart[];
  readonly progressive: boolean;
  /** Spectral selection and successive approximation (T.81 table B.3). */
  readonly first: number;
  readonly last: number;
  readonly high: number;
  readonly low: number;
  readonly restartInterval: number;
  readonly mcusPerRow: number;
  readonly mcuRows: number;
}

/**
 * Reads the entropy-coded data of a scan, baseline or progressive, from `start` on, and adds it to its planes.
 * @returns whether all of it was there and made sense
 */
export function readScan(bytes: Uint8Array, start: number, scan: Scan): boolean {
  const reader = bitReader(bytes, start);
  const state = { predictions: scan.parts.map(() => 0), endOfBand: 0 };
  const readBlock = blockReader(reader, scan, state);
  const [single] = scan.parts;
  const alone = scan.parts.length === 1 && single !== undefined;
  const columns = alone ? single.plane.columns : scan.mcusPerRow;
  const rows = alone ? single.plane.rows : scan.mcuRows;
  let untilRestart = scan.restartInterval;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (scan.restartInterval > 0 && untilRestart-- === 0) {
        if (!restart(reader)) return false;
        state.predictions.fill(0);
        state.endOfBand = 0;
        untilRestart = scan.restartInterval - 1;
      }
      if (alone) {
        if (!readBlock(0, row * single.plane.stride + column)) return false;
        continue;
      }
      for (let i = 0; i < scan.parts.length; i++) {
        const { h, v, stride } = scan.parts[i]!.plane;
        for (let y = 0; y < v; y++) {
          for (let x = 0; x < h; x++) {
            if (!readBlock(i, (row * v + y) * stride + column * h + x)) return false;
          }
        }
      }
    }
    // Nothing but made-up zeros would follow.
    if (isExhausted(reader)) return false;
  }
  return true;
}

type BlockReader = (part: number, block: number) => boolean;

function blockReader(reader: BitReader, scan: Scan, state: { predictions: number[]; endOfBand: number }): BlockReader {
  const { parts, progressive, first, last, high, low } = scan;

  const readDc = (part: number, at: number, shift: number): boolean => {
    const { plane, dc } = parts[part]!;
    const length = dc === undefined ? -1 : takeSymbol(reader, dc);
    if (length < 0 || length > 11) return false;
    state.predictions[part] = state.predictions[part]! + takeSigned(reader, length);
    plane.coefficients[at] = state.predictions[part] << shift;
    return true;
  };

  const baseline: BlockReader = (part, block) => {
    const { plane, ac } = parts[part]!;
    const at = 64 * block;
    if (ac === undefined || !readDc(part, at, 0)) return false;
    for (let k = 1; k < 64; k++) {
      const symbol = takeSymbol(reader, ac);
      if (symbol < 0) return false;
      const length = symbol & 15;
      k += symbol >> 4;
      if (length === 0) {
        if (symbol >> 4 < 15) break;
        continue;
      }
      if (k > 63) return false;
      plane.coefficients[at + zigzag[k]!] = takeSigned(reader, length);
    }
    return true;
  };

  const dcFirst: BlockReader = (part, block) => readDc(part, 64 * block, low);

  const dcMore: BlockReader = (part, block) => {
    const { coefficients } = parts[part]!.plane;
    if (takeBits(reader, 1) === 1) coefficients[64 * block] = coefficients[64 * block]! | (1 << low);
    return true;
  };

  const acFirst: BlockReader = (part, block) => {
    const { plane, ac } = parts[part]!;
    if (state.endOfBand > 0) {
      state.endOfBand--;
      return true;
    }
    if (ac === undefined) return false;
    for (let k = first; k <= last; k++) {
      const symbol = takeSymbol(reader, ac);
      if (symbol < 0) return false;
      const run = symbol >> 4;
      const length = symbol & 15;
      if (length === 0 && run < 15) {
        state.endOfBand = (1 << run) - 1 + takeBits(reader, run);
        break;
      }
      k += run;
      if (length === 0) continue;
      if (k > last) return false;
      plane.coefficients[64 * block + zigzag[k]!] = takeSigned(reader, length) * (1 << low);
    }
    return true;
  };

  // T.81 G.1.2.3: values that are there already get a bit each, in between new ones of one bit.
  const acMore: BlockReader = (part, block) => {
    const { plane, ac } = parts[part]!;
    const { coefficients } = plane;
    const at = 64 * block;
    const step = 1 << low;
    const refine = (place: number): void => {
      const value = coefficients[place]!;
      if (takeBits(reader, 1) === 1 && (Math.abs(value) & step) === 0) {
        coefficients[place] = value + (value > 0 ? step : -step);
      }
    };
    let k = first;
    if (state.endOfBand === 0) {
      if (ac === undefined) return false;
      for (; k <= last; k++) {
        const symbol = takeSymbol(reader, ac);
        if (symbol < 0) return false;
        let run = symbol >> 4;
        let fresh = 0;
        if ((symbol & 15) === 0) {
          if (run < 15) {
            state.endOfBand = (1 << run) + takeBits(reader, run);
            break;
          }
        } else fresh = takeBits(reader, 1) === 1 ? step : -step;
        for (; k <= last; k++) {
          const place = at + zigzag[k]!;
          if (coefficients[place] !== 0) refine(place);
          else if (run-- === 0) {
            if (fresh !== 0) coefficients[place] = fresh;
            break;
          }
        }
      }
    }
    if (state.endOfBand > 0) {
      for (; k <= last; k++) {
        const place = at + zigzag[k]!;
        if (coefficients[place] !== 0) refine(place);
      }
      state.endOfBand--;
    }
    return true;
  };

  if (!progressive) return baseline;
  if (first === 0) return high === 0 ? dcFirst : dcMore;
  return high === 0 ? acFirst : acMore;
}
