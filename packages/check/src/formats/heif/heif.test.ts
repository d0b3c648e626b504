import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodePicture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { WhosecopyError } from "@whosecopy/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { av1Film, av1Tile, hevcAlpha, hevcTile } from "../../../../image/src/testing/coded-tiles.ts";
import { planted, writePlantedExif } from "../../exif/testing/write-tiff.ts";
import { writeProfile } from "../../icc/testing/write-profile.ts";
import { boxOf, fullBoxOf, u16s, u32s } from "../../isobmff/write-box.ts";
import { joined } from "../../source/joined.ts";
import { cleanBytes, holdsPlanted, inspectBytes, kindsOf, leftOver, sameBytes } from "../../testing/check-file.ts";
import { mutate, seeded } from "../../testing/mutate.ts";
import { avcC, bytesFor, videoEntry, writeMp4 } from "../mp4/testing/write-mp4.ts";
import { auxC, exifItem, ispe, type TestItem, writeTellingHeif } from "./testing/write-telling-heif.ts";

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const tile = (...more: Uint8Array[]): TestItem => ({
  type: "hvc1",
  data: hevcTile.data,
  properties: [boxOf("hvcC", hevcTile.config), ispe(64, 64), ...more],
});
const film = writeMp4([{ handler: "vide", entry: videoEntry("avc1", avcC), samples: bytesFor(3, 1) }]);
const xmp = ascii(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="${planted}"/></rdf:RDF></x:xmpmeta>`);

/** Samsung's block of one entry. */
function samsungBlock(): Uint8Array {
  const name = "MCC_Data";
  const entry = joined([
    Uint8Array.of(0, 0, 0xa1, 0x0a),
    Uint8Array.of(name.length, 0, 0, 0),
    ascii(`${name}${planted}`),
  ]);
  const little = (n: number) => Uint8Array.of(n & 255, n >> 8, 0, 0);
  const directory = joined([
    ascii("SEFH"),
    little(106),
    little(1),
    Uint8Array.of(0, 0, 0xa1, 0x0a),
    little(entry.length),
    little(entry.length),
  ]);
  return joined([entry, directory, little(directory.length), ascii("SEFT")]);
}

/** A grid of two tiles that is turned, with transparency, in Display P3; and everything that phones add. */
const telling = writeTellingHeif(
  [
    {
      type: "grid",
      data: joined([Uint8Array.of(0, 0, 0, 1), u16s(128, 64)]),
      inIdat: true,
      name: `${planted} name 1`,
      properties: [
        ispe(128, 64),
        boxOf("irot", Uint8Array.of(1)),
        boxOf("colr", ascii("prof"), writeProfile("p3")),
        fullBoxOf("udes", {}, ascii(`${planted} description`)),
      ],
      references: [["dimg", [2, 3]]],
    },
    tile(),
    tile(),
    {
      type: "hvc1",
      data: hevcAlpha.data,
      properties: [boxOf("hvcC", hevcAlpha.config), ispe(64, 64), auxC("urn:mpeg:hevc:2015:auxid:1")],
      references: [["auxl", [2]]],
    },
    { ...tile(), references: [["thmb", [1]]] },
    { ...tile(auxC("urn:com:apple:photo:2020:aux:hdrgainmap")), references: [["auxl", [1]]] },
    { ...tile(auxC("urn:mpeg:hevc:2015:auxid:2")), references: [["auxl", [1]]] },
    { ...tile(auxC("urn:com:apple:photo:2018:aux:portraiteffectsmatte")), references: [["auxl", [1]]] },
    tile(),
    { ...exifItem(writePlantedExif()), inIdat: true },
    { type: "mime", data: xmp, contentType: "application/rdf+xml", references: [["cdsc", [1]]] },
    { type: "mime", data: ascii(planted), contentType: "application/x-notes" },
    { type: "zzzz", data: ascii(planted) },
  ],
  {
    brands: ["heic", "mif1", "MiHB"],
    inMeta: [boxOf("grpl", fullBoxOf("altr", {}, u32s(1, 1, 1))), boxOf("zzzz", ascii(planted))],
    beside: [boxOf("mpvd", film), boxOf("sefd", samsungBlock()), boxOf("free", ascii(planted))],
    unused: ascii(`${planted} of an earlier picture`),
  },
);

const decode = (bytes: Uint8Array) => decodePicture(bytes, { codecs: nodeCodecs });

describe("a HEIC with everything that phones put in", () => {
  it("is told by kind, and nothing but the picture is left", async () => {
    const cleaned = await cleanBytes(telling, { codecs: nodeCodecs });
    expect(kindsOf(cleaned.before)).toEqual(
      expect.arrayContaining(
        [
          "colour-profile",
          "date",
          "depth-map",
          "device-model",
          "device-serial",
          "gain-map",
          "motion-video",
          "network-country",
        ].concat([
          "person-name",
          "place",
          "second-picture",
          "software",
          "text",
          "thumbnail",
          "trailing-data",
          "unknown-data",
        ]),
      ),
    );
    expect(cleaned.before.findings.some(({ where }) => where[0] === "motion video")).toBe(true);
    expect(cleaned.before.unseen.map(({ where }) => where.at(-1))).toEqual(expect.arrayContaining(["zzzz", "notes"]));
    expect(holdsPlanted(cleaned.bytes)).toBe(false);
    expect(kindsOf(cleaned.after)).toEqual(["colour-profile"]);
    expect(leftOver(cleaned)).toEqual([]);
    expect(cleaned.after.unseen).toEqual([]);
    expect(sameBytes((await cleanBytes(cleaned.bytes)).bytes, cleaned.bytes)).toBe(true);
  });

  it("looks the same bit by bit: tiles, turn and colours", async () => {
    const [before, after] = [await decode(telling), await decode((await cleanBytes(telling)).bytes)];
    expect([after.width, after.height, after.wideGamut]).toEqual([64, 128, true]);
    expect(sameBytes(after.rgb, before.rgb)).toBe(true);
  });

  it("keeps its transparency", async () => {
    const alpha = writeTellingHeif([
      tile(),
      {
        type: "hvc1",
        data: hevcAlpha.data,
        properties: [boxOf("hvcC", hevcAlpha.config), ispe(64, 64), auxC("urn:mpeg:hevc:2015:auxid:1")],
        references: [["auxl", [1]]],
      },
    ]);
    const after = await decode((await cleanBytes(alpha)).bytes);
    expect(after.hadAlpha).toBe(true);
    expect(sameBytes(after.rgb, (await decode(alpha)).rgb)).toBe(true);
  });

  it("keeps its profile when that is chosen", async () => {
    const { after } = await cleanBytes(telling, { keep: ["icc"] });
    expect(after.findings.map(({ cleanable }) => cleanable)).toEqual(["unless-kept"]);
  });

  it("that is cropped says that the rest stays in it", async () => {
    const crop = boxOf("clap", u32s(32, 1, 48, 1, 0, 1, 0, 1));
    const { after } = await cleanBytes(writeTellingHeif([tile(crop)]));
    expect(after.findings.map(({ kind, cleanable }) => [kind, cleanable])).toEqual([["cropped-area", "stays"]]);
  });

  it("has its small copy compared with the picture", async () => {
    const other = { type: "hvc1", data: hevcAlpha.data, properties: [boxOf("hvcC", hevcAlpha.config), ispe(64, 64)] };
    const { before } = await cleanBytes(writeTellingHeif([tile(), { ...other, references: [["thmb", [1]]] }]), {
      codecs: nodeCodecs,
    });
    expect(before.unseen).toEqual([]);
    expect(kindsOf(before)).toContain("thumbnail");
  });
});

describe("an AVIF", () => {
  const item: TestItem = {
    type: "av01",
    data: av1Tile.data,
    properties: [boxOf("av1C", av1Tile.config), ispe(64, 64), fullBoxOf("pixi", {}, Uint8Array.of(3, 8, 8, 8))],
  };

  it("loses Exif and XMP and nothing else", async () => {
    const bytes = writeTellingHeif(
      [item, exifItem(writePlantedExif()), { type: "mime", data: xmp, contentType: "application/rdf+xml" }],
      { brands: ["avif", "mif1"] },
    );
    const cleaned = await cleanBytes(bytes);
    expect(cleaned.after.findings).toEqual([]);
    expect(holdsPlanted(cleaned.bytes)).toBe(false);
    expect(sameBytes((await decode(cleaned.bytes)).rgb, (await decode(bytes)).rgb)).toBe(true);
  });

  it("that moves keeps its frames and loses the names of its encoder", async () => {
    const cleaned = await cleanBytes(av1Film);
    expect(kindsOf(cleaned.before)).toContain("software");
    expect(leftOver(cleaned)).toEqual([]);
    expect(new TextDecoder("latin1").decode(cleaned.bytes)).not.toMatch(/Lavc|Handler/u);
    const [before, after] = [await decode(av1Film), await decode(cleaned.bytes)];
    expect(after.frames).toBe(3);
    expect(sameBytes(after.rgb, before.rgb)).toBe(true);
    expect(sameBytes((await cleanBytes(cleaned.bytes)).bytes, cleaned.bytes)).toBe(true);
  });
});

describe("what can't be cleaned", () => {
  it.each([
    ["a kind of picture that is not known", { type: "unci" }],
    ["a picture whose kind is JPEG", { type: "jpeg" }],
  ])("%s is refused with a sentence, and inspected", async (_, other) => {
    const bytes = writeTellingHeif([{ ...tile(), ...other }]);
    await expect(cleanBytes(bytes)).rejects.toMatchObject({ code: "clean-refused", sentence: /not known/u });
    await expect(inspectBytes(bytes)).resolves.toBeDefined();
  });
});

describe("a damaged HEIC", () => {
  it("never gives anything but an answer or a clear error", async () => {
    const random = seeded(3);
    for (let i = 0; i < 300; i++) {
      try {
        const cleaned = await cleanBytes(mutate(telling, random));
        expect(sameBytes((await cleanBytes(cleaned.bytes)).bytes, cleaned.bytes)).toBe(true);
      } catch (error) {
        if (!(error instanceof WhosecopyError)) throw error;
      }
    }
  });
});

const hasConvert = spawnSync("heif-convert", []).error === undefined;
const corpus = join(process.env["WHOSECOPY_TESTDATA"] ?? "", "metadata");
const files = [
  "motion/samsung-one-ui-6.heic",
  "exif-samples/heic/mobile/iphone_13_pro_max.HEIC",
  "exif-samples/heic/samplefilehub.heif",
  "mat2/dirty.heic",
  "mat2/dirty.avif",
].filter((name) => existsSync(join(corpus, name)));

describe.skipIf(files.length === 0 || !hasConvert)(
  "pictures of phones that other tools fail on (skipped without WHOSECOPY_TESTDATA or heif-convert)",
  () => {
    let folder = "";
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "check-heif-"));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    /** As Portable Pixmap would be, but for the metadata that the converter copies into a PNG. */
    const pixelsOf = async (path: string): Promise<string> => {
      const out = join(folder, "pixels.jpg");
      await rm(out, { force: true });
      execFileSync("heif-convert", ["-q", "100", path, out]);
      return execFileSync("ffmpeg", ["-v", "error", "-noautorotate", "-i", out, "-f", "md5", "-"], {
        encoding: "utf8",
      });
    };

    it.each(files)("%s", async (name) => {
      const path = join(corpus, name);
      const cleaned = await cleanBytes(new Uint8Array(await readFile(path)));
      expect(cleaned.before.findings.length).toBeGreaterThan(0);
      expect(leftOver(cleaned)).toEqual([]);
      const out = join(folder, name.endsWith("avif") ? "clean.avif" : "clean.heic");
      await writeFile(out, cleaned.bytes);
      expect(await pixelsOf(out)).toBe(await pixelsOf(path));
      expect(sameBytes((await cleanBytes(cleaned.bytes)).bytes, cleaned.bytes)).toBe(true);
    });
  },
);
