import { prg } from "@whosecopy/crypto";

/** How many recipients who mix their copies a code word is made to withstand: 3 needs more tiles (protocol 3.3). */
export type Collusion = 2 | 3;

/** Below this many usable tiles plain bits (p = 1/2) carry more for one leaker than a code for three could under noise. */
const tilesForThree = 1_500;

/** c0 of protocol 3.3, from the number of tiles that carry a mark. Known before words exist. */
export function collusionFor(usableTiles: number): Collusion {
  return usableTiles >= tilesForThree ? 3 : 2;
}

const half = 0x80000000;
const low = 0x361962e9;
const high = 0xc9e69d17;

/**
 * thr_t of protocol 3.3 for t = 0..tiles-1: the chance that a person's bit t is 1, in units of 2^-32. For c0 = 3 Nuida's two
 * biases, chosen by bit t (least significant bit of a byte first) of PRG(bias_seed); for c0 = 2 always one half.
 */
export function biasThresholds(params: { biasSeed: Uint8Array; tiles: number; collusion: Collusion }): Uint32Array {
  const { biasSeed, tiles, collusion } = params;
  const thresholds = new Uint32Array(tiles).fill(half);
  if (collusion === 2) return thresholds;
  const stream = prg(biasSeed, Math.ceil(tiles / 8));
  for (let t = 0; t < tiles; t++) thresholds[t] = ((stream[t >> 3]! >> (t & 7)) & 1) === 0 ? low : high;
  return thresholds;
}
