import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { decodePicture } from "./decode-picture.ts";
import { nodeCodecs } from "./node/codecs.ts";
import { psnr } from "./testing/psnr.ts";
import { hasTool, runTool } from "./testing/tool.ts";
import { colorants, matrixProfile, srgbTag } from "./testing/write-icc.ts";

// The same on files made here: bmff/heif.test.ts, colour/to-srgb.test.ts.
const folder = join(process.env["WHOSECOPY_TESTDATA"] ?? "", "metadata");
const scratch = mkdtempSync(join(tmpdir(), "whosecopy-image-"));
const srgb = join(scratch, "srgb.icc");
writeFileSync(srgb, matrixProfile(colorants.srgb, srgbTag));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function read(name: string): Uint8Array | null {
  try {
    return new Uint8Array(readFileSync(join(folder, name)));
  } catch {
    return null;
  }
}

/** The samples of a binary PPM. */
function ppmSamples(file: Uint8Array): { width: number; height: number; rgb: Uint8Array } {
  const [header = "", width, height] =
    /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(String.fromCharCode(...file.subarray(0, 40))) ?? [];
  return { width: Number(width), height: Number(height), rgb: file.subarray(header.length) };
}

const files = [
  { name: "mat2/dirty.heic", what: "12 bits, 4:4:4, a profile of sRGB" },
  { name: "mat2/dirty.avif", what: "no word on colours" },
  { name: "exif-samples/heic/IMG_5195.HEIC", what: "a grid, Display P3, 4:2:0" },
  { name: "ultrahdr/old.jpg", what: "Display P3" },
  { name: "mat2/dirty.gif", what: "a palette" },
  { name: "mat2/dirty.webp", what: "lossy" },
  { name: "exif-samples/jpg/orientation/landscape_6.jpg", what: "turned, Apple's Generic RGB" },
] as const;

describe("real files", () => {
  it.for(files)(
    "are read as ImageMagick and libheif read them: $name, $what (skipped without the files or these programs)",
    async ({ name }, { skip }) => {
      const bytes = read(name);
      if (bytes === null || !hasTool("convert")) return skip();
      const picture = await decodePicture(bytes, { codecs: nodeCodecs });
      const output = join(scratch, "picture.ppm");
      let source = join(folder, name);
      if (/heic$/i.test(name)) {
        // ImageMagick's own way from HEVC's planes to RGB is coarser than libheif's.
        const png = join(scratch, "picture.png");
        if (!hasTool("heif-convert") || !runTool("heif-convert", [source, png], bytes).ok) return skip();
        source = png;
      }
      const orient = name.endsWith(".jpg") ? ["-auto-orient"] : [];
      const profile = ["-intent", "relative", "-black-point-compensation", "-profile", srgb, "-strip"];
      if (!runTool("convert", [`${source}[0]`, ...orient, ...profile, "-depth", "8", output], bytes).ok) return skip();
      const wanted = ppmSamples(new Uint8Array(readFileSync(output)));
      expect([picture.width, picture.height]).toEqual([wanted.width, wanted.height]);
      expect(psnr(picture.rgb, wanted.rgb)).toBeGreaterThan(40);
    },
  );
});
