import { prg } from "@whosecopy/crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { biasThresholds } from "../code/biases.ts";
import { codeWord } from "../code/word.ts";
import { chernoffBound, scoreOf } from "./bound.ts";
import { decoders } from "./decoders.ts";
import type { DecoderInput } from "./mixing.ts";
import { scoreWords } from "./score-words.ts";
import { type Seeded, seeded } from "./testing/seeded.ts";

/**
 * Attackers who know everything but one person's word: pattern, reference, biases, the words of all others. They set every reading as
 * they like. Whoever's word is unknown to them must not be named, over the whole of scoring with its accounting.
 */
const tiles = 256;
const thresholds = biasThresholds({ biasSeed: new Uint8Array(32).fill(6), tiles, collusion: 3 });
const probabilities = Float64Array.from(thresholds, (threshold) => threshold / 2 ** 32);

function wordsOf(name: number, count: number): Uint8Array[] {
  const seeds = prg(new Uint8Array(32).fill(name), 32 * count);
  return Array.from({ length: count }, (_, i) => codeWord({ seed: seeds.subarray(32 * i, 32 * i + 32), thresholds }));
}

/** Words that the attackers know; the first five are their own. */
const known = wordsOf(8, 50);
/** People whose words they don't know: each of the 100,000 tries is against another one. */
const victims = wordsOf(9, 100_000);

type Readings = Pick<DecoderInput, "logOdds" | "strength">;
type Attack = (params: { random: Seeded; round: number }) => Readings;

const held = (t: number): number[] => known.slice(0, 5).map((word) => word[t]!);
const onesOf = (t: number): number => held(t).reduce((sum, bit) => sum + bit, 0);

/** Readings tile by tile; unless said otherwise they look very sure of themselves. */
function readings(logOdds: (t: number) => number, strength: (t: number) => number = () => 30): Readings {
  return {
    logOdds: Float64Array.from({ length: tiles }, (_, t) => logOdds(t)),
    strength: Float64Array.from({ length: tiles }, (_, t) => strength(t)),
  };
}

const attacks: Record<string, Attack> = {
  "leaks a copy of their own": ({ round }) => readings((t) => (known[round % 5]![t] === 1 ? 60 : -60)),
  "says what is likelier everywhere, from the biases": ({ random }) =>
    readings((t) => (random.uniform() < 0.95 === probabilities[t]! > 0.5 ? 60 : -60)),
  "draws a word by the law and hopes that it is somebody's": ({ random }) =>
    readings((t) => (random.uniform() < probabilities[t]! ? 60 : -60)),
  "shows what most of 50 known words hold, weighted by the biases": ({ random }) =>
    readings((t) => {
      const ones = known.reduce((sum, word) => sum + word[t]!, 0);
      return 200 * (ones / known.length + 2 * probabilities[t]! - 1.5 + 0.2 * random.normal());
    }),
  "shows what none of the five holds, where they agree": ({ random }) =>
    readings((t) => {
      const ones = onesOf(t);
      if (ones === 0 || ones === 5) return ones === 0 ? 60 : -60;
      return 20 * random.normal();
    }),
  "blanks all but the tiles where two of theirs agree, a few at a time": ({ random, round }) =>
    readings((t) => {
      const [a, b] = [known[round % 5]![t]!, known[(round + 1) % 5]![t]!];
      return a === b && random.uniform() < 0.5 ? (a === 1 ? 60 : -60) : 0;
    }),
  "lies about how well tiles can be read": ({ random }) =>
    readings(
      (t) => (onesOf(t) > 2 ? 1 : -1) * 10 ** (4 * random.uniform() - 2),
      () => 10 ** (6 * random.uniform() - 3),
    ),
  "shouts in tiles whose bias is on their side": ({ random }) =>
    readings((t) => (probabilities[t]! > 0.5 ? 1 : -1) * (random.uniform() < 0.1 ? 1e6 : 1e-3)),
};

const counts = { references: 1, attempt: 1 };
const rounds = 5;

