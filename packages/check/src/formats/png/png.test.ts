import { decodePicture, encodePng } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { WhosecopyError } from "@whosecopy/protocol";
import { beforeAll, describe, expect, it } from "vitest";
import { planted, writePlantedExif } from "../../exif/testing/write-tiff.ts";
import { viewOf } from "../../exif/tiff-file.ts";
import { writeProfile } from "../../icc/testing/write-profile.ts";
import { joined } from "../../source/joined.ts";
import { cleanBytes, holdsPlanted, inspectBytes, kindsOf, leftOver, sameBytes } from "../../testing/check-file.ts";
import { mutate, seeded } from "../../testing/mutate.ts";
import { scene } from "../../testing/picture.ts";
import { plantedXmp } from "../jpeg/testing/write-jpeg.ts";
import { chunkOf } from "./chunks.ts";
import { packed, plantedPng, withChunks } from "./testing/write-png.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
let plain: Uint8Array;
beforeAll(async () => {
  plain = await encodePng(scene(40, 30));
});

describe("a PNG with everything in it", () => {
  let dirty: Uint8Array;
  let cleaned: Awaited<ReturnType<typeof cleanBytes>>;
  beforeAll(async () => {
    dirty = await plantedPng(plain);
    cleaned = await cleanBytes(dirty);
  });

  it("tells every kind of thing that it holds", () => {
    expect(kindsOf(cleaned.before)).toEqual(
      expect.arrayContaining([
        "account-or-path",
        "colour-profile",
        "date",
        "device-serial",
        "edit-history",
        "face-names",
        "format-detail",
        "orientation",
        "person-name",
        "place",
        "signature-or-origin",
        "software",
        "text",
        "trailing-data",
        "unknown-data",
      ]),
    );
    expect(cleaned.before.unseen.map(({ where }) => where.at(-1))).toContain("prVt");
  });

  it("keeps nothing but the picture, its orientation and the colours", () => {
    expect(holdsPlanted(dirty)).toBe(true);
    expect(holdsPlanted(cleaned.bytes)).toBe(false);
    expect(leftOver(cleaned)).toEqual([]);
    expect(kindsOf(cleaned.after)).toEqual(["colour-profile", "orientation"]);
    expect(cleaned.after.unseen).toEqual([]);
  });

  it("shows the same pixels, and is not changed by cleaning it again", async () => {
    const [before, after] = await Promise.all(
      [dirty, cleaned.bytes].map((bytes) => decodePicture(bytes, { codecs: nodeCodecs, tolerant: true })),
    );
    expect(sameBytes(after!.rgb, before!.rgb)).toBe(true);
    expect((await cleanBytes(cleaned.bytes)).bytes).toEqual(cleaned.bytes);
  });
});

