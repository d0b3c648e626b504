import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../../budget.ts";
import type { ByteSource } from "../../source/byte-source.ts";

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
  let at = 8;
  for (;;) {
    budget.part();
    const head = await file.read(at, 8);
    if (head.length < 8) throw new WhosecopyError("file-damaged", "the PNG ends before its end mark");
    const view = new DataView(head.buffer, head.byteOffset, 8);
    const length = view.getUint32(0);
    const type = String.fromCharCode(head[4]!, head[5]!, head[6]!, head[7]!);
    const ends = at + 12 + length;
    if (!/^[A-Za-z]{4}$/.test(type) || length > 0x7fffffff || ends > file.size) {
      throw new WhosecopyError("file-damaged", "a PNG chunk is damaged");
    }
    yield { type, offset: at + 8, length };
    if (type === "IEND") return;
    at = ends;
  }
}
