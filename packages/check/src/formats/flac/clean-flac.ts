import type { CleanContext } from "../../format.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import type { Piece } from "../../source/pieces.ts";
import { flacLayout } from "./blocks.ts";

/** STREAMINFO, which decoders need, and SEEKTABLE, which only points into the sound. */
const needed: ReadonlySet<number> = new Set([0, 3]);

export async function cleanFlac(file: ByteSource, context: CleanContext): Promise<readonly Piece[]> {
  const { blocks, sound } = await flacLayout(file, context.budget);
  const pieces: Piece[] = [{ bytes: Uint8Array.of(0x66, 0x4c, 0x61, 0x43) }];
  const kept = blocks.filter(({ type }) => needed.has(type));
  for (const [i, { type, offset, length }] of kept.entries()) {
    const head = Uint8Array.of(
      type | (i === kept.length - 1 ? 0x80 : 0),
      length >> 16,
      (length >> 8) & 255,
      length & 255,
    );
    pieces.push({ bytes: head }, { from: file, offset, length });
  }
  pieces.push({ from: file, ...sound });
  return pieces;
}
