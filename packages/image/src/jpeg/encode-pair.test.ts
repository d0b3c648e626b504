import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePicture } from "../decode-picture.ts";
import { nodeCodecs } from "../node/codecs.ts";
import { lumaOf, type Picture } from "../picture.ts";
import { texturedPicture } from "../testing/textured-picture.ts";
import { encodeJpeg } from "./encode-jpeg.ts";
import { encodePair, type PatternRows } from "./encode-pair.ts";
import { jpegFile } from "./jpeg-file.ts";
import type { Runs } from "./run-writer.ts";

const decode = (bytes: Uint8Array) => decodePicture(bytes, { codecs: nodeCodecs });
const runList = (runs: Runs) =>
  Array.from({ length: runs.starts.length - 1 }, (_, i) => runs.bytes.subarray(runs.starts[i], runs.starts[i + 1]));

function waves(width: number, amplitude: number): PatternRows {
  return {
    rows(y0, count, out) {
      for (let y = 0; y < count; y++) {
        for (let x = 0; x < width; x++) out[y * width + x] = amplitude * Math.sin(x / 5 + (y0 + y) / 3);
      }
    },
  };
}

const none: PatternRows = { rows: (_y0, _count, out) => out.fill(0) };

describe("two variants of a picture", () => {
  it("are both the picture itself, byte for byte, when the pattern is nothing", async () => {
    const picture = texturedPicture(100, 50);
    const pair = await encodePair({ picture, pattern: none, quality: 85, restartInterval: 7 });
    expect(pair.plus.bytes).toEqual(pair.minus.bytes);
    expect(pair.psnrDb).toBe(Infinity);
    const marked = await decode(jpegFile(pair.head, runList(pair.plus)));
    const plain = await decode(encodeJpeg({ picture, quality: 85 }));
    expect(marked.rgb).toEqual(plain.rgb);
  });

  it("differ by twice the pattern, in brightness alone", async () => {
    const picture = texturedPicture(96, 64);
    const pair = await encodePair({ picture, pattern: waves(96, 6), quality: 98, restartInterval: 2 });
    const plus = lumaOf(await decode(jpegFile(pair.head, runList(pair.plus)))).luma;
    const minus = lumaOf(await decode(jpegFile(pair.head, runList(pair.minus)))).luma;
    const expected = new Float32Array(96 * 64);
    waves(96, 12).rows(0, 64, expected);
    let error = 0;
    for (let i = 0; i < expected.length; i++) error += (plus[i]! - minus[i]! - expected[i]!) ** 2;
    expect(Math.sqrt(error / expected.length)).toBeLessThan(1.6);
  });

  it("state how far they are from the picture", async () => {
    const grey: Picture = { width: 64, height: 64, rgb: new Uint8Array(3 * 64 * 64).fill(128) };
    const flat: PatternRows = { rows: (_y0, _count, out) => out.fill(2) };
    const pair = await encodePair({ picture: grey, pattern: flat, quality: 90, restartInterval: 4 });
    expect(pair.psnrDb).toBeCloseTo(10 * Math.log10((255 * 255) / 4), 3);
    // White cannot become whiter: half of the change is lost.
    const white = { ...grey, rgb: new Uint8Array(grey.rgb.length).fill(255) };
    const clipped = await encodePair({ picture: white, pattern: flat, quality: 90, restartInterval: 4 });
    expect(clipped.psnrDb).toBeCloseTo(10 * Math.log10((255 * 255) / 2), 3);
  });

  it("can exchange any runs: a mix shows each block as the variant it came from does", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          width: fc.integer({ min: 1, max: 140 }),
          height: fc.integer({ min: 1, max: 70 }),
          quality: fc.integer({ min: 30, max: 98 }),
          divisor: fc.nat({ max: 100 }),
          picks: fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
        }),
        async ({ width, height, quality, divisor, picks }) => {
          const mcusPerRow = Math.ceil(width / 16);
          const divisors = Array.from({ length: mcusPerRow }, (_, i) => i + 1).filter((d) => mcusPerRow % d === 0);
          const restartInterval = divisors[divisor % divisors.length]!;
          const pair = await encodePair({
            picture: texturedPicture(width, height),
            pattern: waves(width, 5),
            quality,
            restartInterval,
          });
          const [plus, minus] = [runList(pair.plus), runList(pair.minus)];
          const pick = (run: number): boolean => picks[run % picks.length]!;
          const mixed = plus.map((run, i) => (pick(i) ? run : minus[i]!));
          // Colour is the same in both variants, so that smooth upsampling across seams changes nothing.
          const pixels = async (runs: readonly Uint8Array[]) => (await decode(jpegFile(pair.head, runs))).rgb;
          const [a, b, mix] = [await pixels(plus), await pixels(minus), await pixels(mixed)];
          const composite = mix.map((_, i) => {
            const x = Math.floor(i / 3) % width;
            const y = Math.floor(i / 3 / width);
            const run = Math.floor((Math.floor(y / 16) * mcusPerRow + Math.floor(x / 16)) / restartInterval);
            return (pick(run) ? a : b)[i]!;
          });
          expect(mix).toEqual(composite);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("stop when cancelled", async () => {
    const controller = new AbortController();
    const job = encodePair({
      picture: texturedPicture(64, 640),
      pattern: none,
      quality: 80,
      restartInterval: 1,
      signal: controller.signal,
      onProgress: (done) => {
        if (done > 0.5) controller.abort();
      },
    });
    await expect(job).rejects.toMatchObject({ code: "cancelled" });
  });

  it("are refused an interval that would let runs cross lines", async () => {
    const job = encodePair({ picture: texturedPicture(64, 16), pattern: none, quality: 80, restartInterval: 3 });
    await expect(job).rejects.toMatchObject({ code: "internal" });
  });
});
