import { expand, extract, hkdf as nobleHkdf } from "@noble/hashes/hkdf.js";
import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { sha512 } from "./hash.ts";

/** HKDF-SHA256 (RFC 5869) in one step, for everything derived from 32-byte secrets. `length` up to 8,160 bytes. */
export function hkdf(ikm: Uint8Array, params: { salt?: Uint8Array; info: Uint8Array; length: number }): Uint8Array {
  return nobleHkdf(nobleSha256, ikm, params.salt, params.info, params.length);
}

/** HKDF-Extract with SHA-256: a 32-byte pseudorandom key. An empty salt is 32 zero bytes, as the RFC says. */
export function hkdfExtract(salt: Uint8Array, ikm: Uint8Array): Uint8Array {
  return extract(nobleSha256, ikm, salt);
}

/** HKDF-Expand with SHA-256. `prk` has 32 bytes or more; `length` up to 8,160. */
export function hkdfExpand(prk: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  return expand(nobleSha256, prk, info, length);
}

const counterOne = Uint8Array.of(0, 0, 0, 1);

/**
 * The one-step KDF of SP 800-56C with SHA-512 and one round: SHA-512(00000001 ‖ z ‖ fixedInfo), 64 bytes. For tile seeds of
 * 16 bytes (protocol section 3.2), which are too short to be an HKDF key.
 */
export function oneStepKdf(z: Uint8Array, fixedInfo: Uint8Array): Uint8Array {
  return sha512(counterOne, z, fixedInfo);
}
