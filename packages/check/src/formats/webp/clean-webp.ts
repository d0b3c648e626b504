import { WhosecopyError } from "@whosecopy/protocol";
import { smallExifOf } from "../../exif/small-exif.ts";
import { viewOf } from "../../exif/tiff-file.ts";
import type { CleanContext } from "../../format.ts";
import { neutralProfile } from "../../icc/neutral-profile.ts";
import { type ByteSource, readExactly } from "../../source/byte-source.ts";
import { joined } from "../../source/joined.ts";
import type { Piece } from "../../source/pieces.ts";
import { frameChunks, frameHeadBytes, riffChunks, webpEnd } from "./chunks.ts";

const flags = { icc: 0x20, alpha: 0x10, exif: 0x08, xmp: 0x04, animation: 0x02 } as const;

/** Keeps picture, transparency and animation; sizes and flags in the head say what is left. */
export async function cleanWebp(file: ByteSource, context: CleanContext): Promise<readonly Piece[]> {
  const end = await webpEnd(file);
  const body: Piece[] = [];
  let extended: Uint8Array | null = null;
  let profile: Uint8Array | null = null;
  let exif: Uint8Array | null = null;
  let pictures = 0;
  for await (const { name, offset, length } of riffChunks(file, { from: 12, end }, context.budget)) {
    if (name === "VP8X" && extended === null && length >= 10) extended = (await file.read(offset, 10)).slice();
    else if (name === "ICCP" && profile === null) {
      const bytes = await readExactly(file, offset, length, 16e6);
      profile = context.keeps("icc") ? bytes : neutralProfile(bytes);
    } else if (name === "EXIF" && exif === null)
      exif = await smallExifOf(await file.read(offset, Math.min(length, 1e6)), { date: context.keeps("date") });
    else if (name === "ANIM" && length >= 6) body.push({ bytes: chunkOf("ANIM", await file.read(offset, 6)) });
    else if (name === "ANMF") {
      body.push(...(await cleanFrame(file, { offset, length }, context)));
      pictures++;
    } else if (frameChunks.has(name)) {
      body.push(...wholeChunk(file, offset, length));
      if (name !== "ALPH") pictures++;
    }
  }
  if (pictures === 0) throw new WhosecopyError("file-damaged", "no picture in the WebP");
  const head: Piece[] = [];
  if (extended !== null) {
    const kept = extended[0]! & (flags.alpha | flags.animation);
    extended[0] = kept | (profile === null ? 0 : flags.icc) | (exif === null ? 0 : flags.exif);
    extended.fill(0, 1, 4);
    head.push({ bytes: chunkOf("VP8X", extended) });
    if (profile !== null) head.push({ bytes: chunkOf("ICCP", profile) });
    // Without VP8X these don't count (container specification, "Extended File Format").
    if (exif !== null) body.push({ bytes: chunkOf("EXIF", exif) });
  }
  return withHead([...head, ...body]);
}

/** A frame of an animation, with only picture and transparency in it. */
async function cleanFrame(
  file: ByteSource,
  at: { offset: number; length: number },
  context: CleanContext,
): Promise<Piece[]> {
  const { offset, length } = at;
  const pieces: Piece[] = [];
  const range = { from: offset + frameHeadBytes, end: offset + length };
  for await (const chunk of riffChunks(file, range, context.budget))
    if (frameChunks.has(chunk.name)) pieces.push(...wholeChunk(file, chunk.offset, chunk.length));
  const size = frameHeadBytes + sizeOf(pieces);
  const head = new Uint8Array(8);
  head.set([0x41, 0x4e, 0x4d, 0x46]);
  viewOf(head).setUint32(4, size, true);
  return [{ bytes: head }, { from: file, offset, length: frameHeadBytes }, ...pieces];
}

/** The filling zero is written new: what stands there in the original does not count. */
function wholeChunk(file: ByteSource, offset: number, length: number): Piece[] {
  const piece: Piece = { from: file, offset: offset - 8, length: length + 8 };
  return length & 1 ? [piece, { bytes: new Uint8Array(1) }] : [piece];
}

function chunkOf(name: string, content: Uint8Array): Uint8Array {
  const head = new Uint8Array(8);
  for (let i = 0; i < 4; i++) head[i] = name.charCodeAt(i);
  viewOf(head).setUint32(4, content.length, true);
  return joined([head, content, new Uint8Array(content.length & 1)]);
}

function sizeOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + ("bytes" in piece ? piece.bytes.length : piece.length), 0);
}

function withHead(pieces: readonly Piece[]): Piece[] {
  const head = new TextEncoder().encode("RIFF....WEBP");
  viewOf(head).setUint32(4, 4 + sizeOf(pieces), true);
  return [{ bytes: head }, ...pieces];
}
