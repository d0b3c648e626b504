import { accountedLog10, chernoffBound, type Coefficients, scoreOf } from "./bound.ts";
import { decoders } from "./decoders.ts";

/**
 * Scores every word ever issued for an encoding against the readings of one leak, each decoder in turn.
 * @returns per word the accounted bound of protocol 3.10 as a power of ten. Nothing of it may be shown or kept except for those
 * who are attributed.
 */
export function scoreWords(params: {
  logOdds: Float64Array;
  strength: Float64Array;
  probabilities: Float64Array;
  words: Iterable<Uint8Array>;
  /** N of protocol 3.10. */
  issued: number;
  references: number;
  attempt: number;
}): Float64Array {
  const { logOdds, strength, probabilities, issued, references, attempt } = params;
  const judges = decoders.map((decoder) => {
    const coefficients: Coefficients = decoder({ logOdds, strength, probabilities });
    return { coefficients, boundOf: chernoffBound(coefficients, probabilities) };
  });
  const bounds: number[] = [];
  for (const word of params.words) {
    const naturalLogBound = Math.min(
      ...judges.map(({ coefficients, boundOf }) => boundOf(scoreOf(coefficients, word))),
    );
    bounds.push(accountedLog10({ naturalLogBound, words: issued, references, decoders: decoders.length, attempt }));
  }
  return Float64Array.from(bounds);
}
