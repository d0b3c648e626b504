import type { ByteSource } from "./byte-source.ts";

/** A stretch of a cleaned file: taken from the original as it is, or new bytes. */
export type Piece =
  { readonly from: ByteSource; readonly offset: number; readonly length: number } | { readonly bytes: Uint8Array };

const lengthOf = (piece: Piece): number => ("bytes" in piece ? piece.bytes.length : piece.length);

/**
 * A cleaned file before it is written: it is inspected as it will be, and written in constant memory, because it only says which
 * stretches of the original it keeps.
 */
export function sourceOfPieces(pieces: readonly Piece[]): ByteSource {
  const starts: number[] = [];
  let size = 0;
  for (const piece of pieces) {
    starts.push(size);
    size += lengthOf(piece);
  }
  return {
    size,
    async read(offset, length) {
      const end = Math.min(size, offset + length);
      if (offset >= end) return new Uint8Array(0);
      const out = new Uint8Array(end - offset);
      for (let i = lastAtOrBefore(starts, offset); i < pieces.length && starts[i]! < end; i++) {
        const piece = pieces[i]!;
        const from = Math.max(0, offset - starts[i]!);
        const count = Math.min(lengthOf(piece), end - starts[i]!) - from;
        if (count <= 0) continue;
        const bytes =
          "bytes" in piece
            ? piece.bytes.subarray(from, from + count)
            : await piece.from.read(piece.offset + from, count);
        out.set(bytes, starts[i]! + from - offset);
      }
      return out;
    },
  };
}

/** Index of the last start that is not after `offset`. */
function lastAtOrBefore(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
