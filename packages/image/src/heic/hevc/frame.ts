import type { PictureParameters } from "./picture-parameters.ts";
import type { SequenceParameters } from "./sequence-parameters.ts";
import type { Slice } from "./slice-header.ts";
import { type TileMap, tileMap } from "./tiles.ts";

/** Samples of one colour component, in rows of `stride`. */
export interface Plane {
  readonly samples: Uint16Array;
  readonly stride: number;
  readonly height: number;
  /** Logarithms of how many luma columns and rows share a sample. */
  readonly shiftX: number;
  readonly shiftY: number;
}

/** Numbers of `sao` for each coding tree block and component: type, band position or edge class, four offsets. */
export const saoFields = 6;

/** Bits of `edges`: a transform block begins here, and the loop filter may work over its left or upper side. */
export const leftEdge = 1;
export const upperEdge = 2;

/**
 * The picture that is being decoded, and what later blocks and the loop filters must know of earlier ones. Maps are per
 * unit of 4x4 luma samples, in rows of `unitStride`, or per coding tree block.
 */
export interface Frame {
  readonly sps: SequenceParameters;
  readonly pps: PictureParameters;
  readonly tiles: TileMap;
  readonly planes: readonly Plane[];
  readonly unitStride: number;
  readonly unitRows: number;
  /** Which run of blocks that may predict from each other a decoded unit belongs to; 0 is not decoded yet. */
  readonly region: Uint32Array;
  /** Depth of the coding quadtree. */
  readonly depth: Uint8Array;
  /** Luma prediction mode. */
  readonly mode: Uint8Array;
  /** QpY. */
  readonly qp: Int8Array;
  readonly edges: Uint8Array;
  /** 1 where loop filters change no sample. */
  readonly unfiltered: Uint8Array;
  /** Slices in order, and the one of each coding tree block, -1 as long as it is not decoded. */
  readonly slices: Slice[];
  readonly sliceOf: Int32Array;
  readonly sao: Int16Array;
}

export function newFrame(sps: SequenceParameters, pps: PictureParameters): Frame {
  const ctb = 1 << sps.ctbLog2;
  const tiles = tileMap(pps, Math.ceil(sps.width / ctb), Math.ceil(sps.height / ctb));
  const ctbs = tiles.columns * tiles.rows;
  const unitStride = sps.width >> 2;
  const unitRows = sps.height >> 2;
  const units = unitStride * unitRows;
  const planes = Array.from({ length: sps.chroma === 0 ? 1 : 3 }, (_, component): Plane => {
    const shiftX = component > 0 && sps.chroma !== 3 ? 1 : 0;
    const shiftY = component > 0 && sps.chroma === 1 ? 1 : 0;
    const stride = sps.width >> shiftX;
    const height = sps.height >> shiftY;
    return { samples: new Uint16Array(stride * height), stride, height, shiftX, shiftY };
  });
  return {
    sps,
    pps,
    tiles,
    planes,
    unitStride,
    unitRows,
    region: new Uint32Array(units),
    depth: new Uint8Array(units),
    mode: new Uint8Array(units),
    qp: new Int8Array(units),
    edges: new Uint8Array(units),
    unfiltered: new Uint8Array(units),
    slices: [],
    sliceOf: new Int32Array(ctbs).fill(-1),
    sao: new Int16Array(ctbs * 3 * saoFields),
  };
}
