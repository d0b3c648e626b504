import { WhosecopyError } from "@whosecopy/protocol";
import type { EncodingKeys } from "../encoding-keys.ts";
import { seedLength, seedOf, tileSeeds } from "./tile-keys.ts";

/** What opens one person's copy: the blob's key, and of each tile the seed of one variant. Secret. */
interface Bundle {
  /** MK, 32 bytes. */
  readonly mosaicKey: Uint8Array;
  /** 16 bytes per tile, in order. */
  readonly seeds: Uint8Array;
}

const form = 1;
const keyLength = 32;
const maxTiles = 65_535;

/**
 * Writes the bundle of a code word (protocol 3.3): form ‖ MK ‖ seed(t, c_t), 33 + 16 T bytes.
 * @param params.word one value per tile, 0 or 1.
 * @param params.seeds `allTileSeeds`, so that a thousand bundles of one encoding share their making.
 */
export function makeBundle(params: {
  keys: EncodingKeys;
  mosaicKey: Uint8Array;
  word: Uint8Array;
  seeds?: Uint8Array;
}): Uint8Array {
  const { keys, mosaicKey, word } = params;
  const tiles = word.length;
  const seeds = params.seeds ?? allTileSeeds(keys, tiles);
  if (mosaicKey.length !== keyLength || seeds.length !== 2 * seedLength * tiles || tiles > maxTiles) {
    throw new WhosecopyError("internal", "a bundle takes a 32-byte key and a word as long as there are tiles");
  }
  const bundle = new Uint8Array(1 + keyLength + seedLength * tiles);
  bundle[0] = form;
  bundle.set(mosaicKey, 1);
  for (let t = 0; t < tiles; t++) {
    bundle.set(seedOf(seeds, t, word[t] === 1 ? 1 : 0), 1 + keyLength + seedLength * t);
  }
  return bundle;
}

/** The seeds of both variants of all tiles. Secret: they open every copy. */
export function allTileSeeds(keys: EncodingKeys, tiles: number): Uint8Array {
  return tileSeeds(keys.tileRoot, tiles);
}

/**
 * Reads a bundle, as views of its bytes.
 * @throws WhosecopyError "copy-damaged" when it has another form or length.
 */
export function parseBundle(bytes: Uint8Array): Bundle {
  const seeds = bytes.subarray(1 + keyLength);
  const fits = seeds.length > 0 && seeds.length % seedLength === 0 && seeds.length <= seedLength * maxTiles;
  if (bytes[0] !== form || !fits) throw new WhosecopyError("copy-damaged", "not a bundle of form 1");
  return { mosaicKey: bytes.subarray(1, 1 + keyLength), seeds };
}
