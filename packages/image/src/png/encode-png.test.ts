import { spawnSync } from "node:child_process";
import { writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { decodePicture } from "../decode-picture.ts";
import { nodeCodecs } from "../node/index.ts";
import { texturedPicture } from "../testing/textured-picture.ts";
import { encodePng } from "./encode-png.ts";

it("gives every pixel back, of pictures of any size and content", async () => {
  const side = fc.integer({ min: 1, max: 40 });
  await fc.assert(
    fc.asyncProperty(side, side, fc.infiniteStream(fc.nat(255)), async (width, height, samples) => {
      const picture = { width, height, rgb: Uint8Array.from(samples.take(3 * width * height)) };
      const back = await decodePicture(await encodePng(picture), { codecs: nodeCodecs });
      expect({ width: back.width, height: back.height }).toEqual({ width, height });
      expect(Buffer.compare(back.rgb, picture.rgb)).toBe(0);
    }),
    { numRuns: 40 },
  );
});

it("is smaller than the samples, and the same for the same picture", async () => {
  const picture = texturedPicture(200, 120);
  const png = await encodePng(picture);
  expect(png.length).toBeLessThan(picture.rgb.length);
  expect(Buffer.compare(png, await encodePng(picture))).toBe(0);
});

const hasFile = spawnSync("pngcheck", ["-h"]).error === undefined;
it.skipIf(!hasFile)("is a PNG to pngcheck (skipped where it is not installed)", async () => {
  const folder = mkdtempSync(join(tmpdir(), "whosecopy-png-"));
  try {
    const file = join(folder, "a.png");
    writeFileSync(file, await encodePng(texturedPicture(77, 33)));
    const { status, stdout } = spawnSync("pngcheck", [file], { encoding: "utf8" });
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^OK/)]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
