import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitHomography } from "./fit-homography.ts";
import { mapPoint } from "./homography.ts";

const small = (most: number) => fc.double({ min: -most, max: most, noNaN: true });

describe("fitting a plane map", () => {
  it("gives back the map that made the pairs", () => {
    const maps = fc
      .tuple(small(0.4), small(0.4), small(300), small(0.4), small(0.4), small(300), small(0.0004), small(0.0004))
      .map(([a, b, c, d, e, f, g, h]) => Float64Array.of(1 + a, b, c, d, 1 + e, f, g, h, 1));
    fc.assert(
      fc.property(maps, (map) => {
        const points = Array.from({ length: 30 }, (_, i) => [(i % 6) * 130, Math.floor(i / 6) * 110] as const);
        const targets = points.map(([x, y]) => mapPoint(map, x, y));
        const found = fitHomography(
          {
            count: points.length,
            fromX: points.map(([x]) => x),
            fromY: points.map(([, y]) => y),
            toX: targets.map(([u]) => u),
            toY: targets.map(([, v]) => v),
            weight: points.map(() => 1),
          },
          0,
        );
        points.forEach(([x, y], i) => {
          const [u, v] = mapPoint(found!, x, y);
          expect(Math.hypot(u - targets[i]![0], v - targets[i]![1])).toBeLessThan(1e-3);
        });
      }),
    );
  });

  it("gives nothing for points on a line, or for none that count", () => {
    const line = [0, 1, 2, 3, 4, 5];
    const pairs = { count: 6, fromX: line, fromY: line, toX: line, toY: line, weight: line.map(() => 1) };
    expect(fitHomography(pairs, 0)).toBeNull();
    expect(fitHomography({ ...pairs, weight: line.map(() => 0) }, 0)).toBeNull();
  });
});
