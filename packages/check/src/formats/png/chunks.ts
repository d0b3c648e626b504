import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../../budget.ts";
import { crc32 } from "../../crc32.ts";
import { viewOf } from "../../exif/tiff-file.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { countSteps } from "../../steps.ts";

/** One chunk: type, and where its content lies in the file. The chunk itself starts 8 bytes before and ends 4 after. */
export interface Chunk {
  readonly type: string;
  /** Of the content. */
  readonly offset: number;
  readonly length: number;
}

/**
 * The chunks from the start to IEND, the last one given. Contents are not read.
 * @throws WhosecopyError "file-damaged" when the file ends or turns to nonsense before IEND.
 */
export async function* pngChunks(file: ByteSource, budget: Budget): AsyncGenerator<Chunk> {
  const step = countSteps(budget, 16);
  let at = 8;
  for (;;) {
    step();
    const head = await file.read(at, 8);
    if (head.length < 8) throw new WhosecopyError("file-damaged", "the PNG ends before its end mark");
    const length = viewOf(head).getUint32(0);
    const type = String.fromCharCode(head[4]!, head[5]!, head[6]!, head[7]!);
    const ends = at + 12 + length;
    if (!/^[A-Za-z]{4}$/u.test(type) || length > 0x7fffffff || ends > file.size) {
      throw new WhosecopyError("file-damaged", "a PNG chunk is damaged");
    }
    yield { type, offset: at + 8, length };
    if (type === "IEND") return;
    at = ends;
  }
}

/** A chunk as it stands in a file. */
export function chunkOf(type: string, content: Uint8Array): Uint8Array {
  const out = new Uint8Array(content.length + 12);
  const view = viewOf(out);
  view.setUint32(0, content.length);
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
  out.set(content, 8);
  view.setUint32(8 + content.length, crc32(out.subarray(4, 8 + content.length)));
  return out;
}
