import { WhosecopyError } from "@whosecopy/protocol";
import type { Picture } from "../picture.ts";
import { type PictureDecoder, type PictureFacts, plainFacts } from "../picture-decoder.ts";
import { type GifFrame, type GifHeader, readGifHeader } from "./gif-header.ts";
import { inflateLzw } from "./lzw.ts";

/** Which lines an interlaced picture brings first: first line and step of each pass (GIF89a appendix E). */
const passes = [
  [0, 8],
  [4, 8],
  [2, 4],
  [1, 2],
] as const;

/** Reads the blocks of a GIF, then gives the function that decodes its first picture. Tolerant leaves missing pixels white. */
export function gifDecoder(bytes: Uint8Array, tolerant: boolean): PictureDecoder {
  const header = readGifHeader(bytes);
  return { header, decode: () => Promise.resolve().then(() => decode(header, tolerant)) };
}

function decode(header: GifHeader, tolerant: boolean): Picture & PictureFacts {
  const { width, height, first, frames } = header;
  const indices = new Uint8Array(first.width * first.height);
  const filled = inflateLzw({ data: first.data, minimumCodeSize: first.minimumCodeSize, out: indices });
  if (filled < indices.length && (!tolerant || filled === 0)) {
    throw new WhosecopyError("image-damaged", "GIF: pixels are missing");
  }
  const rgb = new Uint8Array(3 * width * height).fill(255);
  const painted = paint({ rgb, width, height, first, indices, filled });
  return { width, height, rgb, ...plainFacts, frames, hadAlpha: painted < width * height };
}

/** Paints what is not see-through; gives the number of pixels. */
function paint(job: {
  rgb: Uint8Array;
  width: number;
  height: number;
  first: GifFrame;
  indices: Uint8Array;
  filled: number;
}): number {
  const { rgb, width, height, first, indices, filled } = job;
  const { palette, transparent } = first;
  let painted = 0;
  let from = 0;
  for (const [start, step] of first.interlaced ? passes : ([[0, 1]] as const)) {
    for (let y = start; y < first.height; y += step, from += first.width) {
      if (first.y + y >= height) continue;
      const count = Math.min(first.width, width - first.x, filled - from);
      for (let x = 0, q = 3 * ((first.y + y) * width + first.x); x < count; x++, q += 3) {
        const index = indices[from + x]!;
        if (index === transparent) continue;
        // An index beyond the palette is black, as browsers show it.
        rgb[q] = palette[3 * index] ?? 0;
        rgb[q + 1] = palette[3 * index + 1] ?? 0;
        rgb[q + 2] = palette[3 * index + 2] ?? 0;
        painted++;
      }
    }
  }
  return painted;
}
