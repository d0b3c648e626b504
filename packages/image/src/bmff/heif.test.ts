import { concatBytes, u16be, u32be, utf8 } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { type DecodePictureOptions, decodePicture } from "../decode-picture.ts";
import { nodeCodecs } from "../node/codecs.ts";
import type { Picture } from "../picture.ts";
import { noCodecs } from "../testing/codecs.ts";
import { av1Film, av1Tile, av1TileHdr, hevcAlpha, hevcTile, tileColour } from "../testing/coded-tiles.ts";
import { psnr } from "../testing/psnr.ts";
import { box, gridData, ispe, nclx, pixi, writeHeif } from "../testing/write-heif.ts";
import { colorants, matrixProfile, srgbTag } from "../testing/write-icc.ts";

const decode = (bytes: Uint8Array, options: Partial<DecodePictureOptions> = {}) =>
  decodePicture(bytes, { codecs: nodeCodecs, ...options });

type Property = readonly [string, Uint8Array];
const hevc = (...more: Property[]) => ({
  type: "hvc1",
  data: hevcTile.data,
  properties: [["hvcC", hevcTile.config] as const, ispe(64, 64), ...more],
});
const av1 = (...more: Property[]) => ({
  type: "av01",
  data: av1Tile.data,
  properties: [["av1C", av1Tile.config] as const, ispe(64, 64), pixi(8), ...more],
});
const kinds = [
  { name: "heic", item: hevc, pixels: noCodecs },
  { name: "avif", item: av1, pixels: nodeCodecs },
] as const;

/** A picture by the colour at each place. */
function drawn(width: number, height: number, colour: (x: number, y: number) => readonly number[]): Picture {
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0, p = 0; y < height; y++) for (let x = 0; x < width; x++, p += 3) rgb.set(colour(x, y), p);
  return { width, height, rgb };
}

/** Peak signal-to-noise ratio in dB; none when sizes differ. */
function likeness(got: Picture, wanted: Picture): number {
  return got.width === wanted.width && got.height === wanted.height ? psnr(got.rgb, wanted.rgb) : -Infinity;
}

const upright = drawn(64, 64, tileColour);

describe.each(kinds)("a HEIF file of the kind $name", ({ name, item, pixels }) => {
  it("is read by content", async () => {
    const picture = await decode(writeHeif(name, [item()]), { codecs: pixels });
    expect(likeness(picture, upright)).toBeGreaterThan(38);
    expect(picture).toMatchObject({ format: name, frames: 1, hadAlpha: false, wideGamut: false });
  });

  it("is cut, turned and mirrored in the order that it says", async () => {
    const turn = (quarters: number): Property => ["irot", Uint8Array.of(quarters)];
    const mirror = (axis: number): Property => ["imir", Uint8Array.of(axis)];
    // 32x48 around a centre that lies 8 pixels further left: columns 8 to 39, lines 8 to 55.
    const cut: Property = ["clap", concatBytes(...[32, 1, 48, 1, -8, 1, 0, 1].map((n) => u32be(n >>> 0)))];
    const shown: [Property[], Picture][] = [
      [[turn(1)], drawn(64, 64, (x, y) => tileColour(63 - y, x))],
      [[turn(2)], drawn(64, 64, (x, y) => tileColour(63 - x, 63 - y))],
      [[turn(3)], drawn(64, 64, (x, y) => tileColour(y, 63 - x))],
      [[mirror(0)], drawn(64, 64, (x, y) => tileColour(x, 63 - y))],
      [[mirror(1)], drawn(64, 64, (x, y) => tileColour(63 - x, y))],
      [[turn(1), mirror(1)], drawn(64, 64, (x, y) => tileColour(63 - y, 63 - x))],
      [[mirror(1), turn(1)], drawn(64, 64, (x, y) => tileColour(y, x))],
      [[cut], drawn(32, 48, (x, y) => tileColour(x + 8, y + 8))],
      [[cut, turn(3)], drawn(48, 32, (x, y) => tileColour(y + 8, 47 - x + 8))],
    ];
    for (const [properties, wanted] of shown) {
      expect(likeness(await decode(writeHeif(name, [item(...properties)])), wanted)).toBeGreaterThan(38);
    }
  });

  it("is put together from the tiles of a grid", async () => {
    const tiles = [item(), item(), item(), item(), item(), item()];
    const grid = { type: "grid", data: gridData(3, 2, 170, 100), properties: [ispe(170, 100), pixi(8)], inMeta: true };
    const file = writeHeif(name, [grid, ...tiles], [["dimg", 1, [2, 3, 4, 5, 6, 7]]]);
    const wanted = drawn(170, 100, (x, y) => tileColour(x % 64, y % 64));
    // Halved colour runs over the borders of tiles a little, where this picture jumps.
    expect(likeness(await decode(file, { codecs: pixels }), wanted)).toBeGreaterThan(30);
  });

  it("is shown in sRGB when its profile or its code points say Display P3", async () => {
    const profile = concatBytes(utf8("prof"), matrixProfile(colorants.displayP3, srgbTag));
    const byProfile = await decode(writeHeif(name, [item(["colr", profile])]));
    const byCode = await decode(writeHeif(name, [item(nclx(12, 13, 6))]));
    expect([byProfile.wideGamut, byCode.wideGamut]).toEqual([true, true]);
    expect(likeness(byCode, byProfile)).toBeGreaterThan(45);
    expect(psnr(byProfile.rgb, upright.rgb)).toBeLessThan(35);
  });

  it("is refused for its size before anything is decoded", async () => {
    const wide = { ...item(), properties: [...item().properties.slice(0, 1), ispe(60_000, 60_000)] };
    await expect(decode(writeHeif(name, [wide]), { codecs: noCodecs })).rejects.toMatchObject({
      code: "image-too-large",
    });
    await expect(decode(writeHeif(name, [item()]), { codecs: noCodecs, maxPixels: 900 })).rejects.toMatchObject({
      code: "image-too-large",
    });
  });

  it("is refused when it says one size and holds another", async () => {
    const other = { ...item(), properties: [...item().properties.slice(0, 1), ispe(64, 32)] };
    await expect(decode(writeHeif(name, [other]))).rejects.toMatchObject({ code: "image-damaged" });
  });

  it("is refused when tiles are missing, are grids themselves, or leave gaps", async () => {
    const grid = (width: number, height: number) => ({
      type: "grid",
      data: gridData(2, 1, width, height),
      properties: [ispe(width, height)],
    });
    const files = [
      writeHeif(name, [grid(128, 64), item()], [["dimg", 1, [2]]]),
      writeHeif(name, [grid(128, 64), item()], [["dimg", 1, [1, 1]]]),
      writeHeif(name, [grid(128, 64), item()], [["dimg", 1, [2, 9]]]),
      writeHeif(name, [grid(200, 64), item(), item()], [["dimg", 1, [2, 3]]]),
    ];
    for (const file of files) await expect(decode(file)).rejects.toMatchObject({ code: "image-damaged" });
  });

  it("is refused when it is cut short anywhere", async () => {
    const file = writeHeif(name, [item()]);
    for (let length = 12; length < file.length; length += 23) {
      await expect(decode(file.subarray(0, length))).rejects.toMatchObject({ code: /^image-(?:damaged|unsupported)$/ });
    }
  });
});

