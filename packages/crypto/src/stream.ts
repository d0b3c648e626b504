import { concatBytes, type ErrorCode, WhosecopyError } from "@whosecopy/protocol";
import { type Aead, doesNotOpen, nobleAead, tagLength } from "./aead.ts";

// STREAM as age has it (age-encryption.org/v1, "Payload"): chunks of 64 KiB under one key, the nonce of a chunk is its number
// in 11 bytes and a byte that is 1 for the last one. So nothing can be cut off, added, repeated or moved.

/** Plaintext bytes of every chunk but the last. */
export const streamChunkLength = 65_536;

/** Sealed bytes of every chunk but the last: where a download can be taken up again. */
export const sealedStreamChunkLength = streamChunkLength + tagLength;

/** Length of `sealStream` for a plaintext of `length` bytes. */
export function sealedStreamLength(length: number): number {
  return length + tagLength * Math.max(1, Math.ceil(length / streamChunkLength));
}

function chunkNonce(index: number, last: boolean): Uint8Array {
  const nonce = new Uint8Array(12);
  const view = new DataView(nonce.buffer);
  view.setUint32(3, Math.floor(index / 2 ** 32));
  view.setUint32(7, index % 2 ** 32);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

// Every chunk is full except the last; only an empty stream has an empty last chunk.
function chunkFits(length: number, index: number, last: boolean): boolean {
  if (!last) return length === streamChunkLength;
  return length <= streamChunkLength && length >= (index === 0 ? 0 : 1);
}

/** One chunk of a stream, for making an upload piece by piece. `key` has 32 bytes and seals this one stream. */
export function sealChunk(params: {
  key: Uint8Array;
  /** Position in the stream, from 0. */
  index: number;
  last: boolean;
  /** 64 KiB, or 1 byte to 64 KiB when last (0 for an empty stream). */
  plaintext: Uint8Array;
  aead?: Aead;
}): Uint8Array {
  const { key, index, last, plaintext, aead = nobleAead } = params;
  if (!chunkFits(plaintext.length, index, last)) throw new WhosecopyError("internal", "a chunk of the wrong length");
  return aead.seal({ key, plaintext, nonce: chunkNonce(index, last) });
}

/**
 * Opens one chunk, for decrypting a download as it comes. Until the last chunk has opened, the stream may have been cut off.
 * @throws WhosecopyError `code` ("copy-damaged") for anything but exactly this chunk.
 */
export function openChunk(params: {
  key: Uint8Array;
  index: number;
  last: boolean;
  ciphertext: Uint8Array;
  aead?: Aead;
  code?: ErrorCode;
}): Uint8Array {
  const { key, index, last, ciphertext, aead = nobleAead, code = "copy-damaged" } = params;
  if (!chunkFits(ciphertext.length - tagLength, index, last)) throw doesNotOpen(code);
  return aead.open({ key, ciphertext, nonce: chunkNonce(index, last), code });
}

/** Seals a whole stream. `key` has 32 bytes and seals this one stream, ever. */
export function sealStream(key: Uint8Array, plaintext: Uint8Array, aead: Aead = nobleAead): Uint8Array {
  const sealed = new Uint8Array(sealedStreamLength(plaintext.length));
  const count = Math.max(1, Math.ceil(plaintext.length / streamChunkLength));
  for (let index = 0; index < count; index++) {
    const piece = plaintext.subarray(index * streamChunkLength, (index + 1) * streamChunkLength);
    const chunk = sealChunk({ key, index, last: index === count - 1, plaintext: piece, aead });
    sealed.set(chunk, index * sealedStreamChunkLength);
  }
  return sealed;
}

/**
 * Opens a whole stream. Nothing is returned unless every chunk is in its place and the last one is there.
 * @throws WhosecopyError "copy-damaged" when it was cut off, reordered, added to or changed.
 */
export function openStream(key: Uint8Array, ciphertext: Uint8Array, aead: Aead = nobleAead): Uint8Array {
  const count = Math.max(1, Math.ceil(ciphertext.length / sealedStreamChunkLength));
  const lastLength = ciphertext.length - (count - 1) * sealedStreamChunkLength - tagLength;
  if (!chunkFits(lastLength, count - 1, true)) throw doesNotOpen();
  const plaintext = new Uint8Array((count - 1) * streamChunkLength + lastLength);
  for (let index = 0; index < count; index++) {
    const piece = ciphertext.subarray(index * sealedStreamChunkLength, (index + 1) * sealedStreamChunkLength);
    const chunk = openChunk({ key, index, last: index === count - 1, ciphertext: piece, aead });
    plaintext.set(chunk, index * streamChunkLength);
  }
  return plaintext;
}

/** Takes a sealed stream in pieces of any length and gives back what has opened. */
export type StreamOpener = {
  /** Plaintext of the chunks that are complete and known not to be the last. */
  push(bytes: Uint8Array): Uint8Array;
  /** The rest. Only after this has returned is the stream known to be whole. */
  end(): Uint8Array;
};

/** Opens a download as it comes, whatever its pieces. Both methods throw as `openChunk` does; then forget what was given back. */
export function streamOpener(params: { key: Uint8Array; aead?: Aead; code?: ErrorCode }): StreamOpener {
  let held = new Uint8Array(0);
  let index = 0;
  return {
    push(bytes) {
      const all = concatBytes(held, bytes);
      const opened: Uint8Array[] = [];
      let start = 0;
      // A full chunk with nothing behind it may be the last: it waits for the next byte or the end.
      for (; all.length - start > sealedStreamChunkLength; start += sealedStreamChunkLength) {
        const ciphertext = all.subarray(start, start + sealedStreamChunkLength);
        opened.push(openChunk({ ...params, index, last: false, ciphertext }));
        index += 1;
      }
      held = all.slice(start);
      return concatBytes(...opened);
    },
    end() {
      return openChunk({ ...params, index, last: true, ciphertext: held });
    },
  };
}
