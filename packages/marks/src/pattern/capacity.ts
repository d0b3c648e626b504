import type { Collusion } from "../code/biases.ts";
import { decoders } from "../trace/decoders.ts";

/** What a picture can prove, so that the sender hears it before sending. */
export interface Capacity {
  /** Tiles that carry a mark. */
  readonly usableTiles: number;
  /** People who may mix their copies without hiding, on a picture with room for it. */
  readonly collusion: Collusion;
  /**
   * The smallest share of the picture from which the threshold can be reached when every tile is read without error; above 1
   * when even the whole picture is not enough, Infinity when no tile carries a mark.
   */
  readonly leastShare: number;
  /** `good`: with room for cropping and damage; `little`: from nearly untouched copies only; `nothing`: no one can be named. */
  readonly proves: "good" | "little" | "nothing";
}

/** Evidence of a tile read without error, in bits, for the person's own word: mean and standard deviation. */
const evidence = { 2: { mean: 1, deviation: 0 }, 3: { mean: 0.7436, deviation: 0.7757 } } as const;

/** Words drawn unluckily are allowed for: 98 in 100 words give this much evidence or more. */
const unlucky = 2.054;

/**
 * How much a picture can prove about one leaking person among `people`, by the accounting of protocol 3.10 in a first attempt.
 * @param params.threshold the bound at which somebody is named, 1e-9 by default.
 */
export function capacityOf(params: {
  usableTiles: number;
  collusion: Collusion;
  people: number;
  threshold?: number;
}): Capacity {
  const { usableTiles, collusion, people, threshold = 1e-9 } = params;
  // a(a + 1) = 2 for the first attempt.
  const bits = Math.log2((Math.max(1, people) * decoders.length * 2) / threshold);
  const { mean, deviation } = evidence[collusion];
  // mean n - unlucky deviation sqrt(n) = bits, solved for sqrt(n).
  const spread = unlucky * deviation;
  const root = (spread + Math.sqrt(spread * spread + 4 * mean * bits)) / (2 * mean);
  const tilesNeeded = root * root;
  const leastShare = usableTiles === 0 ? Infinity : tilesNeeded / usableTiles;
  let proves: Capacity["proves"] = "nothing";
  if (leastShare <= 0.25) proves = "good";
  else if (leastShare <= 1) proves = "little";
  return { usableTiles, collusion, leastShare, proves };
}