describe("a HEIC", () => {
  it("is laid over white where its plane of transparency says so", async () => {
    const kind = concatBytes(u32be(0), utf8("urn:mpeg:hevc:2015:auxid:1\0"));
    const plane = {
      type: "hvc1",
      data: hevcAlpha.data,
      properties: [["hvcC", hevcAlpha.config] as const, ispe(64, 64), ["auxC", kind] as const],
    };
    const picture = await decode(writeHeif("heic", [hevc(), plane], [["auxl", 2, [1]]]));
    expect(picture.hadAlpha).toBe(true);
    const laid = drawn(64, 64, (x, y) =>
      tileColour(x, y).map((value) => (x < 32 ? value : Math.round((value * 100 + 255 * 155) / 255))),
    );
    expect(likeness(picture, laid)).toBeGreaterThan(38);
  });
});

describe("an AVIF", () => {
  it("in ten bits beyond white is tone mapped", async () => {
    const item = {
      type: "av01",
      data: av1TileHdr.data,
      properties: [["av1C", av1TileHdr.config] as const, ispe(64, 64), pixi(10)],
    };
    const picture = await decode(writeHeif("avif", [item]));
    expect(picture.wideGamut).toBe(true);
    // Red of 40 to 229 of 255 is 3 to about 5,000 candela; the bright end must stay apart from white in other channels.
    const [left, right] = [picture.rgb.subarray(3 * 32 * 64, 3 * 32 * 64 + 3), picture.rgb.subarray(3 * 32 * 64 + 189)];
    expect(right[0]!).toBeGreaterThan(left[0]! + 100);
  });

  it("that moves is read by its first frame, and the number of frames told", async () => {
    expect(await decode(av1Film)).toMatchObject({ format: "avif", width: 16, height: 16, frames: 3 });
  });

  it("whose stream is larger than it says is refused before it is decoded", async () => {
    // A sequence header alone: 65,536 x 65,536.
    const header = Uint8Array.of(0x0a, 0x0b, 0x18, 0x3f, 0xff, 0xff, 0xff, 0xff, 0xc0, 0, 0, 0, 0);
    const item = { ...av1(), data: header };
    await expect(decode(writeHeif("avif", [item]), { codecs: noCodecs })).rejects.toMatchObject({
      code: "image-too-large",
    });
  });
});

describe("a file of boxes", () => {
  it("of another kind is refused by name", async () => {
    const overlay = { type: "iovl", data: new Uint8Array(20), properties: [ispe(64, 64)] };
    await expect(decode(writeHeif("heic", [overlay]))).rejects.toMatchObject({ code: "image-unsupported" });
    const jpeg = { type: "jpeg", data: new Uint8Array(20), properties: [ispe(64, 64)] };
    await expect(decode(writeHeif("mif1", [jpeg]))).rejects.toMatchObject({ code: "image-unsupported" });
    const film = concatBytes(box("ftyp", utf8("hevc"), u32be(0)), box("moov"));
    await expect(decode(film)).rejects.toMatchObject({ code: "image-unsupported" });
  });

  it("that names the same bytes over and over is refused", async () => {
    const extents = Array.from({ length: 1000 }, () => concatBytes(u32be(0), u32be(2000)));
    const iloc = concatBytes(u32be(0), Uint8Array.of(0x44, 0), u16be(1), u16be(1), u16be(0), u16be(1000), ...extents);
    const file = writeHeif("heic", [hevc()]);
    const text = String.fromCharCode(...file);
    const [start, end] = [text.indexOf("iloc") - 4, text.indexOf("iinf") - 4];
    const swollen = concatBytes(file.subarray(0, start), box("iloc", iloc), file.subarray(end));
    const meta = text.indexOf("meta") - 4;
    const grown = u32be(new DataView(file.buffer, file.byteOffset).getUint32(meta) + swollen.length - file.length);
    swollen.set(grown, meta);
    await expect(decode(swollen)).rejects.toThrow("data beyond the end");
  });
});
