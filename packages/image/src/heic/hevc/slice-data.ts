import { byteAfterCabac, decodeTerminate, startCabac } from "./cabac.ts";
import { readCodingQuadtree } from "./coding-quadtree.ts";
import { contextCount, initialiseContexts } from "./contexts.ts";
import { damaged } from "./damaged.ts";
import type { Frame } from "./frame.ts";
import { readSao } from "./sao-syntax.ts";
import type { SliceSegment } from "./slice-header.ts";
import { newScratch, type Scratch, type TreeDecoder, treeDecoder } from "./tree-decoder.ts";

/** Where the decoding of a picture stands between its slice segments. */
export interface Progress {
  /** Coding tree blocks decoded so far. */
  done: number;
  region: number;
  lastQp: number;
  /** Contexts at the end of the last segment, and after the second block of a row (clause 9.3.2.4). */
  readonly afterSegment: Uint8Array;
  readonly afterSecond: Uint8Array;
  readonly scratch: Scratch;
}

/** Before the first slice segment of a picture. */
export function newProgress(): Progress {
  return {
    done: 0,
    region: 0,
    lastQp: 0,
    afterSegment: new Uint8Array(contextCount),
    afterSecond: new Uint8Array(contextCount),
    scratch: newScratch(),
  };
}

/** Decodes slice_segment_data (ITU-T H.265 clause 7.3.8.1) into the frame. */
export function decodeSliceSegment(frame: Frame, segment: SliceSegment, progress: Progress): void {
  const { tiles, sliceOf, slices } = frame;
  const { columns, order, tile } = tiles;
  if (order[progress.done] !== segment.address) throw damaged("a slice is missing or comes twice");
  if (!segment.dependent) {
    slices.push(segment.slice);
    progress.region++;
    progress.lastQp = segment.slice.qp;
  }
  const { scratch, lastQp } = progress;
  const d = treeDecoder({ frame, slice: segment.slice, data: segment.data, scratch, lastQp });
  d.region = progress.region;
  startCabac(d.cabac, 0);
  for (let first = true; ; first = false) {
    const address = order[progress.done]!;
    const newTile = progress.done > 0 && tile[address] !== tile[order[progress.done - 1]!];
    if (newTile) d.region++;
    sliceOf[address] = slices.length - 1;
    startContexts(d, {
      address,
      newTile: newTile || progress.done === 0,
      first: first ? segment : undefined,
      progress,
    });
    enterTreeUnit(d, address);
    readTreeUnit(d, address);
    const column = address % columns;
    if (frame.pps.wavefront && column === tiles.tileStart[column]! + 1) progress.afterSecond.set(d.cabac.contexts);
    const ended = decodeTerminate(d.cabac) === 1;
    progress.done++;
    if (ended) break;
    const next = order[progress.done];
    if (next === undefined) throw damaged("a slice goes on beyond the picture");
    if (startsSubset(frame, address, next)) {
      if (decodeTerminate(d.cabac) === 0) throw damaged("a part of a slice does not end");
      startCabac(d.cabac, byteAfterCabac(d.cabac));
    }
  }
  progress.afterSegment.set(d.cabac.contexts);
  progress.region = d.region;
  progress.lastQp = d.lastQp;
}

/** True when the arithmetic decoder starts anew between the two blocks: in a new tile, or in a new row of a wavefront. */
function startsSubset(frame: Frame, address: number, next: number): boolean {
  const { tile, columns, tileStart } = frame.tiles;
  return tile[next] !== tile[address] || (frame.pps.wavefront && next % columns === tileStart[next % columns]);
}

/** Sets the contexts before a block where that is due (clause 9.3.1), and the quantiser that its first group builds on. */
function startContexts(
  d: TreeDecoder,
  params: { address: number; newTile: boolean; first: SliceSegment | undefined; progress: Progress },
): void {
  const { address, newTile, first, progress } = params;
  const { columns, tile, tileStart } = d.frame.tiles;
  const { sliceOf } = d.frame;
  const { contexts } = d.cabac;
  const column = address % columns;
  const rowStart = d.pps.wavefront && column === tileStart[column];
  if (newTile || rowStart) d.lastQp = d.slice.qp;
  if (newTile) {
    initialiseContexts(contexts, d.slice.qp);
  } else if (rowStart) {
    const aboveRight = address - columns + 1;
    const there =
      address >= columns &&
      column + 1 < columns &&
      sliceOf[aboveRight] === sliceOf[address] &&
      tile[aboveRight] === tile[address];
    if (there) contexts.set(progress.afterSecond);
    else initialiseContexts(contexts, d.slice.qp);
  } else if (first?.dependent === true) {
    contexts.set(progress.afterSegment);
  } else if (first) {
    initialiseContexts(contexts, d.slice.qp);
  }
}

/** Points the decoder at a coding tree block. */
function enterTreeUnit(d: TreeDecoder, address: number): void {
  const { columns, tile } = d.frame.tiles;
  const { sliceOf } = d.frame;
  const { ctbLog2 } = d.sps;
  const crossable = (other: number): boolean =>
    (sliceOf[other] === sliceOf[address] || d.slice.filterAcross) &&
    (tile[other] === tile[address] || d.pps.filterAcrossTiles);
  const column = address % columns;
  d.ctbX = column << ctbLog2;
  d.ctbY = Math.floor(address / columns) << ctbLog2;
  d.filterLeft = column > 0 && crossable(address - 1);
  d.filterUp = address >= columns && crossable(address - columns);
}

function readTreeUnit(d: TreeDecoder, address: number): void {
  if (d.slice.saoLuma || d.slice.saoChroma) readSao(d, address);
  readCodingQuadtree(d, d.ctbX, d.ctbY, d.sps.ctbLog2);
}
