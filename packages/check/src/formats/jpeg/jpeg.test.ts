import { decodePicture, encodeJpeg, resizePicture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { beforeAll, describe, expect, it } from "vitest";
import { WhosecopyError } from "@whosecopy/protocol";
import { writePlantedExif, writeTiff } from "../../exif/testing/write-tiff.ts";
import { writeProfile } from "../../icc/testing/write-profile.ts";
import { inspect } from "../../inspect.ts";
import { sourceOfBytes } from "../../source/byte-source.ts";
import { joined } from "../../source/joined.ts";
import { cleanBytes, holdsPlanted, inspectBytes, kindsOf, leftOver, sameBytes } from "../../testing/check-file.ts";
import { mutate, seeded } from "../../testing/mutate.ts";
import { scene } from "../../testing/picture.ts";
import { exifSegment, iccSegments, plantedJpeg, segment, tinyVideo, withSegments } from "./testing/write-jpeg.ts";

const picture = scene(160, 120);
const plain = encodeJpeg({ picture, quality: 80 });
const thumbnail = encodeJpeg({ picture: resizePicture(picture, { width: 80, height: 60 }), quality: 70 });
const dirty = plantedJpeg(plain, thumbnail);
const pixelsOf = async (bytes: Uint8Array) => (await decodePicture(bytes, { codecs: nodeCodecs, tolerant: true })).rgb;

describe("a JPEG with everything in it", () => {
  let cleaned: Awaited<ReturnType<typeof cleanBytes>>;
  beforeAll(async () => {
    cleaned = await cleanBytes(dirty);
  });

  it("tells every kind of thing that it holds", () => {
    expect(kindsOf(cleaned.before)).toEqual(
      expect.arrayContaining([
        "account-or-path",
        "colour-profile",
        "date",
        "depth-map",
        "device-model",
        "device-serial",
        "edit-history",
        "face-names",
        "gain-map",
        "motion-video",
        "network-country",
        "orientation",
        "person-name",
        "place",
        "second-picture",
        "signature-or-origin",
        "software",
        "text",
        "thumbnail",
        "trailing-data",
        "unique-id",
        "unknown-data",
      ]),
    );
  });

  it("says how exact the place is, and keeps the values out of sentences", () => {
    const places = cleaned.before.findings.filter(({ kind }) => kind === "place");
    expect(places.map(({ sentence }) => sentence)).toContain("Taken at a place; the map point is within 5 m.");
    expect(JSON.stringify(cleaned.before)).not.toContain("PLANTED");
    expect(places.some(({ value }) => value?.reveal().includes("48.858") === true)).toBe(true);
  });

  it("says what it did not understand", () => {
    const unseen = cleaned.before.unseen.map(({ where }) => where.join(" > "));
    expect(unseen).toEqual(expect.arrayContaining(["FLIR", "GoPro", "APP9", "C2PA", "after the end"]));
  });

  it("looks into the pictures within it", () => {
    const inner = cleaned.before.findings.filter(({ where }) => where[0] === "gain map" && where[1] === "Exif");
    expect(inner.map(({ kind }) => kind)).toContain("place");
  });

  it("keeps nothing but the picture, its orientation and the colours", () => {
    expect(holdsPlanted(cleaned.bytes)).toBe(false);
    expect(leftOver(cleaned)).toEqual([]);
    expect(kindsOf(cleaned.after)).toEqual(["colour-profile", "orientation"]);
    expect(cleaned.after.unseen).toEqual([]);
    expect(cleaned.bytes.length).toBeLessThan(plain.length + 800);
  });

  it("leaves the picture's own bytes as they are", async () => {
    const tables = plain.indexOf(0xdb);
    expect([...cleaned.bytes.subarray(-(plain.length - tables))]).toEqual([...plain.subarray(tables)]);
    expect(sameBytes(await pixelsOf(cleaned.bytes), await pixelsOf(dirty))).toBe(true);
  });

  it("is not changed by cleaning it again", async () => {
    expect((await cleanBytes(cleaned.bytes)).bytes).toEqual(cleaned.bytes);
  });
});

describe("cleaning a JPEG", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "leaves orientation %i as it is shown, in either byte order",
    async (orientation) => {
      for (const little of [true, false]) {
        const turned = withSegments(plain, [exifSegment(writePlantedExif({ orientation, little }))]);
        const { bytes, after } = await cleanBytes(turned);
        expect(sameBytes(await pixelsOf(bytes), await pixelsOf(turned))).toBe(true);
        expect(kindsOf(after)).toEqual(orientation === 1 ? [] : ["orientation"]);
      }
    },
  );

  it("keeps the date it was taken when asked, and nothing else of the Exif", async () => {
    const turned = withSegments(plain, [exifSegment(writePlantedExif({ orientation: 3 }))]);
    const { bytes, after } = await cleanBytes(turned, { keep: ["date"] });
    expect(after.findings.map(({ kind, cleanable }) => [kind, cleanable])).toEqual([
      ["date", "unless-kept"],
      ["orientation", "stays"],
    ]);
    expect(after.findings[0]!.value?.reveal()).toBe("2024:05:06 07:08:09");
    expect(holdsPlanted(bytes)).toBe(false);
    expect((await cleanBytes(bytes, { keep: ["date"] })).bytes).toEqual(bytes);
  });

  it("drops an sRGB profile, and takes the names out of a wider one", async () => {
    const narrow = await cleanBytes(withSegments(plain, iccSegments(writeProfile("srgb"))));
    expect(narrow.bytes).toEqual(plain);
    const wide = await cleanBytes(withSegments(plain, iccSegments(writeProfile("p3"))));
    expect(holdsPlanted(wide.bytes)).toBe(false);
    expect(wide.after.findings.map(({ kind, cleanable }) => [kind, cleanable])).toEqual([["colour-profile", "stays"]]);
  });

  it("keeps that a picture is in Adobe RGB where no profile says so", async () => {
    const interop = [{ tag: 1, text: "R03" }];
    const exif = writeTiff([
      [
        {
          tag: 0x8769,
          directory: [
            { tag: 0xa001, numbers: [65_535] },
            { tag: 0xa005, directory: interop },
          ],
        },
      ],
    ]);
    const marked = exifSegment(joined([new TextEncoder().encode("Exif\0\0"), exif]));
    const { bytes, after } = await cleanBytes(withSegments(plain, [marked]));
    expect(after.findings.map(({ kind, cleanable }) => [kind, cleanable])).toEqual([["colour-profile", "stays"]]);
    const pixels = await pixelsOf(bytes);
    expect(sameBytes(pixels, await pixelsOf(withSegments(plain, [marked])))).toBe(true);
    expect(sameBytes(pixels, await pixelsOf(plain))).toBe(false);
    const profiled = withSegments(plain, [marked, ...iccSegments(writeProfile("srgb"))]);
    expect((await cleanBytes(profiled)).bytes).toEqual(plain);
  });

  it("keeps the whole profile when asked", async () => {
    const wide = writeProfile("p3");
    const { bytes } = await cleanBytes(withSegments(plain, iccSegments(wide)), { keep: ["icc"] });
    expect(new TextDecoder("latin1").decode(bytes)).toContain(new TextDecoder("latin1").decode(wide));
  });

  it("is not fooled by an end mark within a thumbnail", async () => {
    const { bytes, before } = await cleanBytes(withSegments(plain, [segment(0xe5, thumbnail, plain)]));
    expect(bytes).toEqual(plain);
    expect(kindsOf(before)).toEqual(["unknown-data"]);
  });

  it("cuts what an editor left behind the end mark, and says that it may show more", async () => {
    const left = plain.subarray(plain.length - 2_000);
    const { bytes, before } = await cleanBytes(joined([plain, left]));
    expect(bytes).toEqual(plain);
    expect(before.findings.map(({ kind, severity }) => [kind, severity])).toEqual([["trailing-data", "shows-more"]]);
  });

  it("finds a motion video behind the end mark, also behind padding", async () => {
    const { bytes, before } = await cleanBytes(joined([plain, new Uint8Array(37), tinyVideo]));
    expect(bytes).toEqual(plain);
    expect(kindsOf(before)).toContain("motion-video");
    expect(kindsOf(before)).not.toContain("trailing-data");
  });

  it("keeps Adobe's colour mark and a bare JFIF, without what is packed behind them", async () => {
    const jfif = joined([
      plain.subarray(0, 2),
      segment(0xe0, "JFIF\0", Uint8Array.of(1, 1, 0, 0, 1, 0, 1, 1, 1, 9, 9, 9)),
      plain.subarray(20),
    ]);
    expect((await cleanBytes(jfif)).bytes).toEqual(plain);
    const adobe = segment(0xee, "Adobe", Uint8Array.of(0, 100, 0, 0, 0, 0, 1));
    const { bytes } = await cleanBytes(
      withSegments(plain, [
        joined([adobe.subarray(0, 2), Uint8Array.of(0, 18), adobe.subarray(4), Uint8Array.of(1, 2, 3, 4)]),
      ]),
    );
    expect(bytes).toEqual(withSegments(plain, [adobe]));
  });

  it("keeps what is there of a picture that is cut off, and says so", async () => {
    const cut = plain.subarray(0, plain.length - 500);
    const { bytes, before } = await cleanBytes(withSegments(cut, [exifSegment(writePlantedExif())]));
    expect(bytes).toEqual(cut);
    expect(before.unseen.map(({ where }) => where)).toContainEqual(["end"]);
  });

  it("drops fill bytes and stray bytes between segments", async () => {
    const stray = joined([plain.subarray(0, 20), Uint8Array.of(0xff, 0xff, 0xff), plain.subarray(20)]);
    expect((await cleanBytes(stray)).bytes).toEqual(plain);
  });

  it("refuses what holds no picture", async () => {
    await expect(cleanBytes(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9))).rejects.toMatchObject({ code: "file-damaged" });
  });
});

