import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../../budget.ts";
import { latin } from "../../icc/profile.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { countSteps } from "../../steps.ts";

/** One block (GIF89a specification): where it starts, where its chain of sub-blocks starts, and where it ends. */
export interface GifBlock {
  readonly kind: "head" | "image" | "control" | "comment" | "text" | "application" | "unknown" | "end";
  /** Of an application extension: its eleven letters. */
  readonly name: string;
  readonly offset: number;
  /** Of the first sub-block's length byte. */
  readonly content: number;
  readonly end: number;
}

const windowBytes = 1 << 18;

/**
 * The blocks of a GIF; the first is its head with the colours, the last its end mark.
 * @throws WhosecopyError "file-damaged" when it ends or turns to nonsense before that; blocks before the damage were given.
 */
export async function* gifBlocks(file: ByteSource, budget: Budget): AsyncGenerator<GifBlock> {
  const step = countSteps(budget, 64);
  const head = await file.read(0, 13);
  if (head.length < 13) throw cutOff();
  let at = 13 + colourBytes(head[10]!);
  yield { kind: "head", name: "", offset: 0, content: at, end: at };
  for (;;) {
    step();
    const start = await file.read(at, 14);
    if (start.length === 0) throw cutOff();
    if (start[0] === 0x3b) {
      yield { kind: "end", name: "", offset: at, content: at + 1, end: at + 1 };
      return;
    }
    let block: Omit<GifBlock, "end">;
    if (start[0] === 0x2c && start.length >= 10) {
      // Descriptor, colours, code size.
      block = { kind: "image", name: "", offset: at, content: at + 10 + colourBytes(start[9]!) + 1 };
    } else if (start[0] === 0x21 && start.length >= 3) {
      const kind = kindOf(start[1]!);
      block = { kind, name: kind === "application" ? latin(start, 3, 11) : "", offset: at, content: at + 2 };
    } else throw new WhosecopyError("file-damaged", "a GIF block is damaged");
    const end = await endOfChain(file, block.content, step);
    yield { ...block, end };
    at = end;
  }
}

function kindOf(label: number): GifBlock["kind"] {
  switch (label) {
    case 0xf9:
      return "control";
    case 0xfe:
      return "comment";
    case 0x01:
      return "text";
    case 0xff:
      return "application";
    default:
      return "unknown";
  }
}

/** Bytes of the colour table that the packed field announces. */
function colourBytes(packed: number): number {
  return packed & 0x80 ? 3 << ((packed & 7) + 1) : 0;
}

/** Behind the empty sub-block that ends a chain. */
async function endOfChain(file: ByteSource, from: number, step: () => void): Promise<number> {
  let at = from;
  for (;;) {
    step();
    const bytes = await file.read(at, windowBytes);
    if (bytes.length === 0) throw cutOff();
    let i = 0;
    while (i < bytes.length) {
      if (bytes[i] === 0) return at + i + 1;
      i += bytes[i]! + 1;
    }
    at += i;
  }
}

/** What the sub-blocks of a chain hold, at most `most` bytes. */
export async function contentOf(file: ByteSource, block: GifBlock, most = 4e6): Promise<Uint8Array> {
  const bytes = await file.read(block.content, Math.min(block.end - block.content, most));
  const out = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length && bytes[i] !== 0; i += bytes[i]! + 1) {
    const part = bytes.subarray(i + 1, i + 1 + bytes[i]!);
    out.set(part, length);
    length += part.length;
  }
  return out.subarray(0, length);
}

function cutOff(): WhosecopyError {
  return new WhosecopyError("file-damaged", "the GIF ends before its end mark");
}
