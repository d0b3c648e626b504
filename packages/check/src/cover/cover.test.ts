import fc from "fast-check";
import type { Picture } from "@whosecopy/image";
import { describe, expect, it } from "vitest";
import { inspect } from "../inspect.ts";
import { sourceOfBytes } from "../source/byte-source.ts";
import { cover, grown } from "./cover.ts";
import { coveredFile } from "./covered-file.ts";

const [width, height] = [160, 120];
const box = { x: 40, y: 30, width: 64, height: 48 };
const random = { bytes: (length: number) => new Uint8Array(length).map((_, i) => (i * 77 + 13) % 256) };
const pictureOf = (value: (x: number, y: number) => number): Picture => ({
  width,
  height,
  rgb: Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const p = Math.floor(i / 3);
    return value(p % width, Math.floor(p / width)) & 255;
  }),
});
const inBox = (x: number, y: number, b = grown(box, { width, height })) =>
  x >= b.x && y >= b.y && x < b.x + b.width && y < b.y + b.height;

describe("cover", () => {
  it("leaves nothing of what was under a solid cover, and all of what was beside it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), (seed) => {
        const hidden = pictureOf((x, y) => (inBox(x, y) ? x * seed + y * 31 : x + y));
        const other = pictureOf((x, y) => (inBox(x, y) ? 7 : x + y));
        const covered = cover(hidden, [box]);
        expect(covered).toEqual(cover(other, [box]));
        const beside = (rgb: Uint8Array) =>
          rgb.filter((_, i) => !inBox(Math.floor(i / 3) % width, Math.floor(i / 3 / width)));
        expect(beside(covered.rgb)).toEqual(beside(hidden.rgb));
      }),
      { numRuns: 3 },
    );
  });
  it("makes the same mosaic of pictures with the same means: nothing finer than a cell is left", () => {
    const one = pictureOf((x, y) => (inBox(x, y) ? ((x + y) % 2 === 0 ? 40 : 200) : 90));
    const two = pictureOf((x, y) => (inBox(x, y) ? ((x + y) % 2 === 0 ? 200 : 40) : 90));
    const covered = cover(one, [box], { style: "mosaic", random });
    expect(covered).toEqual(cover(two, [box], { style: "mosaic", random }));
    expect(covered).not.toEqual(one);
  });
  it("has at most 6 by 6 cells, none under 16 pixels", () => {
    const noisy = pictureOf((x, y) => x * 71 + y * 113);
    for (const size of [20, 64, 100]) {
      const asked = { x: 10, y: 8, width: size, height: size };
      const area = grown(asked, { width, height });
      const { rgb } = cover(noisy, [asked], {
        style: "mosaic",
        random: { bytes: (n) => crypto.getRandomValues(new Uint8Array(n)) },
      });
      let run = 1;
      const row = Array.from({ length: area.width }, (_, i) =>
        rgb
          .subarray(3 * (area.y * width + area.x + i))
          .subarray(0, 3)
          .join(),
      );
      const runs: number[] = [];
      row.forEach((colour, i) => {
        if (i > 0 && colour === row[i - 1]) run++;
        else if (i > 0) {
          runs.push(run);
          run = 1;
        }
      });
      runs.push(run);
      expect(runs.length).toBeLessThanOrEqual(6);
      expect(Math.min(...runs)).toBeGreaterThanOrEqual(16);
    }
  });
  it.each([{ format: "png" }, { format: "jpeg", quality: 85 }] as const)(
    "writes a $format that tells nothing more",
    async (as) => {
      const bytes = await coveredFile(
        cover(
          pictureOf((x, y) => x + y),
          [box],
        ),
        as,
      );
      const { findings } = await inspect(sourceOfBytes(bytes));
      expect(findings.filter(({ cleanable }) => cleanable !== "stays")).toEqual([]);
    },
  );
});
