import { describe, expect, it } from "vitest";
import { type DecodePictureOptions, decodePicture } from "../decode-picture.ts";
import { noCodecs } from "../testing/codecs.ts";
import { writeGif } from "../testing/write-gif.ts";

const decode = (bytes: Uint8Array, options: Partial<DecodePictureOptions> = {}) =>
  decodePicture(bytes, { codecs: noCodecs, ...options });

const palette = Uint8Array.from({ length: 768 }, (_, i) => (i * 89) & 255);
const colourOf = (index: number): number[] => [...palette.subarray(3 * index, 3 * index + 3)];
/** Runs, so that codes become long, and noise, so that the table runs full. */
const texture = (x: number, y: number): number =>
  y % 3 === 0 ? (x >> 4) & 255 : (x * x * 31 + y * 7919 + x * y) & 255;

function pixelAt(picture: { width: number; rgb: Uint8Array }, x: number, y: number): number[] {
  const at = 3 * (y * picture.width + x);
  return [...picture.rgb.subarray(at, at + 3)];
}

describe("a GIF", () => {
  it.each([
    [1, 1, false],
    [1, 300, false],
    [7, 9, true],
    [5, 3, true],
    [201, 143, false],
    [201, 143, true],
  ])("is read exactly: %i x %i, interlaced %s", async (width, height, interlaced) => {
    const frame = { x: 0, y: 0, width, height, interlaced, index: texture };
    const picture = await decode(writeGif({ width, height, palette, frames: [frame] }));
    expect(picture).toMatchObject({ format: "gif", width, height, frames: 1, hadAlpha: false });
    const wanted = Uint8Array.from(
      Array.from({ length: width * height }, (_, i) => colourOf(texture(i % width, Math.floor(i / width)))).flat(),
    );
    expect(picture.rgb).toEqual(wanted);
  });

  it("that moves is read by its first picture, laid on white where that is see-through or smaller than the screen", async () => {
    const picture = await decode(
      writeGif({
        width: 6,
        height: 5,
        palette,
        frames: [
          { x: 2, y: 1, width: 3, height: 3, transparent: 9, index: (x, y) => (x === y ? 9 : 4) },
          { x: 0, y: 0, width: 6, height: 5, index: () => 7 },
          { x: 0, y: 0, width: 6, height: 5, index: () => 8 },
        ],
      }),
    );
    expect(picture).toMatchObject({ width: 6, height: 5, frames: 3, hadAlpha: true });
    expect(pixelAt(picture, 0, 0)).toEqual([255, 255, 255]);
    expect(pixelAt(picture, 2, 1)).toEqual([255, 255, 255]);
    expect(pixelAt(picture, 3, 1)).toEqual(colourOf(4));
    expect(pixelAt(picture, 4, 3)).toEqual([255, 255, 255]);
  });

  it("that was cut short is refused, and shown as far as it goes when asked", async () => {
    const frame = { x: 0, y: 0, width: 90, height: 80, index: texture };
    const file = writeGif({ width: 90, height: 80, palette, frames: [frame] });
    const cut = file.subarray(0, Math.floor(file.length * 0.8));
    await expect(decode(cut)).rejects.toMatchObject({ code: "image-damaged" });
    const partly = await decode(cut, { tolerant: true });
    expect(pixelAt(partly, 50, 10)).toEqual(colourOf(texture(50, 10)));
    expect(pixelAt(partly, 89, 79)).toEqual([255, 255, 255]);
  });

  it("is refused for its size by its header, and without a picture", async () => {
    const frame = { x: 0, y: 0, width: 4, height: 4, index: texture };
    const file = writeGif({ width: 4, height: 4, palette, frames: [frame] });
    file.set([0xff, 0xff, 0xff, 0xff], 6);
    await expect(decode(file)).rejects.toMatchObject({ code: "image-too-large" });
    const empty = writeGif({ width: 4, height: 4, palette, frames: [] });
    await expect(decode(empty)).rejects.toMatchObject({ code: "image-damaged" });
  });
});
