import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { prg } from "@whosecopy/crypto";
import { decodePicture, type Picture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { describe, expect, it } from "vitest";
import { deriveEncodingKeys } from "../encoding-keys.ts";
import { prepareMark } from "../prepare-mark.ts";
import { drawnPicture } from "../trace/testing/drawn-picture.ts";
import { eightPersons } from "../trace/testing/case.ts";
import { butteraugli, markedPicture, psnrDb, ssim } from "./testing/visibility.ts";

const kodak = join(process.env["WHOSECOPY_TESTDATA"] ?? "", "kodak");
const names = existsSync(kodak) ? readdirSync(kodak).filter((name) => name.endsWith(".png")) : [];
const program = (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, "butteraugli")));

function marked(picture: Picture, secret: number): Picture {
  const bytes = prg(new Uint8Array(32).fill(secret), 48);
  const mark = prepareMark({ picture, keys: deriveEncodingKeys(bytes.subarray(0, 32), bytes.subarray(32)) });
  return markedPicture(picture, mark, mark.wordOf(eightPersons[secret % 8]!));
}

describe("a marked picture that we drew", () => {
  const picture = drawnPicture(768, 512, 4);
  const copy = marked(picture, 4);

  it("is 45 dB or more from the unmarked one, with SSIM 0.997", () => {
    expect(psnrDb(picture, copy)).toBeGreaterThan(45);
    expect(ssim(picture, copy)).toBeGreaterThan(0.997);
  });

  it.skipIf(!program)("is hardly seen by Butteraugli (skipped where its program is not installed)", async () => {
    expect(await butteraugli(picture, copy)).toBeLessThan(1.2);
  });
});

describe.skipIf(names.length === 0)("on the Kodak photographs (skipped without WHOSECOPY_TESTDATA)", () => {
  const pairs = (async () => {
    const out: { name: string; picture: Picture; copy: Picture }[] = [];
    for (const [i, name] of names.entries()) {
      const picture = await decodePicture(await readFile(join(kodak, name)), { codecs: nodeCodecs });
      out.push({ name, picture, copy: marked(picture, i + 1) });
    }
    return out;
  })();

  it("the mark is 48 dB below the picture on the mean, 45 dB or more below every one, with SSIM 0.997", async () => {
    let sum = 0;
    for (const { name, picture, copy } of await pairs) {
      const decibels = psnrDb(picture, copy);
      sum += decibels;
      expect({ name, faint: decibels >= 45, similar: ssim(picture, copy) >= 0.997 }).toEqual({
        name,
        faint: true,
        similar: true,
      });
    }
    expect(sum / names.length).toBeGreaterThanOrEqual(48);
  });

  it.skipIf(!program)(
    "no picture's mark is over 1.2 by Butteraugli (skipped where its program is not installed)",
    async () => {
      const seen: string[] = [];
      for (const { name, picture, copy } of await pairs) {
        const value = await butteraugli(picture, copy);
        if (!(value <= 1.2)) seen.push(`${name} ${String(value)}`);
      }
      expect(seen).toEqual([]);
    },
  );
});
