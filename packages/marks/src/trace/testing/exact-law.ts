/**
 * The exact law of a score by convolution, for coefficients that are whole numbers: the score is a whole number too. All terms are
 * positive and added up from the smallest tail, so that double precision keeps 12 digits down to 1e-300; for 256 tiles no chance is
 * below 1e-173.
 * @returns natural logarithm of P(S >= s) for every s that can be reached, falling.
 */
export function exactTail(params: {
  zero: Int32Array;
  one: Int32Array;
  probabilities: Float64Array;
}): { score: number; logTail: number }[] {
  const { zero, one, probabilities } = params;
  let law = Float64Array.of(1);
  let least = 0;
  for (let t = 0; t < zero.length; t++) {
    const low = Math.min(zero[t]!, one[t]!);
    const next = new Float64Array(law.length + Math.abs(zero[t]! - one[t]!));
    const p = probabilities[t]!;
    const atZero = zero[t]! - low;
    const atOne = one[t]! - low;
    for (let i = 0; i < law.length; i++) {
      next[i + atZero]! += law[i]! * (1 - p);
      next[i + atOne]! += law[i]! * p;
    }
    law = next;
    least += low;
  }
  const tail: { score: number; logTail: number }[] = [];
  let sum = 0;
  for (let i = law.length - 1; i >= 0; i--) {
    sum += law[i]!;
    if (law[i]! > 0) tail.push({ score: i + least, logTail: Math.min(0, Math.log(sum)) });
  }
  return tail;
}

/**
 * How many times the Chernoff bound is above a small chance when the score is a sum of many alike terms: sqrt(4 pi ln(1/chance)), from the
 * expansion of Bahadur and Rao (1960) with the normal exponent. 19 at 1e-12, 30 at 1e-30.
 */
export function chernoffExcess(logTail: number): number {
  return Math.sqrt(4 * Math.PI * Math.max(1, -logTail));
}
