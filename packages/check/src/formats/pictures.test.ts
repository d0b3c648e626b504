import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodePicture, encodeJpeg, encodePng } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { WhosecopyError } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { inspect } from "../inspect.ts";
import { sourceOfBytes } from "../source/byte-source.ts";
import { cleanBytes, kindsOf, leftOver, sameBytes } from "../testing/check-file.ts";
import { scene } from "../testing/picture.ts";
import { plantedGif } from "./gif/testing/write-gif.ts";
import { plantedJpeg } from "./jpeg/testing/write-jpeg.ts";
import { plantedPng } from "./png/testing/write-png.ts";
import { plantedWebp } from "./webp/testing/write-webp.ts";

const data = join(process.env["WHOSECOPY_TESTDATA"] ?? "", "metadata");
const present = existsSync(data);
const hasExifTool = spawnSync("exiftool", ["-ver"]).error === undefined;
const endings = /\.(?:jpe?g|png|webp|gif|tiff?)$/iu;

/** Real pictures up to a size that keeps this quick. */
function realPictures(most: number): string[] {
  return readdirSync(data, { recursive: true, encoding: "utf8" })
    .filter((name) => endings.test(name) && statSync(join(data, name)).size < most)
    .sort();
}

/** What ExifTool says about files beyond what every picture has to say; one line each, without values. */
function exifToolFinds(files: readonly (readonly [name: string, bytes: Uint8Array])[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "pictures-"));
  try {
    for (const [i, [name, bytes]] of files.entries())
      writeFileSync(join(folder, `${String(i)}${name.slice(name.lastIndexOf("."))}`), bytes);
    const said = spawnSync("exiftool", ["-json", "-G1", "-a", "-u", "-ee", folder], { maxBuffer: 1e9 });
    const all = JSON.parse(said.stdout.toString()) as Record<string, unknown>[];
    expect(all).toHaveLength(files.length);
    return [...new Set(all.flatMap(Object.keys))].filter((tag) => !needed.test(tag)).sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** How it is stored, which way up it is shown, and its colours. */
const needed =
  /^(?:SourceFile|(?:ExifTool|System|File|JFIF|Composite|ICC-header|ICC_Profile|ICC-view|ICC-meas|Adobe|GIF|RIFF|APP14):.*|IFD\d:Orientation|ExifIFD:ColorSpace|InteropIFD:InteropIndex|IFD0:(?:Image|Bits|Compression|Photometric|Strip|Samples|Rows|XRes|YRes|Planar|Resolution|Predictor|Color|Fill|Tile|Extra|Subfile|Sample|YCbCr|Reference|JPEGTables|Page|WhitePoint|PrimaryChr).*|PNG:(?:Image|BitDepth|ColorType|Compression|Filter|Interlace|SRGBRendering|Gamma|WhitePoint|RedX|RedY|GreenX|GreenY|BlueX|BlueY|Palette|Transparency|BackgroundColor|SignificantBits|Animation|ProfileName|Pixel).*)$/u;

describe.skipIf(!hasExifTool)(`ExifTool${hasExifTool ? "" : " (skipped: it is not installed)"}`, () => {
  it("finds nothing in cleaned files that the tests have filled", async () => {
    const jpeg = encodeJpeg({ picture: scene(64, 48), quality: 80 });
    const dirty: [string, Uint8Array][] = [
      ["a.jpg", plantedJpeg(jpeg, encodeJpeg({ picture: scene(16, 12), quality: 60 }))],
      ["a.png", await plantedPng(await encodePng(scene(20, 20)))],
      ["a.webp", plantedWebp()],
      ["a.gif", plantedGif()],
    ];
    expect(exifToolFinds(dirty).length).toBeGreaterThan(40);
    const cleaned: [string, Uint8Array][] = [];
    for (const [name, bytes] of dirty) cleaned.push([name, (await cleanBytes(bytes)).bytes]);
    expect(exifToolFinds(cleaned)).toEqual([]);
  });
});

describe.skipIf(!present)(`real pictures${present ? "" : " (skipped: the public test data are not here)"}`, () => {
  it("are cleaned to nothing but what a decoder needs, for good, with the same pixels", async () => {
    const cleaned: [string, Uint8Array][] = [];
    const wrong: string[] = [];
    let compared = 0;
    for (const name of realPictures(300_000)) {
      const bytes = new Uint8Array(readFileSync(join(data, name)));
      let result;
      try {
        result = await cleanBytes(bytes);
      } catch (error) {
        if (!(error instanceof WhosecopyError)) throw error;
        continue;
      }
      cleaned.push([name, result.bytes]);
      if (leftOver(result).length > 0) wrong.push(`${name}: something is left`);
      if (!sameBytes((await cleanBytes(result.bytes)).bytes, result.bytes)) wrong.push(`${name}: changes again`);
      if (bytes.length > 60_000) continue;
      const [before, after] = [await pixelsOf(bytes), await pixelsOf(result.bytes)];
      if (before === null) continue;
      compared++;
      if (after === null || !sameBytes(after, before)) wrong.push(`${name}: other pixels`);
    }
    expect(wrong).toEqual([]);
    expect(cleaned.length).toBeGreaterThan(100);
    expect(compared).toBeGreaterThan(40);
    if (hasExifTool) expect(exifToolFinds(cleaned)).toEqual([]);
  });

  it.each(["Nikon E5000.jpg", "Sony Cybershot (3).jpg"])(
    "with a thumbnail that shows more are found: %s",
    async (name) => {
      const bytes = new Uint8Array(readFileSync(join(data, "drew", name)));
      expect(kindsOf(await inspect(sourceOfBytes(bytes), { codecs: nodeCodecs }))).toContain("thumbnail-shows-more");
    },
  );

  it("with an ordinary thumbnail are not", async () => {
    const folder = join(data, "exif-samples", "jpg", "exif-org");
    for (const name of readdirSync(folder).slice(0, 6)) {
      const bytes = new Uint8Array(readFileSync(join(folder, name)));
      expect([name, kindsOf(await inspect(sourceOfBytes(bytes), { codecs: nodeCodecs }))]).not.toEqual([
        name,
        expect.arrayContaining(["thumbnail-shows-more"]),
      ]);
    }
  });
});

async function pixelsOf(bytes: Uint8Array): Promise<Uint8Array | null> {
  try {
    return (await decodePicture(bytes, { codecs: nodeCodecs, tolerant: true })).rgb;
  } catch (error) {
    if (error instanceof WhosecopyError) return null;
    throw error;
  }
}
