/**
 * The score of a word is the sum over tiles of one of two numbers, chosen by the word's bit. Both are computed from what is public
 * to the tracer (leak, reference, pattern, biases), never from a word: the condition of protocol 3.10.
 */
export interface Coefficients {
  /** Added where the word's bit is 0. */
  readonly zero: Float64Array;
  /** Added where the word's bit is 1. */
  readonly one: Float64Array;
}

/** No bound below this is ever given: other errors are likelier. */
export const floorLog10 = -12;

const steps = 150;
const ratio = 1.1;
const first = 0.003;

/** More than the rounding error of a sum of 65,535 terms, twice, relative to the sum of their sizes. */
const rounding = 4e-11;

/** S_j of protocol 3.10. */
export function scoreOf(coefficients: Coefficients, word: Uint8Array): number {
  const { zero, one } = coefficients;
  let score = 0;
  // Without a branch on the bit: bits are random, so a processor would guess wrong every other time.
  for (let t = 0; t < zero.length; t++) score += zero[t]! + word[t]! * (one[t]! - zero[t]!);
  return score;
}

/**
 * The Chernoff bound of protocol 3.10: for a word drawn by the law p, independent of the coefficients, the chance that its score
 * reaches `score` is at most e^(the returned function's value). Lambda is the best of a fixed ladder; any lambda is
 * valid, so the ladder costs a little power and no soundness; what arithmetic in doubles may have rounded away is added.
 * @param probabilities p_t, the chance that a word's bit t is 1.
 * @returns score to natural logarithm of the bound, 0 at most.
 */
export function chernoffBound(coefficients: Coefficients, probabilities: Float64Array): (score: number) => number {
  const lambdas = Float64Array.from({ length: steps }, (_, i) => first * ratio ** i);
  const { zero, one } = coefficients;
  let size = 0;
  for (let t = 0; t < zero.length; t++) size += Math.max(Math.abs(zero[t]!), Math.abs(one[t]!));
  const cumulants = lambdas.map((lambda) => cumulant(coefficients, probabilities, lambda) + rounding * lambda * size);
  return (score) => {
    let best = 0;
    for (let i = 0; i < steps; i++) best = Math.min(best, cumulants[i]! - lambdas[i]! * score);
    return best;
  };
}

/** log of E[e^(lambda S)], tile by tile, each with its larger term taken out so that nothing overflows. */
function cumulant({ zero, one }: Coefficients, probabilities: Float64Array, lambda: number): number {
  let total = 0;
  for (let t = 0; t < zero.length; t++) {
    const a = lambda * zero[t]!;
    const b = lambda * one[t]!;
    if (a === 0 && b === 0) continue;
    const p = probabilities[t]!;
    total += a > b ? a + Math.log1p(p * Math.expm1(b - a)) : b + Math.log1p((1 - p) * Math.expm1(a - b));
  }
  return total;
}

/**
 * The accounting of protocol 3.10: b = q N R H a(a+1), as a power of ten, between `floorLog10` and 0.
 * @param params.words N, words ever issued for the encoding. @param params.references R, references scored in this run.
 * @param params.decoders H. @param params.attempt a, from 1, the running number of scoring runs on the encoding.
 */
export function accountedLog10(params: {
  naturalLogBound: number;
  words: number;
  references: number;
  decoders: number;
  attempt: number;
}): number {
  const { naturalLogBound, words, references, decoders, attempt } = params;
  const factor =
    Math.log(words) + Math.log(references) + Math.log(decoders) + Math.log(attempt) + Math.log(attempt + 1);
  return Math.min(0, Math.max(floorLog10, (naturalLogBound + factor) / Math.LN10));
}
