import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { concatBytes, u16be, u32be, utf8, WhosecopyError } from "@whosecopy/protocol";
import { beforeAll, describe, expect, it } from "vitest";
import { type DecodePictureOptions, decodePicture } from "./decode-picture.ts";
import { encodeJpeg } from "./jpeg/encode-jpeg.ts";
import { outputQuality } from "./jpeg/output-quality.ts";
import { nodeCodecs } from "./node/codecs.ts";
import { orientPicture } from "./orient.ts";
import { cropPicture } from "./picture.ts";
import { noCodecs } from "./testing/codecs.ts";
import { psnr } from "./testing/psnr.ts";
import { texturedPicture } from "./testing/textured-picture.ts";
import { profileSegments } from "./testing/write-cmyk-jpeg.ts";
import { colorants, gammaTag, matrixProfile, srgbTag, writeIcc } from "./testing/write-icc.ts";
import { extendedWebp, webpChunk, webpFrame, withAlpha, writeWebp } from "./testing/write-webp.ts";
import { pngChunk, writePng } from "./testing/write-png.ts";

const decode = (bytes: Uint8Array, options: Partial<DecodePictureOptions> = {}) =>
  decodePicture(bytes, { codecs: nodeCodecs, ...options });

const picture = texturedPicture(48, 32);
const jpeg = encodeJpeg({ picture, quality: 90 });
let webp: Uint8Array;

beforeAll(async () => {
  webp = await writeWebp({ ...picture, rgba: withAlpha(picture.rgb, () => 255) });
});

/** Puts a segment behind the JPEG's first two bytes. */
function withSegment(file: Uint8Array, marker: number, body: Uint8Array): Uint8Array {
  return concatBytes(file.subarray(0, 2), Uint8Array.of(0xff, marker), u16be(body.length + 2), body, file.subarray(2));
}

function exif(orientation: number, byteOrder: "II" | "MM"): Uint8Array {
  const short = (value: number): Uint8Array => (byteOrder === "MM" ? u16be(value) : u16be(value).reverse());
  const long = (value: number): Uint8Array => (byteOrder === "MM" ? u32be(value) : u32be(value).reverse());
  return concatBytes(
    utf8("Exif\0\0"),
    utf8(byteOrder),
    short(42),
    long(8),
    short(2),
    short(0x010f),
    short(2),
    long(4),
    utf8("abc\0"),
    short(0x0112),
    short(3),
    long(1),
    short(orientation),
    short(0),
    long(0),
  );
}

