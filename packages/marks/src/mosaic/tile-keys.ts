import { hkdf, label, prg } from "@whosecopy/crypto";
import { concatBytes, u16be } from "@whosecopy/protocol";
import type { MosaicPrimitives } from "./primitives.ts";

/** Bytes of one tile seed. */
export const seedLength = 16;

/** A variant of a tile: 0 is A, the picture plus the pattern; 1 is B, the picture minus the pattern. */
export type Variant = 0 | 1;

/** seed(t, v) of protocol 3.2 for all tiles: variant v of tile t at `16 * (2 * t + v)`. */
export function tileSeeds(tileRoot: Uint8Array, tiles: number): Uint8Array {
  return prg(tileRoot, 2 * seedLength * tiles);
}

/** The seed of one variant of one tile, as a view. */
export function seedOf(seeds: Uint8Array, t: number, variant: Variant): Uint8Array {
  const at = seedLength * (2 * t + variant);
  return seeds.subarray(at, at + seedLength);
}

/** Bit t of PRG(slot_seed), least significant bit of a byte first: 1 where variant A takes the second place. */
export function slotBits(slotSeed: Uint8Array, tiles: number): Uint8Array {
  const stream = prg(slotSeed, Math.ceil(tiles / 8));
  return Uint8Array.from({ length: tiles }, (_, t) => (stream[t >> 3]! >> (t & 7)) & 1);
}

/** What seals one variant of one tile. */
interface TileKey {
  /** ek of protocol 3.2: an AEAD key for one message. */
  readonly encryption: Uint8Array;
  /** kc: binds the sealed tile to this one key, and tells a recipient which place is his. */
  readonly commitment: Uint8Array;
}

/** ek ‖ kc = SHA-512(00000001 ‖ seed ‖ L("tile") ‖ att_id ‖ u16be t), the one-step KDF of SP 800-56C. */
export function tileKey(params: { seed: Uint8Array; aad: Uint8Array; primitives: MosaicPrimitives }): TileKey {
  const both = params.primitives.sha512(counterOne, params.seed, params.aad);
  return { encryption: both.subarray(0, 32), commitment: both.subarray(32) };
}

const counterOne = Uint8Array.of(0, 0, 0, 1);

/** L("tile") ‖ att_id ‖ u16be t: bound to each tile by its key and by its seal. */
export function tileContext(attId: Uint8Array, t: number): Uint8Array {
  return concatBytes(label("tile"), attId, u16be(t));
}

/** The key of the blob's stream: HKDF(MK, L("blob") ‖ att_id). */
export function blobKey(mosaicKey: Uint8Array, attId: Uint8Array): Uint8Array {
  return hkdf(mosaicKey, { info: concatBytes(label("blob"), attId), length: 32 });
}
