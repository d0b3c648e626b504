import { WhosecopyError } from "@whosecopy/protocol";
import { profileSource } from "../colour/profile-source.ts";
import { decodePicture } from "../decode-picture.ts";
import { encodeJpeg } from "../jpeg/encode-jpeg.ts";
import { nodeCodecs } from "../node/codecs.ts";
import { av1Film, av1Tile, av1TileHdr, hevcAlpha, hevcTile } from "./coded-tiles.ts";
import { texturedPicture } from "./textured-picture.ts";
import { profileSegments, writeCmykJpeg } from "./write-cmyk-jpeg.ts";
import { writeGif } from "./write-gif.ts";
import { gridData, ispe, pixi, writeHeif } from "./write-heif.ts";
import { colorants, gammaTag, lut8Tag, matrixProfile, srgbTag, writeIcc } from "./write-icc.ts";
import { extendedWebp, webpChunk, webpFrame, withAlpha, writeWebp } from "./write-webp.ts";
import { writePng } from "./write-png.ts";

/** Something that reads untrusted bytes, and files that it reads when they are whole. */
export interface FuzzTarget {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  /** Ends normally, or throws what a hostile file may lead to; anything else is a fault. */
  run(bytes: Uint8Array): Promise<void>;
}

const expected: ReadonlySet<string> = new Set([
  "image-damaged",
  "image-unsupported",
  "image-too-large",
  "out-of-memory",
]);

/** Decodes what may be no picture; fails on errors that are not one of a picture's own. */
export async function decodeHostile(bytes: Uint8Array): Promise<void> {
  for (const tolerant of [false, true]) {
    try {
      const { width, height, rgb } = await decodePicture(bytes, { codecs: nodeCodecs, tolerant, maxPixels: 1e6 });
      if (rgb.length !== 3 * width * height) throw new Error("pixels are missing");
    } catch (error) {
      if (!(error instanceof WhosecopyError) || !expected.has(error.code)) throw error;
    }
  }
}

/** Every place where this package reads bytes of strangers: one target per format, and ICC profiles alone. */
export async function fuzzTargets(): Promise<readonly FuzzTarget[]> {
  const { width, height, rgb } = texturedPicture(40, 24);
  const picture = { width, height, rgb };
  const profile = matrixProfile(colorants.displayP3, srgbTag);
  const jpeg = encodeJpeg({ picture, quality: 85 });
  const plane = Uint8Array.from({ length: width * height }, (_, i) => rgb[3 * i]!);
  const planes = [plane, plane, plane, plane];
  const palette = Uint8Array.from({ length: 768 }, (_, i) => (i * 89) & 255);
  const frame = { x: 0, y: 0, width, height, index: (x: number, y: number) => (x * y) & 255 };
  const webp = await writeWebp({ width, height, rgba: withAlpha(rgb, (pixel) => 255 - (pixel & 7)) });
  const hevc = { type: "hvc1", data: hevcTile.data, properties: [["hvcC", hevcTile.config] as const, ispe(64, 64)] };
  const grid = { type: "grid", data: gridData(2, 1, 120, 60), properties: [ispe(120, 60), pixi(8)], inMeta: true };
  const colr = ["colr", Uint8Array.of(0x70, 0x72, 0x6f, 0x66, ...profile)] as const;
  const alphaProperties = [
    ["hvcC", hevcAlpha.config] as const,
    ispe(64, 64),
    ["auxC", Uint8Array.from("\0\0\0\0urn:mpeg:hevc:2015:auxid:1\0", (letter) => letter.charCodeAt(0))] as const,
  ];
  const alpha = { type: "hvc1", data: hevcAlpha.data, properties: alphaProperties };
  const turned = [["irot", Uint8Array.of(1)] as const, ["imir", Uint8Array.of(0)] as const];
  const av1 = (tile: typeof av1Tile, bits: number) => ({
    type: "av01",
    data: tile.data,
    properties: [["av1C", tile.config] as const, ispe(64, 64), pixi(bits), ...turned],
  });
  const sample = (x: number, y: number, c: number): number => (x * 13 + y * 29 + c * 101) & 15;
  const png = (colourType: number, bitDepth: number, interlaced: boolean): Uint8Array =>
    writePng({
      width,
      height,
      colourType,
      bitDepth,
      interlaced,
      sample,
      ...(colourType === 3 ? { palette: palette.subarray(0, 48) } : {}),
    });
  const inks = lut8Tag(4, ([c = 0, m = 0, y = 0, k = 0]) => [(1 - k) * (100 - 20 * (c + m + y)), 40 * (m - c), 40 * y]);
  return [
    {
      name: "JPEG",
      seeds: [
        jpeg,
        Uint8Array.from([
          ...jpeg.subarray(0, 2),
          ...profileSegments(profile, 200).flatMap((part) => [...part]),
          ...jpeg.subarray(2),
        ]),
        writeCmykJpeg({ width, height, planes, adobeTransform: 2 }),
      ],
      run: decodeHostile,
    },
    { name: "PNG", seeds: [png(2, 8, false), png(3, 4, true), png(6, 16, true)], run: decodeHostile },
    {
      name: "WebP",
      seeds: [
        webp,
        extendedWebp(
          { width, height, flags: 2 | 16 | 32 },
          webpChunk("ICCP", profile),
          webpFrame({ x: 0, y: 0, width, height }, webp),
        ),
      ],
      run: decodeHostile,
    },
    {
      name: "GIF",
      seeds: [
        writeGif({ width, height, palette, frames: [frame, { ...frame, transparent: 4 }] }),
        writeGif({ width, height, palette, frames: [{ ...frame, interlaced: true }] }),
      ],
      run: decodeHostile,
    },
    {
      name: "HEIC",
      seeds: [
        writeHeif("heic", [{ ...hevc, properties: [...hevc.properties, colr, ...turned] }]),
        writeHeif("heic", [grid, hevc, hevc], [["dimg", 1, [2, 3]]]),
        writeHeif("heic", [hevc, alpha], [["auxl", 2, [1]]]),
      ],
      run: decodeHostile,
    },
    {
      name: "AVIF",
      seeds: [
        writeHeif("avif", [av1(av1Tile, 8)]),
        writeHeif("avif", [av1(av1TileHdr, 10)]),
        writeHeif("avif", [grid, av1(av1Tile, 8), av1(av1Tile, 8)], [["dimg", 1, [2, 3]]]),
        av1Film,
      ],
      run: decodeHostile,
    },
    {
      name: "ICC profile",
      seeds: [profile, matrixProfile(colorants.adobeRgb, gammaTag(2.2)), writeIcc("CMYK", "Lab ", { A2B0: inks })],
      run: (bytes) => {
        for (const channels of [1, 3, 4] as const) profileSource(bytes, channels);
        return Promise.resolve();
      },
    },
  ];
}
