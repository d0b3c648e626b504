import type { PictureFacts } from "../picture-decoder.ts";

/** What a picture that was no JPEG is written with. */
const usualQuality = 90;
/** Below, little is saved and what is there suffers; above, a file grows for what nobody sees. */
const lowest = 75;
const highest = 95;

/**
 * The quality, on libjpeg's scale, to write a decoded picture with: that of the JPEG which it was, between 75 and 95, and 90 for other
 * formats.
 */
export function outputQuality({ jpegQuality }: Pick<PictureFacts, "jpegQuality">): number {
  return jpegQuality === null ? usualQuality : Math.min(Math.max(jpegQuality, lowest), highest);
}
