import { type Picture, resizePicture, sizeWithin } from "@whosecopy/image";
import { WhosecopyError } from "@whosecopy/protocol";
import type { ReadResult } from "zxing-wasm/reader";
import { PrivateValue } from "../../report/private-value.ts";
import type { Assets } from "../assets.ts";
import { boxAround, overlap, wholeBox } from "../box.ts";
import type { Detector } from "../detector.ts";
import { once } from "../once.ts";
import type { Box, Sighting } from "../sighting.ts";
import { stopIfAborted } from "../stop-if-aborted.ts";

/** Large pictures are also read at this size: coarse codes that fill them, noise and moire smoothed away. */
const fewPixels = 1.5e6;
/** Never read larger: a code that needs more detail would not scan either. */
const mostPixels = 12e6;

const squareCodes = new Set(["QRCode", "MicroQRCode", "rMQRCode", "Aztec", "DataMatrix", "MaxiCode"]);

/** Finds QR codes and barcodes, several at any angle, and says what they say. */
export function codeDetector(assets: Assets): Detector {
  const load = once(async () => {
    const reader = await import("zxing-wasm/reader");
    const wasmBinary = (await assets.loadBytes("code-reader")).slice().buffer;
    await reader.prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
    return reader;
  });
  return {
    id: "codes",
    finds: "QR codes and barcodes",
    async detect(picture, { signal, onProgress } = {}) {
      const { readBarcodes } = await load();
      const found: Sighting[] = [];
      const sizes = [sizeWithin(picture, mostPixels), sizeWithin(picture, fewPixels)];
      for (const [i, size] of sizes.entries()) {
        stopIfAborted(signal);
        if (i > 0 && size.width === sizes[0]!.width) break;
        const seen = size.width === picture.width ? picture : resizePicture(picture, size);
        const results = await guarded(() =>
          readBarcodes(withAlpha(seen), { tryHarder: true, tryInvert: true, tryRotate: true, maxNumberOfSymbols: 32 }),
        );
        for (const result of results.filter(({ isValid }) => isValid)) {
          const sighting = sightingOf(result, picture, picture.width / seen.width);
          if (!found.some((one) => overlap(one.box, sighting.box) > 0.3)) found.push(sighting);
        }
        onProgress?.((i + 1) / sizes.length);
      }
      return found;
    },
  };
}

function sightingOf({ format, position, text }: ReadResult, picture: Picture, scale: number): Sighting {
  const { topLeft, topRight, bottomLeft, bottomRight } = position;
  const corners = [topLeft, topRight, bottomLeft, bottomRight].map(({ x, y }) => ({
    x: x * scale,
    y: y * scale,
    width: scale,
    height: scale,
  }));
  const square = squareCodes.has(format);
  const box = square ? boxAround(corners) : barsAround(boxAround(corners));
  return {
    kind: square ? "qr-code" : "barcode",
    box: wholeBox(box, picture),
    // It has check digits or error correction of its own.
    sureness: 1,
    ...(text === "" ? {} : { value: new PrivateValue(text) }),
  };
}

/** A barcode is found along one line through it; the bars reach further than that. */
function barsAround(box: Box): Box {
  const thin = Math.min(box.width, box.height);
  const long = Math.max(box.width, box.height);
  const grow = Math.max(0, long * 0.5 - thin) / 2;
  return box.width >= box.height
    ? { ...box, y: box.y - grow, height: box.height + 2 * grow }
    : { ...box, x: box.x - grow, width: box.width + 2 * grow };
}

/** As a browser's ImageData, which the reader takes. */
function withAlpha({ width, height, rgb }: Picture): ImageData {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let i = 0, p = 0; i < data.length; i += 4, p += 3) {
    data[i] = rgb[p]!;
    data[i + 1] = rgb[p + 1]!;
    data[i + 2] = rgb[p + 2]!;
    data[i + 3] = 255;
  }
  return { data, width, height, colorSpace: "srgb" };
}

async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new WhosecopyError("out-of-memory", "the code reader stopped", { cause: error });
  }
}
