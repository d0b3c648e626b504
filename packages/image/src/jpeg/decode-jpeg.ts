import { WhosecopyError } from "@whosecopy/protocol";
import type { Codecs } from "../codecs.ts";
import { type EmscriptenOptions, startFrom } from "../emscripten.ts";
import { orientPicture } from "../orient.ts";
import { adobeRgb } from "../colour/adobe-rgb.ts";
import { isWide } from "../colour/colour-source.ts";
import { inksToSrgb } from "../colour/inks.ts";
import { profileSource } from "../colour/profile-source.ts";
import { toSrgb } from "../colour/to-srgb.ts";
import type { Picture } from "../picture.ts";
import { type PictureDecoder, type PictureFacts, plainFacts } from "../picture-decoder.ts";
import { type JpegHeader, readJpegHeader } from "./jpeg-header.ts";

type LibjpegFactory = (options: EmscriptenOptions) => Promise<{
  JPEGDecoder: new () => {
    getEncodedBuffer(length: number): Uint8Array;
    decode(): void;
    getDecodedBuffer(): Uint8ClampedArray;
    getFrameInfo(): { width: number; height: number };
  };
}>;

/** With the first such picture: a browser then loads the decoder's glue no sooner than its code. */
async function startLibjpeg(options: EmscriptenOptions): ReturnType<LibjpegFactory> {
  // @ts-expect-error the package has no types; what we use of it is LibjpegFactory
  const glue = (await import("@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs")) as { default: LibjpegFactory };
  return glue.default(options);
}

/**
 * Hundreds of scans over a large picture take minutes to decode and kilobytes to write; cameras and editors make a dozen
 * at most. Scans times pixels are bounded: ten seconds of work.
 */
const maxScanPixels = 2e9;

/**
 * Reads the header of a JPEG, then gives the function that decodes it, so that a caller can refuse the size first.
 * Tolerant accepts what libjpeg repairs (missing data become grey); strict refuses whatever libjpeg warns about.
 */
export function jpegDecoder(bytes: Uint8Array, tolerant: boolean): PictureDecoder {
  const header = readJpegHeader(bytes);
  if (header.scans > 16 && header.scans * header.width * header.height > maxScanPixels)
    throw damaged("more scans than any real picture has");
  if (!tolerant) {
    if (!header.ended) throw damaged("cut short");
    // Every block takes at least one bit, so that a small file can't claim a large picture.
    if (header.blocks > bytes.length * 8) throw damaged("too short for its size");
  }
  return { header, decode: (codecs) => decode({ bytes, header, tolerant, codecs }) };
}

interface Job {
  readonly bytes: Uint8Array;
  readonly header: JpegHeader;
  readonly tolerant: boolean;
  readonly codecs: Codecs;
}

async function decode(job: Job): Promise<Picture & PictureFacts> {
  const { header } = job;
  const { width, height, components, exif } = header;
  const bare = header.profile === null && components === 3 && exif.adobeRgb;
  const source = bare ? adobeRgb : profileSource(header.profile, components);
  let rgb: Uint8Array;
  if (components === 4) {
    const { decodeInks } = await import("./inks/decode-inks.ts");
    rgb = inksToSrgb(decodeInks(job.bytes, { ...header, tolerant: job.tolerant }).cmyk, source);
  } else {
    rgb = await decodeByLibjpeg(job);
    if (source !== null) toSrgb(rgb, source);
  }
  const facts = { ...plainFacts, wideGamut: isWide(source), jpegQuality: header.quality };
  return { ...orientPicture({ width, height, rgb }, exif.orientation), ...facts };
}

/** RGB, of grey pictures, too. */
async function decodeByLibjpeg(job: Job): Promise<Uint8Array> {
  const { bytes, header, tolerant, codecs } = job;
  const module = await codecs.jpeg();
  // A fresh instance for each picture: nothing that a hostile one does to it outlives the picture, nor does its memory.
  const { JPEGDecoder } = await startLibjpeg(startFrom(module));
  let samples: Uint8ClampedArray;
  try {
    const decoder = new JPEGDecoder();
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    try {
      decoder.decode();
    } catch (error) {
      // Warnings throw, too, after all samples were written.
      if (!tolerant || typeof error !== "number") throw error;
    }
    const frame = decoder.getFrameInfo();
    samples = decoder.getDecodedBuffer();
    if (frame.width !== header.width || frame.height !== header.height) throw damaged("two sizes in one file");
  } catch (error) {
    if (error instanceof WhosecopyError || error instanceof RangeError) throw error;
    throw damaged("libjpeg reports damage", error);
  }
  const { width, height, components } = header;
  if (samples.length !== components * width * height) throw damaged("missing samples");
  return components === 1 ? repeated(samples) : ownBytes(samples);
}

/** The glue hands over a copy of its memory; one more would cost three bytes per pixel. A view into its memory is copied. */
function ownBytes(samples: Uint8ClampedArray): Uint8Array {
  const { buffer, byteOffset, length } = samples;
  return buffer.byteLength === length ? new Uint8Array(buffer, byteOffset, length) : new Uint8Array(samples);
}

function repeated(grey: Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array(3 * grey.length);
  for (let i = 0, p = 0; i < grey.length; i++, p += 3) {
    const value = grey[i]!;
    rgb[p] = value;
    rgb[p + 1] = value;
    rgb[p + 2] = value;
  }
  return rgb;
}

function damaged(what: string, cause?: unknown): WhosecopyError {
  return new WhosecopyError("image-damaged", `JPEG: ${what}`, { cause });
}
