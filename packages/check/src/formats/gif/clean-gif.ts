import { WhosecopyError } from "@whosecopy/protocol";
import type { CleanContext } from "../../format.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import type { Piece } from "../../source/pieces.ts";
import { contentOf, gifBlocks } from "./blocks.ts";

/** Keeps head, pictures, their timing and how often they are repeated. */
export async function cleanGif(file: ByteSource, context: CleanContext): Promise<readonly Piece[]> {
  const pieces: Piece[] = [];
  let pictures = 0;
  let control: Piece | null = null;
  for await (const block of gifBlocks(file, context.budget)) {
    const { kind, offset, end } = block;
    const whole: Piece = { from: file, offset, length: end - offset };
    if (kind === "head" || kind === "end") pieces.push(whole);
    else if (kind === "control") control = controlOf(await contentOf(file, block, 16));
    else if (kind === "image") {
      // Timing belongs to the picture after it, and only the last one counts.
      if (control !== null) pieces.push(control);
      control = null;
      pieces.push(whole);
      pictures++;
    } else if (kind === "text") control = null;
    else if (kind === "application" && isLoop(block.name)) {
      const loop = loopOf(block.name, (await contentOf(file, block, 64)).subarray(11));
      if (loop !== null) pieces.push(loop);
    }
  }
  if (pictures === 0) throw new WhosecopyError("file-damaged", "no picture in the GIF");
  return pieces;
}

export function isLoop(name: string): boolean {
  return name === "NETSCAPE2.0" || name === "ANIMEXTS1.0";
}

/** Four bytes: flags, delay, transparent colour. */
function controlOf(content: Uint8Array): Piece | null {
  if (content.length < 4) return null;
  return { bytes: Uint8Array.of(0x21, 0xf9, 4, ...content.subarray(0, 4), 0) };
}

/** How often it is repeated, and nothing behind it. */
function loopOf(name: string, content: Uint8Array): Piece | null {
  if (content.length < 3 || content[0] !== 1) return null;
  return { bytes: Uint8Array.of(0x21, 0xff, 11, ...new TextEncoder().encode(name), 3, ...content.subarray(0, 3), 0) };
}
