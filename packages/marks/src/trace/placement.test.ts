import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { localScale, mapPoint } from "../register/homography.ts";
import { mapThrough, placementMap } from "./placement.ts";
import type { Corner } from "./match.ts";

const square: Corner[] = [
  [0, 0],
  [100, 0],
  [100, 80],
  [0, 80],
];

describe("a map through points set by hand", () => {
  it("takes each of four corners exactly onto its own, however they are pulled", () => {
    const pull = fc.double({ min: -15, max: 15, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(pull, pull), { minLength: 4, maxLength: 4 }), (pulls) => {
        const to = square.map(([x, y], i): Corner => [7 + 3 * x + pulls[i]![0], 3 * y - 20 + pulls[i]![1]]);
        const map = mapThrough(square, to);
        for (const [i, [x, y]] of square.entries()) {
          const [u, v] = mapPoint(map, x, y);
          expect(Math.hypot(u - to[i]![0], v - to[i]![1])).toBeLessThan(1e-6);
        }
      }),
    );
  });

  it("goes between more points than four, as near to all as it can", () => {
    const from: Corner[] = [...square, [50, 40], [20, 60]];
    const to = from.map(([x, y], i): Corner => [2 * x + (i % 2 === 0 ? 0.3 : -0.3), 2 * y + 5]);
    const map = mapThrough(from, to);
    for (const [x, y] of from) {
      const [u, v] = mapPoint(map, x, y);
      expect(Math.abs(u - 2 * x) + Math.abs(v - 2 * y - 5)).toBeLessThan(0.8);
    }
  });

  it("is a mirroring one when the points go around the other way", () => {
    const mirrored = square.map(([x, y]): Corner => [100 - x, y]);
    expect(localScale(mapThrough(square, mirrored), 50, 40)).toBeCloseTo(-1, 6);
  });

  it.each([
    ["points on one line", [0, 1, 2, 3].map((i): Corner => [i * 10, i * 10])],
    ["points that are all the same", square.map((): Corner => [5, 5])],
    ["two corners exchanged", [square[0]!, square[2]!, square[1]!, square[3]!]],
    ["a corner that is no number", [[Number.NaN, 0] as Corner, ...square.slice(1)]],
  ])("is refused for %s", (_, to) => {
    expect(() => mapThrough(square, to)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});

describe("a placement", () => {
  const sizes = {
    reference: { width: 600, height: 400 },
    original: { width: 1200, height: 800 },
    leak: { width: 300, height: 200 },
  };
  const at = (map: Float64Array, x: number, y: number) => mapPoint(map, x, y).map((value) => Number(value.toFixed(6)));

  it("says the same in pixels and in shares, of the whole original when no part is named", () => {
    const pixels: Corner[] = [
      [30, 20],
      [270, 20],
      [270, 180],
      [30, 180],
    ];
    const shares = pixels.map(([x, y]): Corner => [x / 300, y / 200]);
    for (const placement of [
      { unit: "pixel", leak: pixels },
      { unit: "share", leak: shares },
    ] as const) {
      const map = placementMap(placement, sizes);
      expect(at(map, -0.5, -0.5)).toEqual([29.5, 19.5]);
      expect(at(map, 599.5, 399.5)).toEqual([269.5, 179.5]);
    }
  });

  it("of a part puts that part there, and the rest of the original outside of the leak", () => {
    const original: Corner[] = [
      [600, 400],
      [1200, 400],
      [1200, 800],
      [600, 800],
    ];
    const leak: Corner[] = [
      [0, 0],
      [300, 0],
      [300, 200],
      [0, 200],
    ];
    const map = placementMap({ unit: "pixel", leak, original }, sizes);
    expect(at(map, 299.5, 199.5)).toEqual([-0.5, -0.5]);
    expect(at(map, -0.5, -0.5)).toEqual([-300.5, -200.5]);
  });

  it("is refused with too few points, with other numbers of them, and far outside", () => {
    const leak = square.slice(0, 3);
    const far = square.map(([x, y]): Corner => [x * 1e6, y]);
    for (const placement of [{ leak }, { leak: square, original: leak }, { leak: far }]) {
      expect(() => placementMap({ unit: "pixel", ...placement }, sizes)).toThrow(
        expect.objectContaining({ code: "bad-input" }),
      );
    }
  });
});
