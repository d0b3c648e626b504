import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../../budget.ts";
import { id3v2Length } from "../../id3/id3-file.ts";
import { type EndTag, tagsAtEnd } from "../../id3/tags-at-end.ts";
import type { ByteSource } from "../../source/byte-source.ts";

/** A metadata block (RFC 9639, 8); its content lies at `offset`, after a head of four bytes. */
export interface FlacBlock {
  readonly type: number;
  readonly offset: number;
  readonly length: number;
}

export interface FlacLayout {
  /** Bytes of ID3 before it. */
  readonly start: number;
  readonly blocks: readonly FlacBlock[];
  readonly sound: { readonly offset: number; readonly length: number };
  readonly tagsAtEnd: readonly EndTag[];
}

/** @throws WhosecopyError "file-damaged". */
export async function flacLayout(file: ByteSource, budget: Budget): Promise<FlacLayout> {
  const start = await id3v2Length(file, 0);
  const blocks: FlacBlock[] = [];
  let at = start + 4;
  for (let last = false; !last;) {
    budget.part();
    const head = await file.read(at, 4);
    if (head.length < 4) throw new WhosecopyError("file-damaged", "the FLAC ends in its head");
    const length = head[1]! * 65_536 + head[2]! * 256 + head[3]!;
    last = (head[0]! & 0x80) !== 0;
    blocks.push({ type: head[0]! & 0x7f, offset: at + 4, length });
    at += 4 + length;
    if (at > file.size) throw new WhosecopyError("file-damaged", "a FLAC block is cut off");
  }
  if (blocks[0]?.type !== 0) throw new WhosecopyError("file-damaged", "the FLAC does not say how to read it");
  const ends = await tagsAtEnd(file, at);
  return { start, blocks, sound: { offset: at, length: (ends.at(-1)?.offset ?? file.size) - at }, tagsAtEnd: ends };
}
