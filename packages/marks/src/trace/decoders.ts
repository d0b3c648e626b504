import type { Coefficients } from "./bound.ts";
import { type DecoderInput, mixedCopies } from "./mixing.ts";

/**
 * A decoder turns readings into coefficients. Each one tried costs a factor in the bound (H of protocol 3.10); the list is
 * fixed before any leak is seen. Measured: three and five people assumed to mix serve for two to five.
 */
export const decoders: readonly ((input: DecoderInput) => Coefficients)[] = [
  oneLeaker,
  severalLeakers,
  mixedCopies(3),
  mixedCopies(5),
];

/** How often a reading is taken to be plain wrong, whatever its noise says: no tile alone can acquit or convict. */
const wildShare = 0.02;

/** Best when one copy leaked: the likelihood of each bit given the reading. */
function oneLeaker({ logOdds }: DecoderInput): Coefficients {
  const zero = new Float64Array(logOdds.length);
  const one = new Float64Array(logOdds.length);
  for (let t = 0; t < logOdds.length; t++) {
    if (logOdds[t] === 0) continue;
    const likely = 1 / (1 + Math.exp(-logOdds[t]!));
    one[t] = Math.log(wildShare + (1 - 2 * wildShare) * likely) + Math.LN2;
    zero[t] = Math.log(wildShare + (1 - 2 * wildShare) * (1 - likely)) + Math.LN2;
  }
  return { zero, one };
}

/**
 * For people who mixed their copies in a way that no model foresaw: the symmetric score of Skoric and others for Tardos codes, weighted by
 * how sure the reading is. Its innocent mean is 0 and no strategy of mixing turns its guilty mean negative.
 */
function severalLeakers({ logOdds, probabilities }: DecoderInput): Coefficients {
  const zero = new Float64Array(logOdds.length);
  const one = new Float64Array(logOdds.length);
  for (let t = 0; t < logOdds.length; t++) {
    const sureness = Math.tanh(logOdds[t]! / 2);
    const p = probabilities[t]!;
    one[t] = sureness * Math.sqrt((1 - p) / p);
    zero[t] = -sureness * Math.sqrt(p / (1 - p));
  }
  return { zero, one };
}
