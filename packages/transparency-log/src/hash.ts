import { sha256 } from "@noble/hashes/sha2.js";

// RFC 6962 section 2.1: different first bytes keep a leaf from passing as an inner node.
const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** SHA-256(0x00 ‖ data): the hash of one entry (RFC 6962 section 2.1). */
export function leafHash(data: Uint8Array): Uint8Array {
  return sha256.create().update(leafPrefix).update(data).digest();
}

/** SHA-256(0x01 ‖ left ‖ right): the hash of an inner node. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256.create().update(nodePrefix).update(left).update(right).digest();
}

/** The head of the tree without leaves: SHA-256 of nothing. */
export function emptyTreeHead(): Uint8Array {
  return sha256(new Uint8Array(0));
}