describe("decoding a picture", () => {
  it("recognises it by content", async () => {
    expect(await decode(jpeg)).toMatchObject({ format: "jpeg", width: 48, height: 32 });
    expect(await decode(webp)).toMatchObject({ format: "webp", width: 48, height: 32 });
  });

  it("gives a lossless WebP back exactly", async () => {
    expect((await decode(webp)).rgb).toEqual(picture.rgb);
  });

  it.each([
    ["a PDF", utf8("%PDF-1.7")],
    ["an MP4", concatBytes(u32be(24), utf8("ftypisom"))],
    ["an SVG", utf8("<svg xmlns='x'>")],
    ["an empty file", new Uint8Array(0)],
    ["not a picture", utf8("hello")],
  ])("refuses others and says what they seem to be: %s", async (name, bytes) => {
    await expect(decode(bytes)).rejects.toMatchObject({ code: "image-unsupported" });
    await expect(decode(bytes)).rejects.toThrow(name);
  });

  it.each(["II", "MM"] as const)("turns pictures upright as their Exif says (%s)", async (byteOrder) => {
    const { width, height, rgb } = await decode(jpeg);
    // For each orientation: which stored pixel the upright pixel (x, y) is.
    const stored: Record<number, (x: number, y: number) => [number, number]> = {
      1: (x, y) => [x, y],
      2: (x, y) => [width - 1 - x, y],
      3: (x, y) => [width - 1 - x, height - 1 - y],
      4: (x, y) => [x, height - 1 - y],
      5: (x, y) => [y, x],
      6: (x, y) => [y, height - 1 - x],
      7: (x, y) => [width - 1 - y, height - 1 - x],
      8: (x, y) => [width - 1 - y, x],
    };
    for (const [orientation, from] of Object.entries(stored)) {
      const upright = await decode(withSegment(jpeg, 0xe1, exif(Number(orientation), byteOrder)));
      expect([upright.width, upright.height]).toEqual(Number(orientation) > 4 ? [height, width] : [width, height]);
      for (let y = 0; y < upright.height; y++) {
        for (let x = 0; x < upright.width; x++) {
          const [sx, sy] = from(x, y);
          const at = 3 * (sy * width + sx);
          const got = upright.rgb.subarray(3 * (y * upright.width + x), 3 * (y * upright.width + x) + 3);
          if (got[0] !== rgb[at] || got[1] !== rgb[at + 1] || got[2] !== rgb[at + 2])
            throw new Error(`${orientation}: ${String(x)},${String(y)}`);
        }
      }
    }
  });

  it("shows a picture whose Exif makes no sense as it is stored", async () => {
    const whole = exif(6, "MM");
    for (const body of [
      exif(9, "MM"),
      exif(0, "II"),
      whole.subarray(0, 20),
      utf8("Exif\0\0"),
      utf8("Exif\0\0XX*\0...."),
    ]) {
      expect(await decode(withSegment(jpeg, 0xe1, body))).toMatchObject({ width: 48, height: 32 });
    }
  });

  const kinds = [
    ...[1, 2, 4, 8, 16].map((bitDepth) => ({ colourType: 0, bitDepth })),
    ...[8, 16].map((bitDepth) => ({ colourType: 2, bitDepth })),
    ...[1, 2, 4, 8].map((bitDepth) => ({ colourType: 3, bitDepth })),
    ...[8, 16].flatMap((bitDepth) => [4, 6].map((colourType) => ({ colourType, bitDepth }))),
  ];
  it.each(
    kinds.flatMap((kind) => [
      { ...kind, interlaced: false },
      { ...kind, interlaced: true },
    ]),
  )(
    "reads every kind of PNG exactly: $colourType with $bitDepth bits, interlaced $interlaced",
    async ({ colourType, bitDepth, interlaced }) => {
      const top = 2 ** bitDepth - 1;
      const palette = Uint8Array.from({ length: 3 * Math.min(top + 1, 256) }, (_, i) => (i * 37) & 255);
      const sample = (x: number, y: number, channel: number): number =>
        (x * 13 + y * 29 + channel * 101 + ((x * y) >> 2)) % (top + 1);
      for (const [width, height] of [
        [1, 1],
        [3, 5],
        [19, 11],
        [40, 33],
      ] as const) {
        const file = writePng({
          width,
          height,
          colourType,
          bitDepth,
          interlaced,
          sample,
          ...(colourType === 3 ? { palette } : {}),
        });
        const { rgb } = await decode(file, { codecs: noCodecs });
        const level = (value: number): number => Math.round((value * 255) / top);
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const channel = (c: number): number => level(sample(x, y, c));
            let expected =
              colourType === 3
                ? [...palette.subarray(3 * sample(x, y, 0), 3 * sample(x, y, 0) + 3)]
                : [0, 1, 2].map((c) => channel(colourType === 2 || colourType === 6 ? c : 0));
            const alpha = colourType === 4 ? channel(1) : colourType === 6 ? channel(3) : 255;
            expected = expected.map((value) => Math.round((value * alpha + 255 * (255 - alpha)) / 255));
            expect([...rgb.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)]).toEqual(expected);
          }
        }
      }
    },
  );

  it("lays what is transparent over white: palettes and single colours, too", async () => {
    const byIndex = await decode(
      writePng({
        width: 2,
        height: 1,
        colourType: 3,
        bitDepth: 1,
        palette: Uint8Array.of(10, 20, 30, 40, 50, 60),
        transparency: Uint8Array.of(0),
        sample: (x) => x,
      }),
    );
    expect([...byIndex.rgb]).toEqual([255, 255, 255, 40, 50, 60]);
    const byColour = await decode(
      writePng({
        width: 2,
        height: 1,
        colourType: 2,
        bitDepth: 8,
        transparency: Uint8Array.of(0, 7, 0, 8, 0, 9),
        sample: (x, _y, c) => 7 + c + x,
      }),
    );
    expect([...byColour.rgb]).toEqual([255, 255, 255, 8, 9, 10]);
  });

  const p3 = matrixProfile(colorants.displayP3, srgbTag);

  /** A PNG with chunks behind its header. */
  const pngWith = (file: Uint8Array, ...chunks: Uint8Array[]): Uint8Array =>
    concatBytes(file.subarray(0, 33), ...chunks, file.subarray(33));
  const iccp = (profile: Uint8Array): Uint8Array =>
    pngChunk("iCCP", concatBytes(utf8("P3\0\0"), new Uint8Array(deflateSync(profile))));
  const sample = (x: number, y: number, c: number): number => picture.rgb[3 * (48 * y + x) + c]!;
  const png = writePng({ width: 48, height: 32, colourType: 2, bitDepth: 8, sample });

  it("brings Display P3 to sRGB the same, whatever the file", async () => {
    const [first, ...others] = await Promise.all([
      decode(pngWith(png, iccp(p3))),
      decode(pngWith(png, pngChunk("cICP", Uint8Array.of(12, 13, 0, 1)))),
      decode(extendedWebp({ width: 48, height: 32, flags: 32 }, webpChunk("ICCP", p3), webp.subarray(12))),
    ]);
    expect(psnr(first.rgb, picture.rgb)).toBeLessThan(35);
    for (const other of others) {
      expect(psnr(other.rgb, first.rgb)).toBeGreaterThan(45);
      expect(other.wideGamut).toBe(true);
    }
    const inJpeg = await decode(concatBytes(jpeg.subarray(0, 2), ...profileSegments(p3, 100), jpeg.subarray(2)));
    expect(psnr(inJpeg.rgb, first.rgb)).toBeGreaterThan(psnr((await decode(jpeg)).rgb, picture.rgb) - 2);
  });

  it("keeps what 16 bits add until colours are converted", async () => {
    const deep = writePng({
      width: 48,
      height: 32,
      colourType: 2,
      bitDepth: 16,
      sample: (x, y, c) => 257 * sample(x, y, c),
    });
    const [fine, coarse] = [await decode(pngWith(deep, iccp(p3))), await decode(pngWith(png, iccp(p3)))];
    expect(psnr(fine.rgb, coarse.rgb)).toBeGreaterThan(50);
  });

  it("reads gAMA and cHRM, and passes over sRGB's own numbers and what makes no sense", async () => {
    const numbers = (...values: number[]): Uint8Array => concatBytes(...values.map((value) => u32be(value)));
    const srgbChrm = pngChunk("cHRM", numbers(31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6000));
    const plain = await decode(pngWith(png, pngChunk("gAMA", numbers(45_455)), srgbChrm));
    expect(plain.rgb).toEqual(picture.rgb);
    expect((await decode(pngWith(png, pngChunk("cHRM", numbers(0, 0, 0, 0, 0, 0, 0, 0))))).rgb).toEqual(picture.rgb);
    expect((await decode(pngWith(png, pngChunk("gAMA", numbers(0))))).rgb).toEqual(picture.rgb);
    expect((await decode(pngWith(png, pngChunk("iCCP", utf8("x\0\0not deflated"))))).rgb).toEqual(picture.rgb);
    const linear = await decode(pngWith(png, pngChunk("gAMA", numbers(100_000))));
    expect(linear.rgb[0]).toBeGreaterThan(picture.rgb[0]!);
    const greyFile = writePng({ width: 48, height: 32, colourType: 0, bitDepth: 8, sample: (x, y) => sample(x, y, 0) });
    const grey = writeIcc("GRAY", "XYZ ", { kTRC: gammaTag(1) });
    const byGamma = await decode(pngWith(greyFile, pngChunk("gAMA", numbers(100_000))));
    expect((await decode(pngWith(greyFile, iccp(grey)))).rgb).toEqual(byGamma.rgb);
  });

  it("turns PNG and WebP upright, too", async () => {
    const tiff = exif(6, "MM").subarray(6);
    const turned = orientPicture(picture, 6);
    expect(await decode(pngWith(png, pngChunk("eXIf", tiff)))).toMatchObject({
      width: 32,
      height: 48,
      rgb: turned.rgb,
    });
    const file = extendedWebp({ width: 48, height: 32, flags: 8 }, webp.subarray(12), webpChunk("EXIF", tiff));
    expect(await decode(file)).toMatchObject({ width: 32, height: 48, rgb: turned.rgb });
  });

  it("gives the first picture of an animated WebP on its canvas, and tells how many there are", async () => {
    const still = await writeWebp({ ...picture, rgba: withAlpha(picture.rgb, (pixel) => (pixel === 0 ? 0 : 255)) });
    const file = extendedWebp(
      { width: 60, height: 40, flags: 2 | 16 },
      webpChunk("ANIM", new Uint8Array(6)),
      webpFrame({ x: 4, y: 6, width: 48, height: 32 }, still),
      webpFrame({ x: 0, y: 0, width: 48, height: 32 }, webp),
    );
    const shown = await decode(file);
    expect(shown).toMatchObject({ format: "webp", width: 60, height: 40, frames: 2, hadAlpha: true });
    const middle = cropPicture(shown, { x: 4, y: 6, width: 48, height: 32 });
    expect(middle.rgb.subarray(3)).toEqual(picture.rgb.subarray(3));
    expect([...shown.rgb.subarray(0, 3), ...middle.rgb.subarray(0, 3)]).toEqual([255, 255, 255, 255, 255, 255]);
    const beyond = extendedWebp(
      { width: 50, height: 40, flags: 2 },
      webpFrame({ x: 4, y: 6, width: 48, height: 32 }, still),
    );
    await expect(decode(beyond)).rejects.toMatchObject({ code: "image-damaged" });
  });

  it("takes a camera's word for Adobe RGB, where no profile says otherwise", async () => {
    const entry = (tag: number, type: number, count: number, value: Uint8Array): Uint8Array =>
      concatBytes(u16be(tag), u16be(type), u32be(count), value);
    const directory = (only: Uint8Array): Uint8Array => concatBytes(u16be(1), only, u32be(0));
    const tiff = (index: string): Uint8Array =>
      concatBytes(
        utf8("Exif\0\0MM"),
        u16be(42),
        u32be(8),
        directory(entry(0x8769, 4, 1, u32be(26))),
        directory(entry(0xa005, 4, 1, u32be(44))),
        directory(entry(1, 2, 4, utf8(`${index}\0`))),
      );
    const plain = await decode(jpeg);
    const byName = await decode(withSegment(jpeg, 0xe1, tiff("R03")));
    const adobe = profileSegments(matrixProfile(colorants.adobeRgb, gammaTag(563 / 256)));
    const byProfile = await decode(concatBytes(jpeg.subarray(0, 2), ...adobe, jpeg.subarray(2)));
    expect(psnr(byName.rgb, byProfile.rgb)).toBeGreaterThan(45);
    expect((await decode(withSegment(jpeg, 0xe1, tiff("R98")))).rgb).toEqual(plain.rgb);
  });

  it("tells the frames of an animated PNG, and whether anything was see-through", async () => {
    const frames = pngChunk("acTL", concatBytes(u32be(7), u32be(0)));
    expect(await decode(pngWith(png, frames))).toMatchObject({ frames: 7, hadAlpha: false });
    const opaque = writePng({ width: 4, height: 4, colourType: 6, bitDepth: 8, sample: () => 255 });
    expect(await decode(opaque)).toMatchObject({ frames: 1, hadAlpha: false });
    const clear = writePng({
      width: 4,
      height: 4,
      colourType: 6,
      bitDepth: 8,
      sample: (x, _y, c) => (c < 3 ? 9 : 255 - x),
    });
    expect(await decode(clear)).toMatchObject({ hadAlpha: true });
  });

  it("says which quality a JPEG was written with", async () => {
    for (const quality of [15, 50, 75, 90, 95, 100]) {
      const decoded = await decode(encodeJpeg({ picture, quality }));
      expect(decoded.jpegQuality).toBe(quality);
      expect(outputQuality(decoded)).toBe(Math.min(Math.max(quality, 75), 95));
    }
    expect(outputQuality(await decode(png))).toBe(90);
  });

  it("reads what is one pixel wide, or as long as a JPEG can be", async () => {
    for (const [width, height] of [
      [1, 1],
      [1, 65_500],
      [65_500, 1],
      [3, 4000],
    ] as const) {
      const rgb = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 7) & 127);
      const long = { width, height, rgb };
      expect(await decode(encodeJpeg({ picture: long, quality: 90 }))).toMatchObject({ width, height });
      const file = writePng({
        width,
        height,
        colourType: 2,
        bitDepth: 8,
        sample: (x, y, c) => rgb[3 * (y * width + x) + c]!,
      });
      expect((await decode(file)).rgb).toEqual(rgb);
    }
    const tooLong = writePng({ width: 1, height: 65_501, colourType: 0, bitDepth: 1, sample: () => 0 });
    await expect(decode(tooLong)).rejects.toMatchObject({ code: "image-too-large" });
  });

  it("refuses too many pixels by the header alone", async () => {
    const wide = concatBytes(jpeg);
    const frame = wide.findIndex((byte, i) => byte === 0xff && wide[i + 1] === 0xc0);
    wide.set([0x9c, 0x40, 0x9c, 0x40], frame + 5);
    await expect(decode(wide, { codecs: noCodecs, tolerant: true })).rejects.toMatchObject({ code: "image-too-large" });
    // In strict reading it is found to be too short for what it says first.
    await expect(decode(wide, { codecs: noCodecs })).rejects.toMatchObject({ code: "image-damaged" });
    const png = writePng({ width: 8, height: 8, colourType: 0, bitDepth: 8, sample: () => 0 });
    const header = concatBytes(u32be(60_000), u32be(60_000), Uint8Array.of(8, 0, 0, 0, 0));
    const hugePng = concatBytes(png.subarray(0, 8), pngChunk("IHDR", header), png.subarray(33));
    await expect(decode(hugePng, { codecs: noCodecs, tolerant: true })).rejects.toMatchObject({
      code: "image-too-large",
    });
    const hugeWebp = concatBytes(webp);
    hugeWebp.set([0x2f, 0xff, 0xff, 0xff, 0x0f], 20);
    await expect(decode(hugeWebp, { codecs: noCodecs })).rejects.toMatchObject({ code: "image-too-large" });
    await expect(decode(jpeg, { codecs: noCodecs, maxPixels: 48 * 32 - 1 })).rejects.toMatchObject({
      code: "image-too-large",
    });
    expect(await decode(jpeg, { maxPixels: 48 * 32 })).toMatchObject({ width: 48 });
  });

  it("refuses pictures without width or height", async () => {
    const flat = concatBytes(jpeg);
    const frame = flat.findIndex((byte, i) => byte === 0xff && flat[i + 1] === 0xc0);
    flat.set([0, 0], frame + 5);
    await expect(decode(flat, { tolerant: true, codecs: noCodecs })).rejects.toMatchObject({ code: "image-damaged" });
    const png = writePng({ width: 8, height: 8, colourType: 0, bitDepth: 8, sample: () => 0 });
    const header = concatBytes(u32be(0), u32be(8), Uint8Array.of(8, 0, 0, 0, 0));
    const flatPng = concatBytes(png.subarray(0, 8), pngChunk("IHDR", header), png.subarray(33));
    await expect(decode(flatPng, { tolerant: true })).rejects.toMatchObject({ code: "image-damaged" });
  });

  it("refuses kinds of JPEG that it would show wrongly", async () => {
    const frame = jpeg.findIndex((byte, i) => byte === 0xff && jpeg[i + 1] === 0xc0);
    for (const change of [
      { at: frame + 1, byte: 0xc3 },
      { at: frame + 1, byte: 0xc9 },
      { at: frame + 4, byte: 12 },
    ]) {
      const other = concatBytes(jpeg);
      other[change.at] = change.byte;
      await expect(decode(other, { codecs: noCodecs })).rejects.toMatchObject({ code: "image-unsupported" });
    }
  });

  it("refuses what was cut short, unless told to be tolerant", async () => {
    const cut = jpeg.subarray(0, Math.floor(jpeg.length * 0.85));
    await expect(decode(cut)).rejects.toMatchObject({ code: "image-damaged" });
    const partly = await decode(cut, { tolerant: true });
    const whole = await decode(jpeg);
    const top = 3 * 48 * 8;
    expect(psnr(partly.rgb.subarray(0, top), whole.rgb.subarray(0, top))).toBeGreaterThan(40);
    const png = writePng({
      width: 48,
      height: 32,
      colourType: 2,
      bitDepth: 8,
      sample: (x, y, c) => picture.rgb[3 * (48 * y + x) + c]!,
    });
    const cutPng = png.subarray(0, Math.floor(png.length * 0.7));
    await expect(decode(cutPng)).rejects.toMatchObject({ code: "image-damaged" });
    const partlyPng = await decode(cutPng, { tolerant: true });
    expect(partlyPng.rgb.subarray(0, top)).toEqual(picture.rgb.subarray(0, top));
    await expect(decode(webp.subarray(0, webp.length - 9))).rejects.toMatchObject({ code: "image-damaged" });
  });

  it("refuses a JPEG whose data ends early although its end marker is there", async () => {
    const patched = concatBytes(jpeg.subarray(0, Math.floor(jpeg.length * 0.7)), Uint8Array.of(0xff, 0xd9));
    await expect(decode(patched)).rejects.toMatchObject({ code: "image-damaged" });
  });

  it("survives any damage with an error of its own or a picture, in bounded time", async () => {
    const files = [
      jpeg,
      webp,
      withSegment(jpeg, 0xe1, exif(6, "II")),
      writePng({
        width: 20,
        height: 20,
        colourType: 6,
        bitDepth: 8,
        interlaced: true,
        sample: (x, y, c) => (x * y + c) & 255,
      }),
      writePng({
        width: 20,
        height: 20,
        colourType: 3,
        bitDepth: 4,
        palette: new Uint8Array(48),
        sample: (x) => x & 15,
      }),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(
          fc.record({
            at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
            bits: fc.integer({ min: 1, max: 255 }),
          }),
          { maxLength: 12 },
        ),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        async (file, flips, keep, tolerant) => {
          const damaged = file.slice(0, Math.ceil(file.length * Math.max(keep, 0.3)));
          for (const { at, bits } of flips) damaged[Math.floor(at * damaged.length)]! ^= bits;
          try {
            const { width, height, rgb } = await decode(damaged, { tolerant, maxPixels: 1e6 });
            expect(rgb.length).toBe(3 * width * height);
          } catch (error) {
            if (!(error instanceof WhosecopyError)) throw error;
            expect(["image-damaged", "image-unsupported", "image-too-large"]).toContain(error.code);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it("does not start when cancelled before", async () => {
    await expect(decode(jpeg, { codecs: noCodecs, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
  });

  const samples = join(process.env["WHOSECOPY_TESTDATA"] ?? "", "metadata", "exif-samples", "jpg");
  const cameras = listed(samples);
  it.skipIf(cameras.length === 0)(
    "reads camera pictures (skipped where the exif-samples are not at hand)",
    async () => {
      let read = 0;
      for (const file of cameras) {
        try {
          await decode(new Uint8Array(readFileSync(file)), { tolerant: true });
          read++;
        } catch (error) {
          expect(error).toBeInstanceOf(WhosecopyError);
        }
      }
      // The set has invalid files on purpose.
      expect(read / cameras.length).toBeGreaterThan(0.9);
    },
  );
});

function listed(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.jpe?g$/i.test(entry.name))
      .map((entry) => `${entry.parentPath}/${entry.name}`)
      .slice(0, 60);
  } catch {
    return [];
  }
}
