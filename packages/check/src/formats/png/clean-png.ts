import { WhosecopyError } from "@whosecopy/protocol";
import { smallExifOf } from "../../exif/small-exif.ts";
import type { CleanContext } from "../../format.ts";
import { neutralProfile } from "../../icc/neutral-profile.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import type { Piece } from "../../source/pieces.ts";
import { type Chunk, chunkOf, pngChunks } from "./chunks.ts";
import { readIccp, writeIccp } from "./colour-profile.ts";
import { isNeeded } from "./kept-chunks.ts";
import { keptShape } from "./pixel-shape.ts";

const mostOfExif = 1e6;
const mostOfProfile = 16e6;

/**
 * Keeps the chunks that a decoder needs; pixel data is not touched. Writes a small eXIf when the picture has to be turned, and a colour
 * profile without names when colours need one.
 */
export async function cleanPng(file: ByteSource, context: CleanContext): Promise<readonly Piece[]> {
  const pieces: Piece[] = [{ from: file, offset: 0, length: 8 }];
  const types = new Set<string>();
  let exif: Uint8Array | null = null;
  // Filled when everything has been seen; nothing is joined across them.
  const places: { exif?: number; srgb?: number } = {};
  const place = () => pieces.push({ bytes: new Uint8Array(0) }) - 1;
  for await (const chunk of pngChunks(file, context.budget)) {
    const { type, offset, length } = chunk;
    if (types.size === 0 && type !== "IHDR")
      throw new WhosecopyError("file-damaged", "the PNG does not start with IHDR");
    if (type === "IDAT") places.exif ??= place();
    if (isNeeded(chunk)) append(pieces, file, { offset: offset - 8, length: length + 12 });
    else if (type === "IEND" || type === "IHDR")
      throw new WhosecopyError("file-damaged", "a PNG chunk has a wrong length");
    else if (type === "iCCP" && !types.has("iCCP")) {
      const bytes = await profileChunk(file, chunk, context);
      if (bytes === null) places.srgb = place();
      else pieces.push(bytes);
    } else if (type === "pHYs" && !types.has("pHYs")) {
      const shape = keptShape(await file.read(offset, length));
      if (shape !== null) pieces.push({ bytes: chunkOf("pHYs", shape) });
    } else if (type === "eXIf" && exif === null) {
      exif = await smallExifOf(await file.read(offset, Math.min(length, mostOfExif)), { date: context.keeps("date") });
    }
    types.add(type);
  }
  if (!types.has("IDAT")) throw new WhosecopyError("file-damaged", "no picture in the PNG");
  if (exif !== null && places.exif !== undefined) pieces[places.exif] = { bytes: chunkOf("eXIf", exif) };
  // What was sRGB by its profile is so by name, so that a gamma chunk beside it does not start to count.
  if (places.srgb !== undefined && !types.has("sRGB"))
    pieces[places.srgb] = { bytes: chunkOf("sRGB", Uint8Array.of(0)) };
  return pieces;
}

/** @returns null when the picture is sRGB and needs none. */
async function profileChunk(file: ByteSource, chunk: Chunk, context: CleanContext): Promise<Piece | null> {
  const whole: Piece = { from: file, offset: chunk.offset - 8, length: chunk.length + 12 };
  if (context.keeps("icc")) return whole;
  if (chunk.length > mostOfProfile) return { bytes: new Uint8Array(0) };
  const read = await readIccp(await file.read(chunk.offset, chunk.length), context.budget);
  // A profile that no decoder can read changes no colour.
  if (read === null) return { bytes: new Uint8Array(0) };
  const neutral = neutralProfile(read.profile);
  return neutral === null ? null : { bytes: chunkOf("iCCP", writeIccp(neutral)) };
}

/** Neighbours in the original become one piece. */
function append(pieces: Piece[], file: ByteSource, part: { offset: number; length: number }): void {
  const last = pieces.at(-1);
  if (last !== undefined && "from" in last && last.offset + last.length === part.offset)
    pieces[pieces.length - 1] = { from: file, offset: last.offset, length: last.length + part.length };
  else pieces.push({ from: file, ...part });
}
