import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { type ErrorCode, WhosecopyError } from "@whosecopy/protocol";

/** How many bytes sealing adds. */
export const tagLength = 16;

const zeroNonce = new Uint8Array(12);
const nothing = new Uint8Array(0);

/** What is sealed, and under what. */
export type AeadSealParams = {
  /** 32 bytes. */
  key: Uint8Array;
  plaintext: Uint8Array;
  aad?: Uint8Array;
  /** 12 bytes; 0 when left out, which is right only for a key that seals one message, ever. */
  nonce?: Uint8Array;
};

/** What is opened, and under what. */
export type AeadOpenParams = {
  key: Uint8Array;
  /** Ciphertext ‖ 16-byte tag. */
  ciphertext: Uint8Array;
  aad?: Uint8Array;
  nonce?: Uint8Array;
  /** What a failure is called; "copy-damaged" when left out. */
  code?: ErrorCode;
};

/** ChaCha20-Poly1305 (RFC 8439), by one library or another: all give the same bytes. */
export type Aead = {
  seal(params: AeadSealParams): Uint8Array;
  /** @throws WhosecopyError `code`, the same for whatever is wrong. */
  open(params: AeadOpenParams): Uint8Array;
};

/** The one error for anything that does not open: what exactly was wrong is told to nobody. */
export function doesNotOpen(code: ErrorCode = "copy-damaged"): WhosecopyError {
  return new WhosecopyError(code, "sealed bytes do not open");
}

/** Keys and nonces are never stretched or cut: OpenSSL would take shorter nonces. A wrong length is a mistake of the caller. */
export function checkAeadLengths(key: Uint8Array, nonce: Uint8Array): void {
  if (key.length !== 32 || nonce.length !== 12) throw new WhosecopyError("internal", "a key has 32 bytes, a nonce 12");
}

/** ChaCha20-Poly1305 in plain JavaScript, for browsers and wherever speed does not matter. */
export const nobleAead: Aead = {
  seal({ key, plaintext, aad = nothing, nonce = zeroNonce }) {
    checkAeadLengths(key, nonce);
    return chacha20poly1305(key, nonce, aad).encrypt(plaintext);
  },
  open({ key, ciphertext, aad = nothing, nonce = zeroNonce, code }) {
    checkAeadLengths(key, nonce);
    if (ciphertext.length < tagLength) throw doesNotOpen(code);
    const cipher = chacha20poly1305(key, nonce, aad);
    try {
      return cipher.decrypt(ciphertext);
    } catch {
      throw doesNotOpen(code);
    }
  },
};
