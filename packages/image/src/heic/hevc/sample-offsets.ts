import { type Frame, type Plane, saoFields } from "./frame.ts";
import { saoBand, saoEdge } from "./sao-syntax.ts";

/** A coding tree block of one component: where it lies, and which of the blocks around it may be looked at. */
interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** By `3 * (row + 1) + column + 1` of the block around, -1 to 1 each. */
  readonly around: readonly boolean[];
}

/** Column and row of the first of the two neighbours that a class compares with; the other lies opposite (table 8-13). */
const directions = [
  [-1, 0],
  [0, -1],
  [-1, -1],
  [1, -1],
] as const;

/** Sample adaptive offset over the whole picture (ITU-T H.265 clause 8.7.3). */
export function addSampleOffsets(frame: Frame): void {
  for (const [component, plane] of frame.planes.entries()) {
    let source: Uint16Array | undefined;
    const { columns, rows } = frame.tiles;
    for (let address = 0; address < columns * rows; address++) {
      const at = (3 * address + component) * saoFields;
      const type = frame.sao[at]!;
      if (type === 0) continue;
      // Offsets are decided by deblocked samples, of which neighbours must be found unchanged.
      source ??= plane.samples.slice();
      const fields = frame.sao.subarray(at, at + saoFields);
      const area = areaOf(frame, plane, address);
      if (type === saoBand) addBandOffsets(plane, source, area, fields, frame.sps.bitDepth);
      if (type === saoEdge) addEdgeOffsets(plane, source, area, fields, frame.sps.bitDepth);
      restoreUnfiltered(frame, plane, source, area);
    }
  }
}

function areaOf(frame: Frame, plane: Plane, address: number): Area {
  const { columns, rows, tile } = frame.tiles;
  const { sliceOf, slices, pps, sps } = frame;
  const column = address % columns;
  const row = Math.floor(address / columns);
  const width = (1 << sps.ctbLog2) >> plane.shiftX;
  const height = (1 << sps.ctbLog2) >> plane.shiftY;
  const around: boolean[] = [];
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const inside = column + dx >= 0 && column + dx < columns && row + dy >= 0 && row + dy < rows;
      const other = address + dy * columns + dx;
      // Of two slices the later one says whether filters reach over their boundary.
      const later = slices[Math.max(sliceOf[address]!, sliceOf[other] ?? 0)]!;
      around.push(
        inside &&
          (sliceOf[other] === sliceOf[address] || later.filterAcross) &&
          (tile[other] === tile[address] || pps.filterAcrossTiles),
      );
    }
  }
  return {
    left: column * width,
    right: Math.min((column + 1) * width, plane.stride),
    top: row * height,
    bottom: Math.min((row + 1) * height, plane.height),
    around,
  };
}

function addBandOffsets(plane: Plane, source: Uint16Array, area: Area, fields: Int16Array, bitDepth: number): void {
  const { samples, stride } = plane;
  const shift = bitDepth - 5;
  const max = (1 << bitDepth) - 1;
  const offsets = new Int16Array(32);
  for (let i = 0; i < 4; i++) offsets[(fields[1]! + i) & 31] = fields[2 + i]!;
  for (let y = area.top; y < area.bottom; y++) {
    const end = y * stride + area.right;
    for (let at = y * stride + area.left; at < end; at++) {
      const value = source[at]! + offsets[source[at]! >> shift]!;
      samples[at] = value < 0 ? 0 : value > max ? max : value;
    }
  }
}

function addEdgeOffsets(plane: Plane, source: Uint16Array, area: Area, fields: Int16Array, bitDepth: number): void {
  const { stride } = plane;
  const { left, right, top, bottom, around } = area;
  const [dx, dy] = directions[fields[1] as 0];
  const step = dy * stride + dx;
  // By edgeIdx before its renumbering: a valley, a hollow corner, nothing, a full corner, a peak.
  const offsets = Int16Array.of(fields[2]!, fields[3]!, 0, fields[4]!, fields[5]!);
  const max = (1 << bitDepth) - 1;
  for (let y = top; y < bottom; y++) {
    const up = y === top ? -1 : 0;
    const down = y === bottom - 1 ? 1 : 0;
    const usable = (column: number): boolean => {
      for (const sign of [1, -1]) {
        const atX = sign * dx === column ? column : 0;
        const atY = sign * dy < 0 ? up : sign * dy > 0 ? down : 0;
        if (around[3 * (atY + 1) + atX + 1] !== true) return false;
      }
      return true;
    };
    const row = y * stride;
    if (usable(-1)) addSpan(plane.samples, source, row + left, row + left + 1, step, offsets, max);
    if (usable(0)) addSpan(plane.samples, source, row + left + 1, row + right - 1, step, offsets, max);
    if (usable(1)) addSpan(plane.samples, source, row + right - 1, row + right, step, offsets, max);
  }
}

function addSpan(
  samples: Uint16Array,
  source: Uint16Array,
  from: number,
  to: number,
  step: number,
  offsets: Int16Array,
  max: number,
): void {
  for (let at = from; at < to; at++) {
    const own = source[at]!;
    const a = source[at + step]!;
    const b = source[at - step]!;
    const index = 2 + (own > a ? 1 : own < a ? -1 : 0) + (own > b ? 1 : own < b ? -1 : 0);
    const value = own + offsets[index]!;
    samples[at] = value < 0 ? 0 : value > max ? max : value;
  }
}

/** Takes the offsets back where no filter may change a sample. */
function restoreUnfiltered(frame: Frame, plane: Plane, source: Uint16Array, area: Area): void {
  const { pps, sps, unfiltered, unitStride } = frame;
  if (!pps.transquantBypass && sps.pcm?.loopFilterDisabled !== true) return;
  const { samples, stride, shiftX, shiftY } = plane;
  for (let y = area.top; y < area.bottom; y++) {
    const unitRow = ((y << shiftY) >> 2) * unitStride;
    for (let x = area.left; x < area.right; x++) {
      if (unfiltered[unitRow + ((x << shiftX) >> 2)] === 1) samples[y * stride + x] = source[y * stride + x]!;
    }
  }
}
