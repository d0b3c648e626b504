import type { CleanContext } from "../../format.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import type { Piece } from "../../source/pieces.ts";
import { pngChunks } from "./chunks.ts";

/** What it takes to show the picture, and no more. */
const needed = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND", "gAMA", "cHRM", "sRGB", "sBIT", "bKGD", "cICP"]);
const animation = new Set(["acTL", "fcTL", "fdAT"]);

/** Keeps the chunks that a decoder needs; pixel data is not touched. */
export async function cleanPng(file: ByteSource, context: CleanContext): Promise<readonly Piece[]> {
  const pieces: Piece[] = [{ from: file, offset: 0, length: 8 }];
  for await (const { type, offset, length } of pngChunks(file, context.budget)) {
    const keep = needed.has(type) || animation.has(type) || (type === "iCCP" && context.keeps("icc"));
    if (keep) pieces.push({ from: file, offset: offset - 8, length: length + 12 });
  }
  return pieces;
}
