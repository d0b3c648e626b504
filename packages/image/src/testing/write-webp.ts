import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { concatBytes, utf8 } from "@whosecopy/protocol";
import { startFrom } from "../emscripten.ts";

interface Encoder {
  encode(rgba: Uint8Array, width: number, height: number, options: unknown): Uint8Array;
}

const little = (value: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => Math.floor(value / 256 ** i) & 255);

/** Writes a lossless WebP of RGBA pixels, by the encoder beside the decoder that we use. */
export async function writeWebp(picture: { width: number; height: number; rgba: Uint8Array }): Promise<Uint8Array> {
  const require = createRequire(import.meta.url);
  // The package gives no types for it.
  const encoderModule: unknown = await import("@jsquash/webp/codec/enc/webp_enc.js");
  const { default: start } = encoderModule as { default: (options: unknown) => Promise<Encoder> };
  const { defaultOptions } = (await import("@jsquash/webp/meta.js")) as { defaultOptions: object };
  const module = await WebAssembly.compile(readFileSync(require.resolve("@jsquash/webp/codec/enc/webp_enc.wasm")));
  const encoder = await start(startFrom(module));
  const { width, height, rgba } = picture;
  return new Uint8Array(encoder.encode(rgba, width, height, { ...defaultOptions, lossless: 1, exact: 1 }));
}

/** RGB pixels with an opacity for each. */
export function withAlpha(rgb: Uint8Array, alpha: (pixel: number) => number): Uint8Array {
  return Uint8Array.from({ length: (rgb.length / 3) * 4 }, (_, i) =>
    (i & 3) === 3 ? alpha(i >> 2) : rgb[3 * (i >> 2) + (i & 3)]!,
  );
}

/** A chunk of RIFF. */
export function webpChunk(name: string, ...bodies: Uint8Array[]): Uint8Array {
  const body = concatBytes(...bodies);
  return concatBytes(utf8(name), little(body.length, 4), body, new Uint8Array(body.length & 1));
}

/** An extended WebP of these chunks; flags as in RFC 9649: 2 animation, 4 XMP, 8 Exif, 16 alpha, 32 ICC profile. */
export function extendedWebp(
  size: { width: number; height: number; flags: number },
  ...chunks: Uint8Array[]
): Uint8Array {
  const head = webpChunk("VP8X", little(size.flags, 4), little(size.width - 1, 3), little(size.height - 1, 3));
  const body = concatBytes(utf8("WEBP"), head, ...chunks);
  return concatBytes(utf8("RIFF"), little(body.length, 4), body);
}

/** One picture of an animation, from a still WebP. */
export function webpFrame(
  place: { x: number; y: number; width: number; height: number },
  still: Uint8Array,
): Uint8Array {
  const { x, y, width, height } = place;
  const numbers = [x / 2, y / 2, width - 1, height - 1, 100].map((value) => little(value, 3));
  return webpChunk("ANMF", ...numbers, Uint8Array.of(0), still.subarray(12));
}
