import { WhosecopyError } from "@whosecopy/protocol";
import type { Codecs } from "../codecs.ts";
import { type EmscriptenOptions, startFrom } from "../emscripten.ts";
import { flattenRgba } from "../flatten.ts";
import type { Picture } from "../picture.ts";
import { readWebpHeader } from "./webp-header.ts";

/** The package's own types name globals that it does not declare. */
type LibwebpFactory = (options: EmscriptenOptions) => Promise<{
  decode(bytes: Uint8Array): { data: Uint8ClampedArray; width: number; height: number } | null;
}>;

/** With the first such picture: a browser then loads the decoder's glue no sooner than its code. */
async function startLibwebp(options: EmscriptenOptions): ReturnType<LibwebpFactory> {
  const glue = await import("@jsquash/webp/codec/dec/webp_dec.js");
  return (glue.default as unknown as LibwebpFactory)(options);
}

/** Reads the header of a WebP, then gives the function that decodes it. Damaged ones are never repaired. */
export function webpDecoder(bytes: Uint8Array): {
  header: { width: number; height: number };
  decode(codecs: Codecs): Promise<Picture>;
} {
  const header = readWebpHeader(bytes);
  return { header, decode: (codecs) => decode(bytes, header, codecs) };
}

async function decode(bytes: Uint8Array, header: { width: number; height: number }, codecs: Codecs): Promise<Picture> {
  const module = await codecs.webp();
  const libwebp = await startLibwebp(startFrom(module));
  let decoded: ReturnType<typeof libwebp.decode>;
  try {
    decoded = libwebp.decode(bytes);
  } catch (error) {
    throw new WhosecopyError("image-damaged", "WebP: libwebp stopped", { cause: error });
  }
  const { width, height } = header;
  if (decoded === null || decoded.width !== width || decoded.height !== height) {
    throw new WhosecopyError("image-damaged", "WebP: libwebp reports damage");
  }
  return { width, height, rgb: flattenRgba(decoded.data) };
}
