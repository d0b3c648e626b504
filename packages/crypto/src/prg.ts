import { chacha20 } from "@noble/ciphers/chacha.js";
import { WhosecopyError } from "@whosecopy/protocol";

const blockLength = 64;
const zeroNonce = new Uint8Array(12);

/**
 * PRG(key) of protocol section 3.0: the first `length` bytes of the ChaCha20 keystream (RFC 8439) with nonce 0 and counter 0.
 * Patterns, biases, slots and words all come from it. The key has 32 bytes and is used for nothing else.
 */
export function prg(key: Uint8Array, length: number): Uint8Array {
  const stream = new Uint8Array(length);
  // Encrypting zeros in place leaves the keystream itself.
  return chacha20(key, zeroNonce, stream, stream);
}

/** Reads a keystream piece by piece. */
export type PrgReader = {
  /** The next `length` bytes. */
  take(length: number): Uint8Array;
};

/** The same bytes as `prg(key, ...)`, in pieces, for streams that should not be held in memory whole. */
export function prgReader(key: Uint8Array): PrgReader {
  let position = 0;
  return {
    take(length) {
      if (length < 0 || !Number.isSafeInteger(length)) throw new WhosecopyError("internal", "a length is not negative");
      const skip = position % blockLength;
      const blocks = new Uint8Array(skip + length);
      chacha20(key, zeroNonce, blocks, blocks, (position - skip) / blockLength);
      position += length;
      return skip === 0 ? blocks : blocks.slice(skip);
    },
  };
}