describe("cleaning a PNG", () => {
  it("leaves a bare one as it is", async () => {
    expect((await cleanBytes(plain)).bytes).toEqual(plain);
  });

  it("finds Exif and XMP behind the picture data as well as before", async () => {
    const exif = chunkOf("eXIf", writePlantedExif().subarray(6));
    const xmp = chunkOf("iTXt", utf8(`XML:com.adobe.xmp\0\0\0\0\0${plantedXmp}`));
    const end = plain.length - 12;
    const { before, bytes } = await cleanBytes(joined([plain.subarray(0, end), exif, xmp, plain.subarray(end)]));
    expect(kindsOf(before)).toEqual(expect.arrayContaining(["place", "device-serial", "face-names"]));
    expect(bytes).toEqual(plain);
  });

  it("reads packed texts and blocks that programs write as text", async () => {
    const hex = [...writePlantedExif()].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const profile = `Raw profile type exif\0\0`;
    const content = joined([utf8(profile), await packed(utf8(`\nexif\n    ${String(hex.length / 2)}\n${hex}\n`))]);
    const { findings } = await inspectBytes(withChunks(plain, [chunkOf("zTXt", content)]));
    expect(findings.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["place", "device-serial"]));
  });

  it("cuts an earlier picture that was left behind the end mark", async () => {
    const { before, bytes } = await cleanBytes(joined([plain, plain.subarray(plain.length - 900)]));
    expect(before.findings.map(({ kind, severity }) => [kind, severity])).toEqual([["trailing-data", "shows-more"]]);
    expect(bytes).toEqual(plain);
  });

  it("writes the name of sRGB for a profile that is sRGB", async () => {
    const bare = withoutChunk(plain, "sRGB");
    const iccp = chunkOf("iCCP", joined([utf8("x\0\0"), await packed(writeProfile("srgb"))]));
    const { bytes } = await cleanBytes(withChunks(bare, [iccp]));
    expect(bytes).toEqual(plain);
  });

  it("keeps the whole profile when asked", async () => {
    const iccp = chunkOf("iCCP", joined([utf8("x\0\0"), await packed(writeProfile("p3"))]));
    const { bytes, after } = await cleanBytes(withChunks(plain, [iccp]), { keep: ["icc"] });
    expect(bytes).toEqual(withChunks(plain, [iccp]));
    expect(after.findings.map(({ keep }) => keep)).toEqual(["icc"]);
  });

  it("keeps the shape of pixels that are not square, and no printing size", async () => {
    const shape = (x: number, y: number, unit: number) => {
      const out = new Uint8Array(9);
      viewOf(out).setUint32(0, x);
      viewOf(out).setUint32(4, y);
      out[8] = unit;
      return chunkOf("pHYs", out);
    };
    expect((await cleanBytes(withChunks(plain, [shape(2_835, 2_835, 1)]))).bytes).toEqual(plain);
    const { bytes } = await cleanBytes(withChunks(plain, [shape(4_000, 2_000, 1)]));
    expect(bytes).toEqual(withChunks(plain, [shape(2, 1, 0)]));
  });

  it("keeps animations, and says when the still picture is another one", async () => {
    const acTL = new Uint8Array(8);
    viewOf(acTL).setUint32(0, 1);
    const fcTL = new Uint8Array(26);
    const fdAT = joined([new Uint8Array(4), Uint8Array.of(1, 2, 3)]);
    const end = plain.length - 12;
    const animated = withChunks(
      joined([plain.subarray(0, end), chunkOf("fcTL", fcTL), chunkOf("fdAT", fdAT), plain.subarray(end)]),
      [chunkOf("acTL", acTL)],
    );
    const { bytes, before } = await cleanBytes(animated);
    expect(bytes).toEqual(animated);
    expect(before.findings.map(({ kind, cleanable }) => [kind, cleanable])).toEqual([["second-picture", "stays"]]);
  });

  it("drops chunks that hide bytes behind a known name", async () => {
    const { bytes } = await cleanBytes(withChunks(plain, [chunkOf("gAMA", utf8(`....${planted}`))]));
    expect(bytes).toEqual(plain);
  });

  it("inspects a picture that is cut off as far as it goes, and refuses to clean it", async () => {
    const cut = withChunks(plain, [chunkOf("tEXt", utf8(`Author\0${planted}`))]).subarray(0, plain.length - 20);
    const { findings, unseen } = await inspectBytes(cut);
    expect(findings.map(({ kind }) => kind)).toEqual(["person-name"]);
    expect(unseen).toHaveLength(1);
    await expect(cleanBytes(cut)).rejects.toMatchObject({ code: "file-damaged" });
  });

  it("stops at a text that unpacks to more than a check looks at", async () => {
    const bomb = joined([utf8("Comment\0\0"), await packed(new Uint8Array(60_000_000))]);
    const looked = inspectBytes(withChunks(plain, [chunkOf("zTXt", bomb)]));
    const { unseen } = await looked;
    expect(unseen.map(({ where }) => where.at(-1))).toContain("text");
  });
});

it("damaged PNGs give an error that names the problem, or are cleaned for good", async () => {
  const random = seeded(7);
  const dirty = await plantedPng(await encodePng(scene(8, 8)));
  for (let i = 0; i < 250; i++) {
    try {
      const { bytes, ...cleaned } = await cleanBytes(mutate(dirty, random));
      expect(leftOver(cleaned)).toEqual([]);
      expect((await cleanBytes(bytes)).bytes).toEqual(bytes);
    } catch (error) {
      if (!(error instanceof WhosecopyError)) throw error;
    }
  }
});

function withoutChunk(png: Uint8Array, type: string): Uint8Array {
  const at = new TextDecoder("latin1").decode(png).indexOf(type) - 4;
  return joined([png.subarray(0, at), png.subarray(at + 12 + viewOf(png).getUint32(at))]);
}
