import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountedLog10, chernoffBound } from "./bound.ts";
import { decoders } from "./decoders.ts";
import { chernoffExcess, exactTail } from "./testing/exact-law.ts";
import { mixedReadings, mixes } from "./testing/mixed-readings.ts";
import { seeded } from "./testing/seeded.ts";

const low = 0x361962e9;
const high = 0xc9e69d17;

describe("the exact law that the bound is compared with", () => {
  it("agrees with whole-number arithmetic to 12 digits", () => {
    const random = seeded(1);
    const tiles = 24;
    const zero = Int32Array.from({ length: tiles }, () => random.below(9) - 4);
    const one = Int32Array.from({ length: tiles }, () => random.below(9) - 4);
    const thresholds = Array.from({ length: tiles }, () => (random.below(2) === 0 ? low : high));
    // Chances as numerators over 2^(32 tiles).
    let law = new Map<number, bigint>([[0, 1n]]);
    thresholds.forEach((threshold, t) => {
      const next = new Map<number, bigint>();
      const add = (score: number, ways: bigint) => next.set(score, (next.get(score) ?? 0n) + ways);
      for (const [score, ways] of law) {
        add(score + zero[t]!, ways * BigInt(2 ** 32 - threshold));
        add(score + one[t]!, ways * BigInt(threshold));
      }
      law = next;
    });
    const probabilities = Float64Array.from(thresholds, (threshold) => threshold / 2 ** 32);
    const tail = exactTail({ zero, one, probabilities });
    expect(tail.length).toBe(law.size);
    let ways = 0n;
    for (const { score, logTail } of tail) {
      ways += law.get(score) ?? 0n;
      // 60 leading bits as a number, the rest as a power of two.
      const shift = Math.max(0, ways.toString(2).length - 60);
      const exact = Math.log(Number(ways >> BigInt(shift))) + (shift - 32 * tiles) * Math.LN2;
      expect(Math.abs(logTail - exact)).toBeLessThan(1e-12 * (1 + Math.abs(exact)));
    }
  });
});

const tile = fc.record({
  zero: fc.integer({ min: -40, max: 40 }),
  one: fc.integer({ min: -40, max: 40 }),
  p: fc.constantFrom(0.5, low / 2 ** 32, high / 2 ** 32),
});

describe("the bound", () => {
  it("is never below the exact chance, whatever the coefficients, down to far beyond 1e-30", () => {
    let farthest = 0;
    fc.assert(
      fc.property(fc.array(tile, { minLength: 1, maxLength: 256, size: "max" }), (tiles) => {
        const zero = Int32Array.from(tiles, (one) => one.zero);
        const one = Int32Array.from(tiles, (one) => one.one);
        const probabilities = Float64Array.from(tiles, ({ p }) => p);
        // Coefficients may be scaled: the bound must hold at any scale of lambda.
        const coefficients = {
          zero: Float64Array.from(zero, (a) => a / 20),
          one: Float64Array.from(one, (a) => a / 20),
        };
        const boundOf = chernoffBound(coefficients, probabilities);
        const below = exactTail({ zero, one, probabilities }).filter(({ score, logTail }) => {
          farthest = Math.min(farthest, logTail);
          return boundOf(score / 20) < logTail - 1e-12 * Math.abs(logTail);
        });
        expect(below).toEqual([]);
      }),
      { numRuns: 30, seed: 2 },
    );
    expect(farthest / Math.LN10).toBeLessThan(-60);
  });

  it.each(decoders.map((decoder, i) => ({ decoder, i })))(
    "is little more above the exact chance than theory has it for decoder $i, from 1e-2 to 1e-60",
    ({ decoder, i }) => {
      const random = seeded(10 + i);
      const fine = 64;
      let compared = 0;
      for (const mix of Object.values(mixes)) {
        const { input } = mixedReadings({ tiles: 256, code: 3, c: 2, mix, strength: 4, missing: 0.1, random });
        const { probabilities } = input;
        const wanted = decoder(input);
        const zero = Int32Array.from(wanted.zero, (a) => Math.round(a * fine));
        const one = Int32Array.from(wanted.one, (a) => Math.round(a * fine));
        const coefficients = {
          zero: Float64Array.from(zero, (a) => a / fine),
          one: Float64Array.from(one, (a) => a / fine),
        };
        const boundOf = chernoffBound(coefficients, probabilities);
        const tail = exactTail({ zero, one, probabilities });
        for (const { score, logTail } of tail.filter((_, k) => k % 16 === 0)) {
          if (logTail > Math.log(1e-2) || logTail < Math.log(1e-60)) continue;
          const excess = boundOf(score / fine) - logTail;
          expect(excess).toBeGreaterThanOrEqual(0);
          expect(excess).toBeLessThan(Math.log(1.5 * chernoffExcess(logTail)));
          compared++;
        }
      }
      expect(compared).toBeGreaterThan(200);
    },
  );

  it("is not above it at all where there is one way only: a perfect match of 256 fair bits is bounded by 2^-256", () => {
    const fair = new Float64Array(256).fill(0.5);
    const coefficients = { zero: new Float64Array(256).fill(-1), one: new Float64Array(256).fill(1) };
    const bound = chernoffBound(coefficients, fair)(256);
    expect(bound / Math.LN2).toBeCloseTo(-256, 3);
  });

  it("is 1 for scores that innocents reach on average, and falls with the score", () => {
    const fair = new Float64Array(100).fill(0.5);
    const boundOf = chernoffBound({ zero: new Float64Array(100).fill(-1), one: new Float64Array(100).fill(1) }, fair);
    expect(boundOf(-5)).toBe(0);
    expect(boundOf(0)).toBe(0);
    for (let score = 1; score < 100; score++) expect(boundOf(score + 1)).toBeLessThan(boundOf(score));
  });

  it("is 1 when nothing can be read, also with nothing to score", () => {
    const nothing = { zero: new Float64Array(5), one: new Float64Array(5) };
    expect(chernoffBound(nothing, new Float64Array(5).fill(0.5))(0)).toBe(0);
    const none = { zero: new Float64Array(0), one: new Float64Array(0) };
    expect(chernoffBound(none, new Float64Array(0))(0)).toBe(0);
  });
});

describe("the accounting", () => {
  const counts = { words: 12, references: 3, decoders: 2, attempt: 4 };

  it("multiplies by words, references, decoders and a(a+1)", () => {
    expect(accountedLog10({ naturalLogBound: Math.log(1e-9), ...counts })).toBeCloseTo(
      Math.log10(1e-9 * 12 * 3 * 2 * 20),
    );
  });

  it("never gives less than 1e-12 or more than 1", () => {
    expect(accountedLog10({ naturalLogBound: -1000, ...counts })).toBe(-12);
    expect(accountedLog10({ naturalLogBound: 0, ...counts })).toBe(0);
  });

  it("spends at most the whole over any number of attempts", () => {
    // What attempt a may spend of a bound is its share 1 / (a(a+1)).
    let spent = 0;
    for (let attempt = 1; attempt <= 100_000; attempt++) {
      const paid = accountedLog10({ naturalLogBound: Math.log(1e-12), words: 1, references: 1, decoders: 1, attempt });
      spent += 1e-12 / 10 ** paid;
      if (attempt === 1) expect(spent).toBeCloseTo(0.5);
    }
    expect(spent).toBeLessThanOrEqual(1);
    expect(spent).toBeGreaterThan(0.9999);
  });
});
