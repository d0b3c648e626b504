import { WhosecopyError } from "@whosecopy/protocol";
import type { ByteSource } from "../source/byte-source.ts";
import type { Piece } from "../source/pieces.ts";

/** Stretches of a file that are wanted: they may touch and overlap, and come in any order. */
export interface RangeList {
  /** @throws WhosecopyError "file-damaged" when it lies outside of the file. */
  add(offset: number, length: number): void;
  merged(): MergedRanges;
}

/** The union of the stretches in the file's order, put one behind the other. */
export interface MergedRanges {
  readonly count: number;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** Bytes of all. */
  readonly length: number;
  /** How far from the first kept byte a byte comes to lie. @throws RangeError for a byte that is not kept. */
  placeOf(offset: number): number;
  /** Stretches of a part of the file that are in none of them. */
  gapsIn(from: number, end: number): { offset: number; length: number }[];
  pieces(file: ByteSource): Piece[];
}

/** @param fileSize nothing lies beyond it. */
export function rangeList(fileSize: number): RangeList {
  let starts = new Float64Array(1_024);
  let ends = new Float64Array(1_024);
  let count = 0;
  return {
    add(offset, length) {
      if (length <= 0) return;
      if (!(offset >= 0) || offset + length > fileSize)
        throw new WhosecopyError("file-damaged", "media data outside of the file");
      // Samples mostly follow each other.
      if (count > 0 && ends[count - 1] === offset) {
        ends[count - 1] = offset + length;
        return;
      }
      if (count === starts.length) {
        starts = grown(starts);
        ends = grown(ends);
      }
      starts[count] = offset;
      ends[count] = offset + length;
      count++;
    },
    merged: () => merge(starts.subarray(0, count), ends.subarray(0, count)),
  };
}

function grown(array: Float64Array): Float64Array<ArrayBuffer> {
  const out = new Float64Array(2 * array.length);
  out.set(array);
  return out;
}

function merge(starts: Float64Array, ends: Float64Array): MergedRanges {
  const order = Uint32Array.from(starts, (_, i) => i).sort((a, b) => starts[a]! - starts[b]!);
  const [from, to, places] = [0, 0, 0].map(() => new Float64Array(starts.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let count = 0;
  for (const i of order) {
    if (count > 0 && starts[i]! <= to[count - 1]!) to[count - 1] = Math.max(to[count - 1]!, ends[i]!);
    else {
      from[count] = starts[i]!;
      to[count] = ends[i]!;
      count++;
    }
  }
  let length = 0;
  for (let i = 0; i < count; i++) {
    places[i] = length;
    length += to[i]! - from[i]!;
  }
  const at = (offset: number): number => {
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (from[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    count,
    starts: from.subarray(0, count),
    ends: to.subarray(0, count),
    length,
    placeOf(offset) {
      const i = at(offset);
      if (count === 0 || offset < from[i]! || offset >= to[i]!) throw new RangeError("not kept");
      return places[i]! + offset - from[i]!;
    },
    gapsIn(start, end) {
      const gaps: { offset: number; length: number }[] = [];
      let next = start;
      for (let i = count === 0 ? 0 : at(start); i < count && from[i]! < end; i++) {
        if (from[i]! > next) gaps.push({ offset: next, length: from[i]! - next });
        next = Math.max(next, to[i]!);
      }
      if (next < end) gaps.push({ offset: next, length: end - next });
      return gaps;
    },
    pieces: (file) =>
      Array.from({ length: count }, (_, i) => ({ from: file, offset: from[i]!, length: to[i]! - from[i]! })),
  };
}
