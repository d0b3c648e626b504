import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DisplacementField,
  displacementAt,
  displacementRow,
  flatField,
  scaleField,
} from "./displacement-field.ts";

const [width, height] = [301, 207];

function bent(values: readonly number[]): DisplacementField {
  const field = flatField(width, height);
  const of = (offset: number) => field.dx.map((_, i) => values[(i + offset) % values.length]!);
  return { ...field, dx: of(0), dy: of(3) };
}

const fields = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 5, maxLength: 50 }).map(bent);

describe("a displacement field", () => {
  it("says the same row by row as point by point", () => {
    fc.assert(
      fc.property(fields, fc.nat(height - 1), (field, y) => {
        const [x, rowY] = [new Float32Array(width), new Float32Array(width)];
        displacementRow(field, y, x, rowY);
        for (let i = 0; i < width; i += 7) {
          const [dx, dy] = displacementAt(field, i, y);
          expect(x[i]).toBeCloseTo(dx, 4);
          expect(rowY[i]).toBeCloseTo(dy, 4);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("means the same at another size", () => {
    fc.assert(
      fc.property(fields, fc.nat(width - 1), fc.nat(height - 1), (field, x, y) => {
        const [dx, dy] = displacementAt(field, x, y);
        const [ax, ay] = displacementAt(scaleField(field, 0.5, 0.25), x * 0.5, y * 0.25);
        expect(ax).toBeCloseTo(dx * 0.5, 4);
        expect(ay).toBeCloseTo(dy * 0.25, 4);
      }),
      { numRuns: 50 },
    );
  });

  it("reaches over the whole plane, and is flat to begin with", () => {
    const field = flatField(width, height);
    expect((field.columns - 1) * field.stepX).toBeGreaterThanOrEqual(width - 1);
    expect((field.rows - 1) * field.stepY).toBeGreaterThanOrEqual(height - 1);
    expect(displacementAt(field, 300, 206)).toEqual([0, 0]);
  });
});
