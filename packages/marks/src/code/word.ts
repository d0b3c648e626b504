import { hkdfExpand, label, prg, sha256 } from "@whosecopy/crypto";
import { concatBytes } from "@whosecopy/protocol";

/**
 * ws of protocol 3.3, 32 bytes: the seed of one person's word in one encoding. It depends on the person alone, so every device,
 * re-send and forward of this encoding gives the same word.
 * @param person digest of the account, link id or pool id.
 */
export function wordSeed(params: { wordRoot: Uint8Array; person: Uint8Array }): Uint8Array {
  return hkdfExpand(params.wordRoot, concatBytes(label("word"), params.person), 32);
}

/**
 * c_t of protocol 3.3 for every tile, 0 or 1 each: bit t is 1 when the t-th big-endian 32-bit number of PRG(ws) is below thr_t.
 * The law is used as drawn: no rejection and no minimum distance, since the bound counts on it.
 */
export function codeWord(params: { seed: Uint8Array; thresholds: Uint32Array }): Uint8Array {
  const { seed, thresholds } = params;
  const stream = prg(seed, 4 * thresholds.length);
  const word = new Uint8Array(thresholds.length);
  for (let t = 0; t < word.length; t++) {
    const at = 4 * t;
    const drawn = ((stream[at]! << 24) | (stream[at + 1]! << 16) | (stream[at + 2]! << 8) | stream[at + 3]!) >>> 0;
    word[t] = drawn < thresholds[t]! ? 1 : 0;
  }
  return word;
}

/** word_com of protocol 3.3: binds the sender to a person's word before the message goes out. */
export function wordCommitment(params: { attId: Uint8Array; person: Uint8Array; seed: Uint8Array }): Uint8Array {
  return sha256(label("word-com"), params.attId, params.person, params.seed);
}

/** law_com of protocol 3.3: binds the sender to biases, slots and pattern of one encoding. */
export function lawCommitment(params: {
  attId: Uint8Array;
  biasSeed: Uint8Array;
  slotSeed: Uint8Array;
  patternSeed: Uint8Array;
}): Uint8Array {
  return sha256(label("law-com"), params.attId, params.biasSeed, params.slotSeed, params.patternSeed);
}
