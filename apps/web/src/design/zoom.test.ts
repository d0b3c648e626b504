import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { moveBy, unzoomed, zoomAround } from "./zoom.ts";

const coordinate = fc.double({ min: -400, max: 400, noNaN: true });
const point = fc.record({ x: coordinate, y: coordinate });

describe("looking closer", () => {
  test("the point under the fingers stays where it is", () => {
    fc.assert(
      fc.property(point, fc.double({ min: 1.1, max: 4, noNaN: true }), (at, factor) => {
        const zoom = zoomAround(unzoomed, factor, at);
        // What was at `at` before lies at scale * at + offset now.
        expect(at.x * zoom.scale + zoom.x).toBeCloseTo(at.x, 6);
        expect(at.y * zoom.scale + zoom.y).toBeCloseTo(at.y, 6);
      }),
    );
  });

  test("further away than whole is whole, and in the middle", () => {
    fc.assert(
      fc.property(point, (at) => {
        expect(zoomAround({ scale: 3, x: 50, y: 9 }, 0.01, at)).toEqual(unzoomed);
        expect(moveBy(unzoomed, at, { width: 360, height: 780 })).toEqual(unzoomed);
      }),
    );
  });

  test("it can't be lost out of sight", () => {
    const moved = moveBy({ scale: 2, x: 0, y: 0 }, { x: 1e6, y: -1e6 }, { width: 300, height: 600 });
    expect(moved).toEqual({ scale: 2, x: 300, y: -600 });
  });
});