describe("a person whose word an attacker does not know is not named in 100,000 tries", () => {
  it.each(Object.entries(attacks))("when one %s", (_, attack) => {
    const random = seeded(3);
    const each = victims.length / rounds;
    const bounds: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const words = victims.slice(round * each, (round + 1) * each);
      bounds.push(...scoreWords({ ...attack({ random, round }), probabilities, words, issued: 1, ...counts }));
    }
    expect(bounds.length).toBe(100_000);
    expect(Math.min(...bounds.map((bound) => Math.floor(bound)))).toBeGreaterThan(-9);
    // What is printed as at most alpha happens to at most alpha, with four standard deviations for luck.
    for (const alpha of [1e-2, 1e-3, 1e-4]) {
      const named = bounds.filter((bound) => bound <= Math.log10(alpha)).length;
      expect(named).toBeLessThanOrEqual(bounds.length * alpha + 4 * Math.sqrt(bounds.length * alpha));
    }
  });

  it("when one tries again and again, each leak made from the answers to those before", () => {
    // All that is ever answered is "not attributed", so that is all that can be learned; the attempts are counted.
    const random = seeded(4);
    const few = victims.slice(0, 2_000);
    const answers = few.map(() => "");
    let named = 0;
    for (let attempt = 1; attempt <= 20; attempt++) {
      const turn = new Set(answers).size + random.below(5);
      const leak = readings((t) => (known[turn % 5]![t] === 1 ? 1 : -1) * (t % (attempt + 1) === 0 ? 60 : 5));
      const bounds = scoreWords({ ...leak, probabilities, words: few, issued: 1, references: 1, attempt });
      bounds.forEach((bound, i) => {
        if (bound <= -2) named++;
        answers[i] += bound <= -9 ? "attributed" : "not attributed ";
      });
    }
    expect(new Set(answers).size).toBe(1);
    // At most one in a hundred people over all twenty attempts together.
    expect(named).toBeLessThanOrEqual(few.length * 0.01 + 4 * Math.sqrt(few.length * 0.01));
  });

  it("when readings are anything at all", () => {
    const sample = victims.slice(0, 1_000);
    const anything = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    const row = fc.array(fc.oneof(fc.double({ min: -50, max: 50, noNaN: true }), anything, fc.constant(0)), {
      minLength: tiles,
      maxLength: tiles,
    });
    fc.assert(
      fc.property(row, row, (r, s) => {
        const input = { logOdds: Float64Array.from(r), strength: Float64Array.from(s, Math.abs), probabilities };
        for (const decoder of decoders) {
          const coefficients = decoder(input);
          expect([...coefficients.zero, ...coefficients.one].every(Number.isFinite)).toBe(true);
          const boundOf = chernoffBound(coefficients, probabilities);
          const named = sample.filter((word) => boundOf(scoreOf(coefficients, word)) <= Math.log(0.01)).length;
          expect(named).toBeLessThanOrEqual(10 + 4 * Math.sqrt(10));
        }
      }),
      { numRuns: 15, seed: 3, endOnFailure: true },
    );
  });
});

/** What the proof rests on, seen from the other side: without it an innocent person is named. */
describe("the condition is needed", () => {
  const [victim] = victims as [Uint8Array];
  const scored = (leak: Readings, words: Uint8Array[]): Float64Array =>
    scoreWords({ ...leak, probabilities, words, issued: 8, ...counts });

  it("since an attacker who sees where the victim's word equals his own gets the victim named", () => {
    const own = known[0]!;
    const leak = readings((t) => (own[t] === victim[t] ? (own[t] === 1 ? 60 : -60) : 0));
    expect(scored(leak, [victim])[0]).toBe(-12);
  });

  it("since one who is told the score of somebody who was not named reads that person's word off it", () => {
    const guess = Array.from({ length: tiles }, (_, t) => {
      // One leak for every tile, legible in that tile alone; told is the score by the first decoder.
      const leak = readings((other) => (other === t ? 60 : 0));
      const told = scoreOf(decoders[0]!({ ...leak, probabilities }), victim);
      return told > 0 ? 1 : 0;
    });
    expect(guess).toEqual([...victim]);
    expect(
      scored(
        readings((t) => (guess[t] === 1 ? 60 : -60)),
        [victim],
      )[0],
    ).toBe(-12);
  });

  it("since a word that was disclosed, or used before, can be put together from other copies", () => {
    const leak = readings((t) => {
      const holder = known.find((word) => word[t] === victim[t]);
      return holder === undefined ? 0 : holder[t] === 1 ? 60 : -60;
    });
    expect(scored(leak, [victim])[0]).toBe(-12);
  });
});
