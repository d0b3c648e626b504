import { describe, expect, it } from "vitest";
import { chernoffBound, type Coefficients } from "./bound.ts";
import { decoders } from "./decoders.ts";
import { chernoffExcess } from "./testing/exact-law.ts";
import { mixedReadings, mixes } from "./testing/mixed-readings.ts";
import { type Seeded, seeded } from "./testing/seeded.ts";

/**
 * Importance sampling of P(S >= score): words are drawn from the law tilted by e^(lambda S), under which the score is a common one, and
 * each counts e^(log E[e^(lambda S)] - lambda S). Unbiased for every lambda.
 */
function sampledTail(params: {
  coefficients: Coefficients;
  probabilities: Float64Array;
  lambda: number;
  draws: number;
  random: Seeded;
}): { score: number; tail: number; error: number } {
  const { coefficients, probabilities, lambda, draws, random } = params;
  const { zero, one } = coefficients;
  const tiles = zero.length;
  const tilted = new Float64Array(tiles);
  let [logMoment, score] = [0, 0];
  for (let t = 0; t < tiles; t++) {
    const p = probabilities[t]!;
    const ifOne = p * Math.exp(lambda * one[t]!);
    const ifZero = (1 - p) * Math.exp(lambda * zero[t]!);
    logMoment += Math.log(ifOne + ifZero);
    tilted[t] = ifOne / (ifOne + ifZero);
    score += tilted[t]! * one[t]! + (1 - tilted[t]!) * zero[t]!;
  }
  let [sum, squares] = [0, 0];
  for (let draw = 0; draw < draws; draw++) {
    let drawn = 0;
    for (let t = 0; t < tiles; t++) drawn += random.uniform() < tilted[t]! ? one[t]! : zero[t]!;
    // Relative to the largest weight there can be, so that nothing underflows.
    const weight = drawn >= score ? Math.exp(-lambda * (drawn - score)) : 0;
    sum += weight;
    squares += weight * weight;
  }
  const mean = sum / draws;
  const deviation = Math.sqrt((squares / draws - mean * mean) / draws);
  return { score, tail: Math.log(mean) + logMoment - lambda * score, error: deviation / mean };
}

/** The tilt at which the Chernoff bound is about 10^log10. */
function tiltFor(coefficients: Coefficients, probabilities: Float64Array, log10: number): number {
  let [low, high] = [0, 64];
  for (let step = 0; step < 50; step++) {
    const lambda = (low + high) / 2;
    let exponent = 0;
    for (let t = 0; t < probabilities.length; t++) {
      const p = probabilities[t]!;
      const a = Math.exp(lambda * coefficients.one[t]!) * p;
      const b = Math.exp(lambda * coefficients.zero[t]!) * (1 - p);
      exponent += Math.log(a + b) - (lambda * (a * coefficients.one[t]! + b * coefficients.zero[t]!)) / (a + b);
    }
    if (exponent / Math.LN10 > log10) low = lambda;
    else high = lambda;
  }
  return low;
}

describe.each([1536, 3072])("with %i tiles the bound", (tiles) => {
  it.each([-9, -20, -30])(
    "is above a sampled chance near 1e%i, by little more than theory has it",
    { timeout: 60_000 },
    (log10) => {
      const random = seeded(tiles - log10);
      const mixed = { tiles, code: 3, c: 3, strength: 4, missing: 0.2, random } as const;
      const { input } = mixedReadings({ ...mixed, mix: mixes["interleaving"]! });
      for (const decoder of decoders.slice(1, 3)) {
        const coefficients = decoder(input);
        const { probabilities } = input;
        const lambda = tiltFor(coefficients, probabilities, log10);
        const sampled = sampledTail({ coefficients, probabilities, lambda, draws: 9000, random });
        const bound = chernoffBound(coefficients, probabilities)(sampled.score);
        expect(sampled.error).toBeLessThan(0.05);
        expect(bound).toBeGreaterThan(sampled.tail - 3 * sampled.error);
        expect(bound).toBeLessThan(sampled.tail + Math.log(1.5 * chernoffExcess(sampled.tail)));
        expect(Math.abs(sampled.tail / Math.LN10 - log10)).toBeLessThan(2);
      }
    },
  );
});
