import { concatBytes, utf8, WhosecopyError } from "@whosecopy/protocol";
import { hasText } from "../byte-reader.ts";
import type { Codecs } from "../codecs.ts";
import { isWide } from "../colour/colour-source.ts";
import { profileSource } from "../colour/profile-source.ts";
import { toSrgb } from "../colour/to-srgb.ts";
import { type EmscriptenOptions, startFrom } from "../emscripten.ts";
import { flattenRgba } from "../flatten.ts";
import { readExif } from "../jpeg/exif.ts";
import { orientPicture } from "../orient.ts";
import type { Picture } from "../picture.ts";
import { type PictureDecoder, type PictureFacts, plainFacts } from "../picture-decoder.ts";
import { readWebpHeader, type WebpHeader } from "./webp-header.ts";

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
export function webpDecoder(bytes: Uint8Array): PictureDecoder {
  const header = readWebpHeader(bytes);
  return { header, decode: (codecs) => decode(bytes, header, codecs) };
}

async function decode(bytes: Uint8Array, header: WebpHeader, codecs: Codecs): Promise<Picture & PictureFacts> {
  const { width, height, firstFrame } = header;
  const libwebp = await startLibwebp(startFrom(await codecs.webp()));
  const still = firstFrame ?? header;
  let decoded: ReturnType<typeof libwebp.decode>;
  try {
    decoded = libwebp.decode(firstFrame === null ? bytes : stillFile(firstFrame));
  } catch (error) {
    throw new WhosecopyError("image-damaged", "WebP: libwebp stopped", { cause: error });
  }
  if (decoded === null || decoded.width !== still.width || decoded.height !== still.height) {
    throw new WhosecopyError("image-damaged", "WebP: libwebp reports damage");
  }
  const { rgb, hadAlpha } = flattenRgba(decoded.data);
  const source = profileSource(header.profile, 3);
  if (source !== null) toSrgb(rgb, source);
  const picture = firstFrame === null ? { width, height, rgb } : onWhite({ width, height, rgb }, firstFrame);
  return {
    ...orientPicture(picture, header.exif === null ? 1 : readExif(header.exif).orientation),
    ...plainFacts,
    frames: header.frames,
    hadAlpha: hadAlpha || still.width < width || still.height < height,
    wideGamut: isWide(source),
  };
}

/** The chunks of one picture of an animation as a file of their own. */
function stillFile(frame: NonNullable<WebpHeader["firstFrame"]>): Uint8Array {
  const { width, height, chunks } = frame;
  const little = (value: number, length: number): Uint8Array =>
    Uint8Array.from({ length }, (_, i) => Math.floor(value / 256 ** i) & 255);
  // 0x10: there may be transparency, in a chunk of its own.
  const flags = hasText(chunks, 0, "ALPH") || hasText(chunks, 0, "VP8L") ? 0x10 : 0;
  const extended = concatBytes(little(flags, 4), little(width - 1, 3), little(height - 1, 3));
  const body = concatBytes(utf8("WEBPVP8X"), little(10, 4), extended, chunks);
  return concatBytes(utf8("RIFF"), little(body.length, 4), body);
}

function onWhite(canvas: Picture, frame: { x: number; y: number; width: number; height: number }): Picture {
  const { width, height, rgb } = canvas;
  const out = new Uint8Array(3 * width * height).fill(255);
  for (let y = 0; y < frame.height; y++) {
    const line = rgb.subarray(3 * y * frame.width, 3 * (y + 1) * frame.width);
    out.set(line, 3 * ((frame.y + y) * width + frame.x));
  }
  return { width, height, rgb: out };
}
