import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cropPicture, lumaOf } from "./picture.ts";
import { lumaAtSize, resizeLuma, resizePicture, sizeWithin } from "./resize.ts";
import { psnr } from "./testing/psnr.ts";
import { texturedPicture } from "./testing/textured-picture.ts";

const size = fc.integer({ min: 1, max: 60 });

describe("resizing", () => {
  it("to the same size changes nothing", () => {
    const picture = texturedPicture(37, 23);
    expect(resizePicture(picture, { width: 37, height: 23 }).rgb).toEqual(picture.rgb);
  });

  it("keeps a plain picture plain, for any sizes", () => {
    fc.assert(
      fc.property(size, size, size, size, fc.nat({ max: 255 }), (width, height, toWidth, toHeight, level) => {
        const plain = { width, height, luma: new Uint8Array(width * height).fill(level) };
        const resized = resizeLuma(plain, { width: toWidth, height: toHeight });
        expect(resized.luma.length).toBe(toWidth * toHeight);
        expect(resized.luma.every((value) => value === level)).toBe(true);
      }),
    );
  });

  it("gives brightness straight from a picture, the same as by way of its whole brightness", () => {
    fc.assert(
      fc.property(size, size, size, size, (width, height, toWidth, toHeight) => {
        const picture = texturedPicture(width, height);
        const to = { width: toWidth, height: toHeight };
        expect(lumaAtSize(picture, to)).toEqual(resizeLuma(lumaOf(picture), to));
      }),
    );
  });

  it("has no aliasing: stripes of one pixel become grey", () => {
    const stripes = {
      width: 200,
      height: 40,
      luma: Uint8Array.from({ length: 8000 }, (_, i) => (i % 2 === 0 ? 0 : 255)),
    };
    const half = resizeLuma(stripes, { width: 90, height: 20 }).luma;
    const inner = half.filter((_, i) => i % 90 > 3 && i % 90 < 86);
    expect(Math.max(...inner.map((value) => Math.abs(value - 127.5)))).toBeLessThan(12);
  });

  it("stays in place: a smooth picture enlarged and reduced again is as before", () => {
    const luma = {
      width: 64,
      height: 48,
      luma: Uint8Array.from(
        { length: 64 * 48 },
        (_, i) => 128 + 100 * Math.sin((i % 64) / 6) * Math.cos(Math.floor(i / 64) / 5),
      ),
    };
    const there = resizeLuma(luma, { width: 160, height: 111 });
    expect(psnr(resizeLuma(there, { width: 64, height: 48 }).luma, luma.luma)).toBeGreaterThan(45);
  });

  it("does the same to colours as to brightness", () => {
    const picture = texturedPicture(50, 40);
    const grey = { ...picture, rgb: picture.rgb.map((_, i) => picture.rgb[3 * Math.floor(i / 3)]!) };
    const size = { width: 21, height: 33 };
    expect(lumaOf(resizePicture(grey, size)).luma).toEqual(resizeLuma(lumaOf(grey), size).luma);
  });

  it("plans a size within a number of pixels", () => {
    expect(sizeWithin({ width: 4000, height: 3000 }, 3e6)).toEqual({ width: 2000, height: 1500 });
    expect(sizeWithin({ width: 40, height: 30 }, 3e6)).toEqual({ width: 40, height: 30 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 9999 }), (width, height) => {
        const within = sizeWithin({ width, height }, 20_000);
        expect(Math.min(within.width, within.height)).toBeGreaterThanOrEqual(1);
        expect(within.width * within.height).toBeLessThanOrEqual(Math.max(20_000, within.width, within.height));
      }),
    );
  });
});

describe("cropping", () => {
  it("takes the rectangle, clipped to the picture", () => {
    const picture = texturedPicture(30, 20);
    const part = cropPicture(picture, { x: 10, y: 5, width: 4, height: 3 });
    expect([part.width, part.height]).toEqual([4, 3]);
    expect([...part.rgb.subarray(0, 12)]).toEqual([...picture.rgb.subarray(3 * (5 * 30 + 10), 3 * (5 * 30 + 14))]);
    expect(cropPicture(picture, { x: 28, y: -4, width: 10, height: 100 })).toMatchObject({ width: 2, height: 20 });
    expect(cropPicture(picture, { x: 99, y: 99, width: 0, height: 0 })).toMatchObject({ width: 1, height: 1 });
  });
});