describe("a thumbnail", () => {
  const shown = (jpeg: Uint8Array) => inspect(sourceOfBytes(jpeg), { codecs: nodeCodecs });
  const wide = scene(320, 240);
  const small = encodeJpeg({ picture: resizePicture(wide, { width: 160, height: 120 }), quality: 75 });
  const crop = (x0: number, y0: number, width: number, height: number) => {
    const rgb = new Uint8Array(3 * width * height);
    for (let y = 0; y < height; y++)
      rgb.set(wide.rgb.subarray(3 * ((y0 + y) * 320 + x0), 3 * ((y0 + y) * 320 + x0 + width)), 3 * y * width);
    return { width, height, rgb };
  };
  const withThumbnail = (rgb: Parameters<typeof encodeJpeg>[0]["picture"], orientation = 1) =>
    withSegments(encodeJpeg({ picture: rgb, quality: 85 }), [
      exifSegment(writePlantedExif({ thumbnail: small, orientation })),
    ]);

  it("of the same picture is only a thumbnail", async () => {
    expect(kindsOf(await shown(withThumbnail(wide)))).not.toContain("thumbnail-shows-more");
    expect(kindsOf(await shown(withThumbnail(wide, 6)))).not.toContain("thumbnail-shows-more");
  });

  it("from before a crop shows more than the picture", async () => {
    expect(kindsOf(await shown(withThumbnail(crop(90, 60, 160, 130))))).toContain("thumbnail-shows-more");
    expect(kindsOf(await shown(withThumbnail(crop(10, 100, 120, 120), 8)))).toContain("thumbnail-shows-more");
  });

  it("from before something was covered shows more than the picture", async () => {
    const covered = { ...wide, rgb: wide.rgb.slice() };
    for (let y = 60; y < 130; y++) covered.rgb.fill(0, 3 * (y * 320 + 100), 3 * (y * 320 + 190));
    expect(kindsOf(await shown(withThumbnail(covered)))).toContain("thumbnail-shows-more");
  });

  it("is said to be not compared where nothing decodes", async () => {
    const { unseen } = await inspectBytes(withThumbnail(wide));
    expect(unseen.map(({ where }) => where)).toContainEqual(["Exif thumbnail"]);
  });
});

it("damaged JPEGs give an error that names the problem, or are cleaned for good", async () => {
  const random = seeded(5);
  const small = plantedJpeg(
    encodeJpeg({ picture: scene(16, 16), quality: 50 }),
    encodeJpeg({ picture: scene(8, 8), quality: 30 }),
  );
  for (let i = 0; i < 250; i++) {
    const damaged = mutate(small, random);
    try {
      const { bytes, ...cleaned } = await cleanBytes(damaged);
      expect(leftOver({ ...cleaned })).toEqual([]);
      expect((await cleanBytes(bytes)).bytes).toEqual(bytes);
    } catch (error) {
      if (!(error instanceof WhosecopyError)) throw error;
      expect(["file-damaged", "file-unknown", "check-limit", "file-too-large", "clean-refused"]).toContain(error.code);
    }
  }
});
