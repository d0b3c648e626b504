import type { Collusion } from "../code/biases.ts";
import { decoders } from "../trace/decoders.ts";

/** What a picture can prove, so that the sender hears it before sending. */
export interface Capacity {
  /** Tiles that carry a mark. */
  readonly usableTiles: number;
  /** What the code is made for: 3 from about 1,500 usable tiles, plain bits (2) below. */
  readonly collusion: Collusion;
  /**
   * The smallest share of the picture from which the threshold can be reached when every tile is read without error; above 1
   * when even the whole picture is not enough, Infinity when no tile carries a mark.
   */
  readonly leastShare: number;
  /** `good`: with room for cropping and damage; `little`: from nearly untouched copies only; `nothing`: no one can be named. */
  readonly proves: "good" | "little" | "nothing";
  /**
   * How many people who mix their copies this picture withstands, 5 at most: at least one of them reaches the threshold in 98 of 100
   * cases, by whichever mix of [Note: what a picture withstands], after some damage. 1: a copy on its own, 0: not even that.
   */
  readonly colluders: 0 | 1 | 2 | 3 | 4 | 5;
}

/** Evidence in bits of one tile: mean and standard deviation. */
interface Evidence {
  readonly mean: number;
  readonly deviation: number;
}

/** For the word of one leaker, when every tile is read without error. */
const evidence: Record<Collusion, Evidence> = {
  2: { mean: 1, deviation: 0 },
  3: { mean: 0.7436, deviation: 0.7757 },
};

/**
 * [Note: what a picture withstands] For the best seen of 1, 2, ... people who mix their copies, by the mix that hides them
 * best: averaging, interleaving tiles, majority, minority, all-ones, random choice, median, blanking what differs. Simulated with the
 * decoders as they are; one tile in ten is missing and one in twenty of the others is read wrong, which is about what a small
 * photo of 768x512 loses on its way through half its size and JPEG 75. Larger photos lose less. `capacity.test.ts` repeats it.
 */
const mixedEvidence: Record<Collusion, readonly Evidence[]> = {
  2: [
    { mean: 0.72, deviation: 0.53 },
    { mean: 0.155, deviation: 0.54 },
    // Three can hide behind plain bits altogether, by minority.
  ],
  3: [
    { mean: 0.535, deviation: 0.91 },
    { mean: 0.122, deviation: 0.49 },
    { mean: 0.046, deviation: 0.27 },
    { mean: 0.0315, deviation: 0.21 },
    { mean: 0.0205, deviation: 0.185 },
  ],
};

/** Words drawn unluckily are allowed for: 98 in 100 words give this much evidence or more. */
const unlucky = 2.054;

/**
 * How much a picture can prove among `people`, by the accounting of protocol 3.10 in a first attempt.
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
  const leastShare = usableTiles === 0 ? Infinity : tilesFor(bits, evidence[collusion]) / usableTiles;
  let proves: Capacity["proves"] = "nothing";
  if (leastShare <= 0.25) proves = "good";
  else if (leastShare <= 1) proves = "little";
  const withstood = mixedEvidence[collusion].filter((one) => tilesFor(bits, one) <= usableTiles).length;
  return { usableTiles, collusion, leastShare, proves, colluders: withstood as Capacity["colluders"] };
}

/** The number n of tiles that gives so many bits: mean n - unlucky deviation sqrt(n) = bits, solved for sqrt(n). */
function tilesFor(bits: number, { mean, deviation }: Evidence): number {
  const spread = unlucky * deviation;
  const root = (spread + Math.sqrt(spread * spread + 4 * mean * bits)) / (2 * mean);
  return root * root;
}
