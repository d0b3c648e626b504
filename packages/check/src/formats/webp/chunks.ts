import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../../budget.ts";
import { viewOf } from "../../exif/tiff-file.ts";
import { latin } from "../../icc/profile.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { countSteps } from "../../steps.ts";

/** One chunk of a RIFF file: its name, and where its content lies; an odd length is followed by a zero. */
export interface RiffChunk {
  readonly name: string;
  /** Of the content. */
  readonly offset: number;
  readonly length: number;
}

/**
 * The chunks between two offsets.
 * @throws WhosecopyError "file-damaged" when one does not fit.
 */
export async function* riffChunks(
  file: ByteSource,
  range: { readonly from: number; readonly end: number },
  budget: Budget,
): AsyncGenerator<RiffChunk> {
  const step = countSteps(budget, 16);
  let at = range.from;
  while (at + 8 <= range.end) {
    step();
    const head = await file.read(at, 8);
    if (head.length < 8) break;
    const length = viewOf(head).getUint32(4, true);
    if (at + 8 + length > range.end) throw new WhosecopyError("file-damaged", "a WebP chunk is damaged");
    yield { name: latin(head, 0, 4), offset: at + 8, length };
    at += 8 + length + (length & 1);
  }
}

/** Where the file ends by its own account (WebP container specification, "WebP File Header"), clipped to what there is. */
export async function webpEnd(file: ByteSource): Promise<number> {
  const head = await file.read(0, 12);
  if (head.length < 12) throw new WhosecopyError("file-damaged", "the WebP has no head");
  return Math.min(file.size, 8 + viewOf(head).getUint32(4, true));
}

/** What makes up a picture or one frame. */
export const frameChunks: ReadonlySet<string> = new Set(["ALPH", "VP8 ", "VP8L"]);
/** Bytes of an ANMF chunk before its own chunks: place, size, time, flags. */
export const frameHeadBytes = 16;
