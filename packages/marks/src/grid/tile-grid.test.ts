import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gridOf, maxSidePx, planGrid, tileRect } from "./tile-grid.ts";

const side = fc.oneof(
  fc.integer({ min: 1, max: 64 }),
  fc.integer({ min: 1, max: 8000 }),
  fc.integer({ min: 1, max: maxSidePx }),
);

describe("a tile grid", () => {
  it("has 1,536 tiles of 16 pixels at 768x512", () => {
    expect(planGrid(768, 512)).toMatchObject({
      tileMcusX: 1,
      tileMcusY: 1,
      restartInterval: 1,
      columns: 48,
      rows: 32,
      count: 1536,
    });
  });

  it("has 64-pixel tiles of whole runs on a 12-megapixel photo", () => {
    expect(planGrid(4032, 3024)).toMatchObject({ tileMcusX: 4, tileMcusY: 4, restartInterval: 4, count: 3024 });
  });

  it("keeps restart runs inside tiles and rows, for any size", () => {
    fc.assert(
      fc.property(side, side, (width, height) => {
        const grid = planGrid(width, height);
        expect(grid.mcusPerRow % grid.restartInterval).toBe(0);
        expect(grid.tileMcusX % grid.restartInterval).toBe(0);
        expect(grid.restartInterval).toBeLessThanOrEqual(65_535);
        expect(grid.count).toBeLessThanOrEqual(4608);
        expect(grid.count).toBe(grid.columns * grid.rows);
        expect(gridOf(grid)).toEqual(grid);
      }),
    );
  });

  it("covers every pixel exactly once", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 5 }),
        (width, height, n) => {
          const grid = gridOf({ width, height, tileMcusX: n, tileMcusY: n });
          const seen = new Uint8Array(width * height);
          for (let t = 0; t < grid.count; t++) {
            const rect = tileRect(grid, t);
            for (let y = rect.y; y < rect.y + rect.height; y++) {
              for (let x = rect.x; x < rect.x + rect.width; x++) seen[y * width + x] = (seen[y * width + x] ?? 0) + 1;
            }
          }
          expect(seen.every((times) => times === 1)).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("has at least 1,500 tiles on camera-sized pictures and 900 from 768x512 up", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 768, max: 10_000 }),
        fc.double({ min: 0.4, max: 1, noNaN: true }),
        (width, ratio) => {
          const height = Math.max(512, Math.round(width * ratio));
          const grid = planGrid(width, height);
          expect(grid.count).toBeGreaterThanOrEqual(1500);
        },
      ),
    );
  });

  it("refuses sides that no JPEG can have", () => {
    expect(() => planGrid(0, 5)).toThrow(expect.objectContaining({ code: "image-damaged" }) as Error);
    expect(() => planGrid(2.5, 5)).toThrow(expect.objectContaining({ code: "image-damaged" }) as Error);
    expect(() => planGrid(65_501, 5)).toThrow(expect.objectContaining({ code: "image-too-large" }) as Error);
    expect(() => tileRect(planGrid(64, 64), 16)).toThrow(RangeError);
  });
});
