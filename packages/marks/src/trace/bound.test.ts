import { prg } from "@whosecopy/crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { biasThresholds } from "../code/biases.ts";
import { codeWord } from "../code/word.ts";
import { accountedLog10, chernoffBound, type Coefficients, scoreOf } from "./bound.ts";
import { decoders } from "./decoders.ts";
import { scoreWords } from "./score-words.ts";

/**
 * The exact law of a score by convolution: coefficients on a lattice of whole numbers, so that the sum is one too.
 * Returns log P(S >= s) for every s that can be reached.
 */
function exactTail(zero: Int32Array, one: Int32Array, probabilities: Float64Array): Map<number, number> {
  let law = Float64Array.of(1);
  let least = 0;
  for (let t = 0; t < zero.length; t++) {
    const low = Math.min(zero[t]!, one[t]!);
    const next = new Float64Array(law.length + Math.abs(zero[t]! - one[t]!));
    law.forEach((chance, i) => {
      next[i + zero[t]! - low]! += chance * (1 - probabilities[t]!);
      next[i + one[t]! - low]! += chance * probabilities[t]!;
    });
    law = next;
    least += low;
  }
  const tail = new Map<number, number>();
  let sum = 0;
  for (let i = law.length - 1; i >= 0; i--) {
    sum += law[i]!;
    if (law[i]! > 0) tail.set(i + least, Math.log(sum));
  }
  return tail;
}

const probability = fc.constantFrom(0.5, 0x361962e9 / 2 ** 32, 0xc9e69d17 / 2 ** 32);
const tile = fc.record({
  zero: fc.integer({ min: -40, max: 40 }),
  one: fc.integer({ min: -40, max: 40 }),
  p: probability,
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
        for (const [score, exact] of exactTail(zero, one, probabilities)) {
          const bound = boundOf(score / 20);
          expect(bound).toBeGreaterThanOrEqual(exact - 1e-9 * (1 + Math.abs(exact)));
          farthest = Math.min(farthest, exact);
        }
      }),
      { numRuns: 60, seed: 2 },
    );
    expect(farthest / Math.LN10).toBeLessThan(-30);
  });

  it("is not far above it either: a perfect match of 256 fair bits is bounded by 2^-256", () => {
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

  it("gives nothing away on tiles that can't be read", () => {
    const probabilities = new Float64Array(10).fill(0.5);
    for (const decoder of decoders) {
      const { zero, one } = decoder({
        logOdds: new Float64Array(10),
        strength: new Float64Array(10).fill(2),
        probabilities,
      });
      expect([...zero, ...one].every((value) => value === 0)).toBe(true);
    }
  });
});

describe("the accounting", () => {
  it("multiplies by words, references, decoders and a(a+1), and never prints below 1e-12 or above 1", () => {
    const counts = { words: 12, references: 3, decoders: 2, attempt: 4 };
    expect(accountedLog10({ naturalLogBound: Math.log(1e-9), ...counts })).toBeCloseTo(
      Math.log10(1e-9 * 12 * 3 * 2 * 20),
    );
    expect(accountedLog10({ naturalLogBound: -1000, ...counts })).toBe(-12);
    expect(accountedLog10({ naturalLogBound: 0, ...counts })).toBe(0);
  });
});

/**
 * Attackers choose every reading as they like, knowing biases, pattern and all words but one. The one they don't know must be
 * reported at bound alpha or better in at most a share alpha of tries, over the whole pipeline with its accounting.
 */
describe("an innocent person", () => {
  const tiles = 300;
  const thresholds = biasThresholds({ biasSeed: new Uint8Array(32).fill(6), tiles, collusion: 3 });
  const probabilities = Float64Array.from(thresholds, (threshold) => threshold / 2 ** 32);
  const seeds = prg(new Uint8Array(32).fill(8), 32 * 20_000);
  const words = Array.from({ length: 20_000 }, (_, i) =>
    codeWord({ seed: seeds.subarray(32 * i, 32 * i + 32), thresholds }),
  );
  const strength = new Float64Array(tiles).fill(3);
  const attackers = words.slice(0, 3);
  const attacks: Record<string, (t: number) => number> = {
    "says what is likelier everywhere": (t) => (probabilities[t]! > 0.5 ? 30 : -30),
    "says what is unlikelier everywhere": (t) => (probabilities[t]! > 0.5 ? -30 : 30),
    "leaks an own copy": (t) => (attackers[0]![t] === 1 ? 30 : -30),
    "mixes three copies by minority": (t) => (attackers.reduce((sum, word) => sum + word[t]!, 0) % 2 === 1 ? 30 : -30),
    "shows only where two copies differ": (t) => (attackers[0]![t] === attackers[1]![t] ? 0 : 30),
    "blurs everything": (t) => (attackers[0]![t] === 1 ? 0.1 : -0.1),
    "shouts a few tiles": (t) => (t % 50 === 0 ? 1e6 : 0.01),
  };

  it.each(Object.entries(attacks))("is hardly ever named when an attacker %s", (_, attack) => {
    const logOdds = Float64Array.from({ length: tiles }, (_, t) => attack(t));
    const innocents = words.slice(3);
    const counts = { references: 1, attempt: 1, issued: 1 };
    const bounds = scoreWords({ logOdds, strength, probabilities, words: innocents, ...counts });
    for (const alpha of [1e-2, 1e-3, 1e-4]) {
      const named = bounds.filter((bound) => bound <= Math.log10(alpha)).length;
      // Four standard deviations above what the promise allows.
      expect(named).toBeLessThanOrEqual(innocents.length * alpha + 4 * Math.sqrt(innocents.length * alpha));
    }
  });

  it("differs from a leaker, who is named", () => {
    const logOdds = Float64Array.from(attackers[0]!, (bit) => (bit === 1 ? 3 : -3));
    const [bound] = scoreWords({
      logOdds,
      strength,
      probabilities,
      words: [attackers[0]!],
      references: 1,
      attempt: 1,
      issued: 8,
    });
    expect(bound).toBe(-12);
  });

  it("keeps the law of a score when readings are anything at all", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: tiles, maxLength: tiles }),
        (r) => {
          const logOdds = Float64Array.from(r);
          for (const decoder of decoders) {
            const coefficients: Coefficients = decoder({ logOdds, strength, probabilities });
            const boundOf = chernoffBound(coefficients, probabilities);
            const sample = words.slice(3, 1003);
            const named = sample.filter((word) => boundOf(scoreOf(coefficients, word)) <= Math.log(0.01)).length;
            expect(named).toBeLessThanOrEqual(10 + 4 * Math.sqrt(10));
          }
        },
      ),
      { numRuns: 20, seed: 3 },
    );
  });
});
