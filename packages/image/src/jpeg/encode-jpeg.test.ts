import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePicture } from "../decode-picture.ts";
import { nodeCodecs } from "../node/codecs.ts";
import { lumaOf, type Picture } from "../picture.ts";
import { psnr } from "../testing/psnr.ts";
import { texturedPicture } from "../testing/textured-picture.ts";
import { hasTool, runTool } from "../testing/tool.ts";
import { encodeJpeg } from "./encode-jpeg.ts";
import { quantTables } from "./quantisation.ts";

const decode = (bytes: Uint8Array) => decodePicture(bytes, { codecs: nodeCodecs });
const djpeg = hasTool("djpeg");

describe("a baseline JPEG", () => {
  it("has the quantisation tables that libjpeg gives the same quality", () => {
    // cjpeg -quality 50 writes T.81's tables as they are; 90 starts with these, 100 is all ones.
    expect([...quantTables(50).luma.subarray(0, 8)]).toEqual([16, 11, 12, 14, 12, 10, 16, 14]);
    expect([...quantTables(90).luma.subarray(0, 8)]).toEqual([3, 2, 2, 3, 2, 2, 3, 3]);
    expect(quantTables(100).chroma.every((divisor) => divisor === 1)).toBe(true);
  });

  it.each([
    ["4:4:4", 100, 40],
    ["4:4:4", 90, 32],
    ["4:2:0", 95, 28],
    ["4:2:0", 50, 25],
  ] as const)("at %s and quality %i looks like the picture", async (subsampling, quality, atLeastDb) => {
    const picture = texturedPicture(160, 112);
    const decoded = await decode(encodeJpeg({ picture, quality, subsampling }));
    expect(psnr(decoded.rgb, picture.rgb)).toBeGreaterThan(atLeastDb);
  });

  it("gets brightness right to a level at quality 100", async () => {
    const picture = texturedPicture(96, 64);
    const decoded = await decode(encodeJpeg({ picture, quality: 100, subsampling: "4:4:4" }));
    expect(psnr(lumaOf(decoded).luma, lumaOf(picture).luma)).toBeGreaterThan(47);
  });

  it("keeps plain colours plain", async () => {
    for (const colour of [
      [0, 0, 0],
      [255, 255, 255],
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [127, 127, 127],
    ]) {
      const picture: Picture = {
        width: 19,
        height: 21,
        rgb: Uint8Array.from({ length: 3 * 19 * 21 }, (_, i) => colour[i % 3]!),
      };
      const decoded = await decode(encodeJpeg({ picture, quality: 95 }));
      for (let i = 0; i < decoded.rgb.length; i++)
        expect(Math.abs(decoded.rgb[i]! - colour[i % 3]!)).toBeLessThanOrEqual(3);
    }
  });

  it("keeps the most violent contrasts, where codes are longest", async () => {
    const rgb = new Uint8Array(3 * 64 * 64);
    for (let i = 0; i < rgb.length; i++) rgb[i] = ((i / 3) * 2_654_435_761) % 4294967296 > 2 ** 31 ? 255 : 0;
    const picture = { width: 64, height: 64, rgb };
    const decoded = await decode(encodeJpeg({ picture, quality: 100, subsampling: "4:4:4" }));
    expect(psnr(decoded.rgb, rgb)).toBeGreaterThan(38);
  });

  it("can be grey, with one component", async () => {
    const luma = lumaOf(texturedPicture(75, 41));
    const file = encodeJpeg({ picture: luma, quality: 95 });
    const decoded = await decode(file);
    expect(psnr(lumaOf(decoded).luma, luma.luma)).toBeGreaterThan(38);
    expect(file.length).toBeLessThan(encodeJpeg({ picture: texturedPicture(75, 41), quality: 95 }).length);
  });

  it("can have any size", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 70 }),
        fc.constantFrom("4:2:0" as const, "4:4:4" as const),
        async (width, height, subsampling) => {
          const picture = texturedPicture(width, height);
          const decoded = await decode(encodeJpeg({ picture, quality: 95, subsampling }));
          expect([decoded.width, decoded.height]).toEqual([width, height]);
          expect(psnr(lumaOf(decoded).luma, lumaOf(picture).luma)).toBeGreaterThan(32);
        },
      ),
      { numRuns: 40 },
    );
    expect((await decode(encodeJpeg({ picture: texturedPicture(1, 5000), quality: 80 }))).height).toBe(5000);
    expect((await decode(encodeJpeg({ picture: texturedPicture(5000, 1), quality: 80 }))).width).toBe(5000);
  });

  it.skipIf(!djpeg)("is read by djpeg without a warning (skipped where djpeg is not installed)", () => {
    for (const file of [
      encodeJpeg({ picture: texturedPicture(200, 123), quality: 75 }),
      encodeJpeg({ picture: texturedPicture(17, 3), quality: 100, subsampling: "4:4:4" }),
      encodeJpeg({ picture: lumaOf(texturedPicture(33, 9)), quality: 30 }),
    ]) {
      expect(runTool("djpeg", [], file)).toMatchObject({ ok: true, complaints: "" });
    }
  });
});
