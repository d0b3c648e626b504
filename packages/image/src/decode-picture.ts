import { WhosecopyError } from "@whosecopy/protocol";
import type { Codecs } from "./codecs.ts";
import { jpegDecoder } from "./jpeg/decode-jpeg.ts";
import type { Picture } from "./picture.ts";
import { pngDecoder } from "./png/decode-png.ts";
import { type PictureFormat, seemsToBe, sniffFormat } from "./sniff.ts";
import { webpDecoder } from "./webp/decode-webp.ts";

/** A decoded picture and what it was. */
export interface DecodedPicture extends Picture {
  readonly format: PictureFormat;
}

export interface DecodePictureOptions {
  readonly codecs: Codecs;
  /** Larger pictures are refused before memory is taken. Default 100 million. */
  readonly maxPixels?: number;
  /**
   * Accept a damaged picture as far as it can be read, for looking at a leak. Off by default: what is sent must be
   * whole.
   */
  readonly tolerant?: boolean;
  readonly signal?: AbortSignal;
}

/** The longest side that a JPEG of libjpeg's making can have; every picture becomes one. */
const maxSidePx = 65_500;

/**
 * Decodes a JPEG, PNG or WebP, recognised by content, to upright 8-bit RGB; transparency is laid over white, 16-bit
 * samples are rounded to 8, colour profiles are not applied.
 * @throws WhosecopyError "image-unsupported" for anything else (the message says what it seems to be),
 * "image-too-large" by its header, "image-damaged", "cancelled", "out-of-memory".
 */
export async function decodePicture(bytes: Uint8Array, options: DecodePictureOptions): Promise<DecodedPicture> {
  const { codecs, maxPixels = 100e6, tolerant = false, signal } = options;
  stopIfAborted(signal);
  const format = sniffFormat(bytes);
  if (format === null) throw new WhosecopyError("image-unsupported", `this is ${seemsToBe(bytes)}`);
  const decoder = decoderOf(format, bytes, tolerant);
  const { width, height } = decoder.header;
  if (width > maxSidePx || height > maxSidePx || width * height > maxPixels) {
    throw new WhosecopyError("image-too-large", `${String(width)} x ${String(height)} pixels`);
  }
  try {
    const picture = await decoder.decode(codecs);
    stopIfAborted(signal);
    return { ...picture, format };
  } catch (error) {
    // Typed arrays that can't be had throw a RangeError.
    if (error instanceof RangeError)
      throw new WhosecopyError("out-of-memory", "no memory for the picture", { cause: error });
    throw error;
  }
}

function decoderOf(
  format: PictureFormat,
  bytes: Uint8Array,
  tolerant: boolean,
): { header: { width: number; height: number }; decode(codecs: Codecs): Promise<Picture> } {
  switch (format) {
    case "jpeg":
      return jpegDecoder(bytes, tolerant);
    case "png":
      return pngDecoder(bytes, tolerant);
    case "webp":
      return webpDecoder(bytes);
  }
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new WhosecopyError("cancelled", "decoding was cancelled");
}
