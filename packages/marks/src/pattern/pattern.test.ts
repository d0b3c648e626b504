import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lumaOf } from "@whosecopy/image";
import { planGrid, tileRect } from "../grid/tile-grid.ts";
import { drawnPicture } from "../trace/testing/drawn-picture.ts";
import { createPattern } from "./pattern.ts";

const picture = lumaOf(drawnPicture(400, 300, 1));
const grid = planGrid(400, 300);
const patternSeed = new Uint8Array(32).fill(1);
const pattern = createPattern({ patternSeed, luma: picture, grid });

function whole(of: typeof pattern, width: number, height: number): Float32Array {
  const out = new Float32Array(width * height);
  of.rows(0, height, out);
  return out;
}

describe("the pattern", () => {
  it("stays 45 dB or more below the picture, however strong the texture", () => {
    const noise = { ...picture, luma: picture.luma.map((_, i) => 128 + ((i * 7919) % 101) - 50) };
    for (const luma of [picture, noise]) {
      const w = whole(createPattern({ patternSeed, luma, grid }), 400, 300);
      const meanSquare = w.reduce((sum, value) => sum + value * value, 0) / w.length;
      expect(10 * Math.log10((255 * 255) / meanSquare)).toBeGreaterThan(46);
    }
  });

  it("vanishes at the borders of its tiles, so that no mix of variants shows a seam", () => {
    const w = whole(pattern, 400, 300);
    let [border, inside] = [0, 0];
    for (let y = 0; y < 288; y++) {
      for (let x = 0; x < 400; x++) {
        const value = Math.abs(w[y * 400 + x]!);
        if (x % 16 === 0 || x % 16 === 15) border = Math.max(border, value);
        inside = Math.max(inside, value);
      }
    }
    expect(inside).toBeGreaterThan(2);
    expect(border).toBeLessThan(inside / 2.5);
  });

  it("has in every tile the strength it states, and no mark where it states none", () => {
    const w = whole(pattern, 400, 300);
    for (let t = 0; t < grid.count; t++) {
      const rect = tileRect(grid, t);
      let energy = 0;
      for (let y = rect.y; y < rect.y + rect.height; y++) {
        for (let x = rect.x; x < rect.x + rect.width; x++) energy += w[y * 400 + x]! ** 2;
      }
      expect(Math.sqrt(energy / (rect.width * rect.height))).toBeCloseTo(pattern.amplitudes[t]! / 32, 2);
      expect(pattern.usable[t]).toBe(pattern.amplitudes[t]! > 0 ? 1 : 0);
    }
  });

  it("gives the same rows in any portions", () => {
    const w = whole(pattern, 400, 300);
    fc.assert(
      fc.property(fc.nat(299), fc.integer({ min: 1, max: 40 }), (y0, count) => {
        const part = new Float32Array(400 * count);
        pattern.rows(y0, count, part);
        const expected = new Float32Array(400 * count);
        expected.set(w.subarray(y0 * 400, (y0 + count) * 400));
        expect(part).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it("is another one for another seed, of the same strength", () => {
    const other = createPattern({ patternSeed: new Uint8Array(32).fill(2), luma: picture, grid });
    expect(other.amplitudes).toEqual(pattern.amplitudes);
    const [a, b] = [whole(pattern, 400, 300), whole(other, 400, 300)];
    let [ab, aa, bb] = [0, 0, 0];
    a.forEach((value, i) => {
      ab += value * b[i]!;
      aa += value * value;
      bb += b[i]! ** 2;
    });
    expect(Math.abs(ab) / Math.sqrt(aa * bb)).toBeLessThan(0.1);
  });

  it("leaves flat, black and white tiles unmarked, and smooth ones weaker than textured ones", () => {
    const luma = new Uint8Array(400 * 300);
    for (let i = 0; i < luma.length; i++) {
      const x = i % 400;
      if (x < 96) luma[i] = 128;
      else if (x < 192) luma[i] = 255 - (i % 3);
      else if (x < 288) luma[i] = 128 + ((i * 31) % 3);
      else luma[i] = 100 + ((i * 7919) % 61);
    }
    const { amplitudes } = createPattern({ patternSeed, luma: { width: 400, height: 300, luma }, grid });
    const row = amplitudes.subarray(5 * grid.columns, 6 * grid.columns);
    expect([...row.subarray(0, 5)]).toEqual([0, 0, 0, 0, 0]);
    expect([...row.subarray(7, 11)]).toEqual([0, 0, 0, 0]);
    expect(row[14]).toBeGreaterThan(0);
    expect(row[20]).toBeGreaterThan(2 * row[14]!);
  });

  it("exists for pictures of any size", () => {
    for (const [width, height] of [
      [1, 1],
      [17, 3],
      [1, 5000],
      [33, 50],
    ] as const) {
      const small = lumaOf(drawnPicture(width, height, 3));
      const odd = createPattern({ patternSeed, luma: small, grid: planGrid(width, height) });
      expect(whole(odd, width, height).every((value) => Number.isFinite(value))).toBe(true);
    }
  });
});
