import { WhosecopyError } from "@whosecopy/protocol";
import type { Codecs } from "./codecs.ts";
import type { Picture } from "./picture.ts";
import type { PictureDecoder, PictureFacts } from "./picture-decoder.ts";
import { type PictureFormat, seemsToBe, sniffFormat } from "./sniff.ts";

/** A decoded picture and what it was. */
export interface DecodedPicture extends Picture, PictureFacts {
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
 * Decodes a JPEG, PNG, WebP, GIF, AVIF or HEIC, recognised by content, to upright 8-bit sRGB. Transparency is laid over white, more
 * bits are rounded to 8, colours of other spaces are brought to sRGB by their ICC profile or code points. Of an animation the first
 * picture is given; `frames` says how many there are.
 *
 * @throws WhosecopyError "image-unsupported" for anything else (the message says what it seems to be),
 * "image-too-large" by its header, "image-damaged", "cancelled", "out-of-memory".
 */
export async function decodePicture(bytes: Uint8Array, options: DecodePictureOptions): Promise<DecodedPicture> {
  const { codecs, maxPixels = 100e6, tolerant = false, signal } = options;
  stopIfAborted(signal);
  const { format, decoder } = await decoderOf(bytes, { tolerant, maxPixels });
  const { width, height } = decoder.header;
  if (width > maxSidePx || height > maxSidePx || width * height > maxPixels) {
    throw new WhosecopyError("image-too-large", `${String(width)} x ${String(height)} pixels`);
  }
  stopIfAborted(signal);
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

/** Each format's code is loaded with its first picture, which keeps the first page of an app small. */
async function decoderOf(
  bytes: Uint8Array,
  params: { readonly tolerant: boolean; readonly maxPixels: number },
): Promise<{ format: PictureFormat; decoder: PictureDecoder }> {
  const format = sniffFormat(bytes);
  switch (format) {
    case "jpeg": {
      const { jpegDecoder } = await import("./jpeg/decode-jpeg.ts");
      return { format, decoder: jpegDecoder(bytes, params.tolerant) };
    }
    case "png": {
      const { pngDecoder } = await import("./png/decode-png.ts");
      return { format, decoder: pngDecoder(bytes, params.tolerant) };
    }
    case "webp": {
      const { webpDecoder } = await import("./webp/decode-webp.ts");
      return { format, decoder: webpDecoder(bytes) };
    }
    case "gif": {
      const { gifDecoder } = await import("./gif/decode-gif.ts");
      return { format, decoder: gifDecoder(bytes, params.tolerant) };
    }
    case "heif": {
      const { heifDecoder } = await import("./bmff/heif-decoder.ts");
      return heifDecoder(bytes, params);
    }
    case null:
      throw new WhosecopyError("image-unsupported", `this is ${seemsToBe(bytes)}`);
  }
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new WhosecopyError("cancelled", "decoding was cancelled");
}
