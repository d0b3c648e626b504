import { viewOf } from "../../exif/tiff-file.ts";
import type { CleanContext, Format } from "../../format.ts";
import { latin } from "../../icc/profile.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { type Piece, sourceOfPieces } from "../../source/pieces.ts";
import { wavChunks } from "./chunks.ts";
import { inspectWav } from "./inspect-wav.ts";

/** WAV: RIFF, RF64 and BW64. */
export const wav: Format = {
  name: "WAV sound",
  matches: (head) => ["RIFF", "RF64", "BW64"].includes(latin(head, 0, 4)) && latin(head, 8, 4) === "WAVE",
  inspect: inspectWav,
  clean: cleanWav,
};

const mostOfRiff = 0xffffffff;

/** Keeps the format and the samples; above 4 GB as RF64, whose sizes stand in a chunk of their own. */
async function cleanWav(file: ByteSource, context: CleanContext): Promise<readonly Piece[]> {
  const chunks = await wavChunks(file, context.budget);
  const one = (name: string) => chunks.find((chunk) => chunk.name === name);
  const [format, fact, data] = [one("fmt "), one("fact"), one("data")];
  const body: Piece[] = [];
  let samples = 0;
  for (const chunk of [format, fact, data]) {
    if (chunk === undefined) continue;
    const { name, offset, length } = chunk;
    if (name === "fact" && length >= 4) samples = viewOf(await file.read(offset, 4)).getUint32(0, true);
    body.push({ bytes: chunkHead(name, Math.min(length, mostOfRiff)) }, { from: file, offset, length });
    if (length & 1) body.push({ bytes: new Uint8Array(1) });
  }
  const size = 4 + sourceOfPieces(body).size;
  if (size <= mostOfRiff) return [{ bytes: riffHead("RIFF", size) }, ...body];
  const sizes = new Uint8Array(28);
  const view = viewOf(sizes);
  view.setBigUint64(0, BigInt(size + 36), true);
  view.setBigUint64(8, BigInt(data?.length ?? 0), true);
  view.setBigUint64(16, BigInt(samples), true);
  return [{ bytes: riffHead("RF64", mostOfRiff) }, { bytes: chunkHead("ds64", 28) }, { bytes: sizes }, ...body];
}

function riffHead(name: string, size: number): Uint8Array {
  const head = new Uint8Array(12);
  head.set(chunkHead(name, size));
  head.set([0x57, 0x41, 0x56, 0x45], 8);
  return head;
}

function chunkHead(name: string, size: number): Uint8Array {
  const head = new Uint8Array(8);
  for (let i = 0; i < 4; i++) head[i] = name.charCodeAt(i);
  viewOf(head).setUint32(4, size, true);
  return head;
}
