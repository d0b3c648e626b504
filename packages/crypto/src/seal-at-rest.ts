import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { concatBytes, WhosecopyError } from "@whosecopy/protocol";
import type { Random } from "./random.ts";

const version = 1;
const nonceLength = 24;
const headerLength = 1 + nonceLength;

/** How many bytes `sealRecord` adds: version, nonce and tag. */
export const sealedRecordOverhead = headerLength + 16;

/**
 * Seals a record of a store or a file under a key that seals many: 0x01 ‖ 24 random bytes ‖ XChaCha20-Poly1305. `aad` names
 * the record's place, so that records can't be exchanged.
 */
export function sealRecord(params: {
  /** 32 bytes. */
  key: Uint8Array;
  plaintext: Uint8Array;
  aad: Uint8Array;
  random: Random;
}): Uint8Array {
  const nonce = params.random.bytes(nonceLength);
  const sealed = xchacha20poly1305(params.key, nonce, params.aad).encrypt(params.plaintext);
  return concatBytes(Uint8Array.of(version), nonce, sealed);
}

/**
 * Opens a record.
 * @throws WhosecopyError "store-damaged" (or `code`) when it was changed, moved, or sealed under another key
 */
export function openRecord(params: {
  key: Uint8Array;
  sealed: Uint8Array;
  aad: Uint8Array;
  code?: "store-damaged" | "record-damaged";
}): Uint8Array {
  const { key, sealed, aad, code = "store-damaged" } = params;
  if (sealed.length < sealedRecordOverhead || sealed[0] !== version) {
    throw new WhosecopyError(code, "a sealed record of a form that is not known");
  }
  const cipher = xchacha20poly1305(key, sealed.subarray(1, headerLength), aad);
  try {
    return cipher.decrypt(sealed.subarray(headerLength));
  } catch {
    throw new WhosecopyError(code, "a sealed record does not open");
  }
}
