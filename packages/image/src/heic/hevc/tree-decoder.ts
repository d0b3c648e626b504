import { type Cabac, cabac } from "./cabac.ts";
import type { Frame } from "./frame.ts";
import type { PictureParameters } from "./picture-parameters.ts";
import type { SequenceParameters } from "./sequence-parameters.ts";
import type { Slice } from "./slice-header.ts";

/**
 * Everything that the decoding of a coding tree unit reads and changes. One object of a fixed shape, made once per
 * slice segment, so that the functions of the inner loops find numbers and arrays where they expect them.
 */
export interface TreeDecoder {
  readonly frame: Frame;
  readonly cabac: Cabac;
  readonly sps: SequenceParameters;
  readonly pps: PictureParameters;
  readonly slice: Slice;
  readonly scratch: Scratch;
  readonly chroma: number;
  readonly bitDepth: number;
  readonly unitStride: number;
  /** The number in `frame.region` of blocks that the current one may predict from. */
  region: number;
  /** Luma position of the current coding tree block, and whether its left and upper side may be filtered. */
  ctbX: number;
  ctbY: number;
  filterLeft: boolean;
  filterUp: boolean;
  /** Smallest block with a quantiser of its own. */
  readonly qpGroupLog2: number;
  /** QpY: of the coding unit before, as predicted for the current group, and of the current coding unit. */
  lastQp: number;
  predictedQp: number;
  qp: number;
  qpDeltaCoded: boolean;
  /** Qp'Y, Qp'Cb and Qp'Cr: `qp` as coefficients are scaled by it. */
  readonly scaleQp: Int32Array;
  /** cu_transquant_bypass_flag */
  lossless: boolean;
  /** The current coding unit: position, logarithm of its size, whether it is split into four parts (PART_NxN). */
  cuX: number;
  cuY: number;
  cuLog2: number;
  partsSplit: boolean;
  /** Chroma prediction mode of each part. */
  readonly chromaModes: Uint8Array;
  /** The last residual: whether the transform is skipped, whether only its lowest frequency is set, how far it reaches. */
  transformSkip: boolean;
  dcOnly: boolean;
  reachX: number;
  reachY: number;
}

/** Arrays that are used and left behind within one block. */
export interface Scratch {
  /** Coefficients of a transform block in rows of its size; all 0 between blocks. */
  readonly coefficients: Int32Array;
  readonly columns: Int32Array;
  readonly sums: Int32Array;
  readonly codedSubBlocks: Uint8Array;
  readonly positions: Uint8Array;
  readonly levels: Int32Array;
  readonly references: Int32Array;
  readonly filtered: Int32Array;
  readonly line: Int32Array;
}

/** Makes them, all 0. */
export function newScratch(): Scratch {
  return {
    coefficients: new Int32Array(32 * 32),
    columns: new Int32Array(32 * 32),
    sums: new Int32Array(64),
    codedSubBlocks: new Uint8Array(64),
    positions: new Uint8Array(16),
    levels: new Int32Array(16),
    references: new Int32Array(4 * 32 + 1),
    filtered: new Int32Array(4 * 32 + 1),
    line: new Int32Array(32 + 2 * 32 + 1),
  };
}

export function treeDecoder(parts: {
  frame: Frame;
  slice: Slice;
  data: Uint8Array;
  scratch: Scratch;
  lastQp: number;
}): TreeDecoder {
  const { sps, pps, unitStride } = parts.frame;
  return {
    frame: parts.frame,
    cabac: cabac(parts.data),
    sps,
    pps,
    slice: parts.slice,
    scratch: parts.scratch,
    chroma: sps.chroma,
    bitDepth: sps.bitDepth,
    unitStride,
    region: 0,
    ctbX: 0,
    ctbY: 0,
    filterLeft: false,
    filterUp: false,
    qpGroupLog2: sps.ctbLog2 - pps.cuQpDeltaDepth,
    lastQp: parts.lastQp,
    predictedQp: 0,
    qp: 0,
    qpDeltaCoded: false,
    scaleQp: new Int32Array(3),
    lossless: false,
    cuX: 0,
    cuY: 0,
    cuLog2: 0,
    partsSplit: false,
    chromaModes: new Uint8Array(4),
    transformSkip: false,
    dcOnly: false,
    reachX: 0,
    reachY: 0,
  };
}
