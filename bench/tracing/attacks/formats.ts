import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import decodeAvif, { init as startAvifDecoder } from "@jsquash/avif/decode.js";
import encodeAvif, { init as startAvifEncoder } from "@jsquash/avif/encode.js";
import encodeWebp, { init as startWebpEncoder } from "@jsquash/webp/encode.js";
import { decodePicture, encodeJpeg, type Picture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import type { Step } from "./attack.ts";

const require = createRequire(import.meta.url);

async function compiled(file: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(require.resolve(file)));
}

function rgbaOf({ width, height, rgb }: Picture): ImageData {
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0, p = 0; i < data.length; i += 4, p += 3) {
    data[i] = rgb[p]!;
    data[i + 1] = rgb[p + 1]!;
    data[i + 2] = rgb[p + 2]!;
  }
  return { width, height, data, colorSpace: "srgb" };
}

function rgbOf({ width, height, data }: { width: number; height: number; data: Uint8ClampedArray }): Picture {
  const rgb = new Uint8Array(3 * width * height);
  for (let i = 0, p = 0; p < rgb.length; i += 4, p += 3) {
    rgb[p] = data[i]!;
    rgb[p + 1] = data[i + 1]!;
    rgb[p + 2] = data[i + 2]!;
  }
  return { width, height, rgb };
}

/** Saved as a JPEG with libjpeg's tables, 4:2:0, and read again. */
export function jpeg(quality: number): Step {
  return { apply: (picture) => decodePicture(encodeJpeg({ picture, quality }), { codecs: nodeCodecs }) };
}

let webpEncoder: Promise<unknown> | undefined;

/** Saved by libwebp, and read again by the product's own decoder. */
export function webp(quality: number): Step {
  return {
    async apply(picture) {
      webpEncoder ??= compiled("@jsquash/webp/codec/enc/webp_enc_simd.wasm").then((module) => startWebpEncoder(module));
      await webpEncoder;
      const bytes = new Uint8Array(await encodeWebp(rgbaOf(picture), { quality }));
      return decodePicture(bytes, { codecs: nodeCodecs });
    },
  };
}

let avifCodec: Promise<unknown> | undefined;

async function startAvif(): Promise<void> {
  await startAvifEncoder(await compiled("@jsquash/avif/codec/enc/avif_enc.wasm"));
  await startAvifDecoder(await compiled("@jsquash/avif/codec/dec/avif_dec.wasm"));
}

/** Saved by libavif, 4:2:0, fast, and read again. `quality` on libavif's scale, 0 to 100. */
export function avif(quality: number): Step {
  return {
    async apply(picture) {
      avifCodec ??= startAvif();
      await avifCodec;
      const decoded = await decodeAvif(await encodeAvif(rgbaOf(picture), { quality, speed: 8 }));
      if (decoded === null) throw new Error("libavif does not read what it wrote");
      return rgbOf(decoded);
    },
  };
}

/** How a changed picture is usually kept: JPEG at quality 85. */
export const saved = jpeg(85);
