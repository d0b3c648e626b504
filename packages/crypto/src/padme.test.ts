import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { padmeLength } from "./padme.ts";

describe("the Padmé length", () => {
  it("is the paper's for small lengths and its examples", () => {
    expect([0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 33, 100].map(padmeLength)).toEqual([
      0, 1, 2, 3, 4, 5, 7, 8, 10, 10, 16, 16, 18, 36, 104,
    ]);
    // With 20 bits, 5 are kept: steps of 2^15 just above 2^20.
    expect(padmeLength(2 ** 20 + 1)).toBe(2 ** 20 + 2 ** 15);
  });

  it("is never shorter, adds at most 12 %, and is its own padded length", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.integer({ min: 1, max: 5000 }),
          fc.maxSafeNat().filter((n) => n < 2 ** 50),
        ),
        (length) => {
          const padded = padmeLength(length);
          expect(padded).toBeGreaterThanOrEqual(length);
          expect(padded).toBeLessThanOrEqual(length * 1.12);
          expect(padmeLength(padded)).toBe(padded);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("grows with the length and leaves few values", () => {
    const padded = Array.from({ length: 100_000 }, (_, length) => padmeLength(length));
    expect(padded.every((value, i) => i === 0 || value >= (padded[i - 1] ?? 0))).toBe(true);
    expect(new Set(padded).size).toBeLessThan(200);
  });

  it("is not defined for what is no length", () => {
    for (const length of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => padmeLength(length)).toThrow("length");
  });
});
