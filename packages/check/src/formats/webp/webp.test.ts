import { decodePicture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { WhosecopyError } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { planted, writePlantedExif } from "../../exif/testing/write-tiff.ts";
import { writeProfile } from "../../icc/testing/write-profile.ts";
import { joined } from "../../source/joined.ts";
import { cleanBytes, holdsPlanted, kindsOf, leftOver } from "../../testing/check-file.ts";
import { mutate, seeded } from "../../testing/mutate.ts";
import { plantedXmp } from "../jpeg/testing/write-jpeg.ts";
import { bareWebp, dot, extended, plantedWebp, riff, webpFile } from "./testing/write-webp.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

describe("a WebP with everything in it", () => {
  it("tells what it holds, and keeps nothing but picture, orientation and colours", async () => {
    const dirty = plantedWebp();
    const cleaned = await cleanBytes(dirty);
    expect(kindsOf(cleaned.before)).toEqual(
      expect.arrayContaining([
        "place",
        "device-serial",
        "face-names",
        "colour-profile",
        "unknown-data",
        "trailing-data",
      ]),
    );
    expect(holdsPlanted(dirty)).toBe(true);
    expect(holdsPlanted(cleaned.bytes)).toBe(false);
    expect(leftOver(cleaned)).toEqual([]);
    expect(kindsOf(cleaned.after)).toEqual(["colour-profile", "orientation"]);
    expect((await cleanBytes(cleaned.bytes)).bytes).toEqual(cleaned.bytes);
    const [before, after] = await Promise.all(
      [dirty, cleaned.bytes].map((bytes) => decodePicture(bytes, { codecs: nodeCodecs })),
    );
    expect(after!.rgb).toEqual(before!.rgb);
  });
});

describe("cleaning a WebP", () => {
  it("leaves a bare one as it is", async () => {
    expect((await cleanBytes(bareWebp)).bytes).toEqual(bareWebp);
  });

  it("clears the flags of what it drops", async () => {
    const dirty = webpFile(
      extended(0x2c),
      riff("ICCP", writeProfile("srgb")),
      dot,
      riff("EXIF", writePlantedExif()),
      riff("XMP ", utf8(plantedXmp)),
    );
    expect((await cleanBytes(dirty)).bytes).toEqual(webpFile(extended(0), dot));
  });

  it("keeps frames and their times, and drops what is put between them", async () => {
    const frame = (...inside: Uint8Array[]) =>
      riff("ANMF", joined([new Uint8Array(12), Uint8Array.of(100, 0, 0, 0), ...inside]));
    const anim = riff("ANIM", Uint8Array.of(0, 0, 0, 0, 3, 0));
    const { bytes, before } = await cleanBytes(
      webpFile(extended(2), anim, frame(dot, riff("SECR", utf8(planted))), frame(dot)),
    );
    expect(bytes).toEqual(webpFile(extended(2), anim, frame(dot), frame(dot)));
    expect(before.unseen).toHaveLength(1);
  });

  it("ends where the picture ends", async () => {
    const { bytes, before } = await cleanBytes(joined([bareWebp, utf8(planted)]));
    expect(bytes).toEqual(bareWebp);
    expect(kindsOf(before)).toEqual(["trailing-data"]);
  });
});

it("damaged WebPs give an error that names the problem, or are cleaned for good", async () => {
  const random = seeded(9);
  const dirty = plantedWebp();
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
