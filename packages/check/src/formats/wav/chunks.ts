import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../../budget.ts";
import { viewOf } from "../../exif/tiff-file.ts";
import { latin } from "../../icc/profile.ts";
import type { ByteSource } from "../../source/byte-source.ts";

export interface WavChunk {
  readonly name: string;
  /** Of the content, clipped to the file: recorders that were switched off leave sizes of zero or too large. */
  readonly offset: number;
  readonly length: number;
}

/**
 * The chunks of RIFF/WAVE, RF64 and BW64 (EBU Tech 3306). Everything up to the end of the file counts, whatever the head says.
 * @throws WhosecopyError "file-damaged" when there is no sound.
 */
export async function wavChunks(file: ByteSource, budget: Budget): Promise<WavChunk[]> {
  const chunks: WavChunk[] = [];
  let long = 0;
  let at = 12;
  while (at + 8 <= file.size) {
    budget.part();
    const head = await file.read(at, 8);
    const name = latin(head, 0, 4);
    if (!/^[\x20-\x7e]{4}$/u.test(name)) break;
    let length = viewOf(head).getUint32(4, true);
    if (name === "data" && length === 0xffffffff && long > 0) length = long;
    const open = name === "data" && (length === 0 || at + 8 + length > file.size);
    if (open || at + 8 + length > file.size) length = file.size - at - 8;
    chunks.push({ name, offset: at + 8, length });
    if (name === "ds64" && length >= 24) long = Number(viewOf(await file.read(at + 8, 24)).getBigUint64(8, true));
    at += 8 + length + (length & 1);
  }
  const names = chunks.map(({ name }) => name);
  if (!names.includes("fmt ") || !names.includes("data"))
    throw new WhosecopyError("file-damaged", "no sound in the WAV");
  return chunks;
}

/** Where the last chunk ends. */
export function endOfChunks(chunks: readonly WavChunk[]): number {
  const last = chunks.at(-1);
  return last === undefined ? 12 : last.offset + last.length + (last.length & 1);
}
