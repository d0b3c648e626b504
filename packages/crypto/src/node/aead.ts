import { createCipheriv, createDecipheriv } from "node:crypto";
import { type Aead, checkAeadLengths, doesNotOpen, tagLength } from "../aead.ts";

const zeroNonce = new Uint8Array(12);
const algorithm = "chacha20-poly1305";

/** ChaCha20-Poly1305 by OpenSSL: the same bytes as `nobleAead`, several times faster. */
export const nodeAead: Aead = {
  seal({ key, plaintext, aad, nonce = zeroNonce }) {
    checkAeadLengths(key, nonce);
    const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagLength });
    if (aad !== undefined) cipher.setAAD(aad, { plaintextLength: plaintext.length });
    const sealed = new Uint8Array(plaintext.length + tagLength);
    sealed.set(cipher.update(plaintext));
    cipher.final();
    sealed.set(cipher.getAuthTag(), plaintext.length);
    return sealed;
  },
  open({ key, ciphertext, aad, nonce = zeroNonce, code }) {
    checkAeadLengths(key, nonce);
    const length = ciphertext.length - tagLength;
    if (length < 0) throw doesNotOpen(code);
    const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagLength });
    if (aad !== undefined) decipher.setAAD(aad, { plaintextLength: length });
    decipher.setAuthTag(ciphertext.subarray(length));
    const plaintext = decipher.update(ciphertext.subarray(0, length));
    try {
      decipher.final();
    } catch {
      throw doesNotOpen(code);
    }
    return new Uint8Array(plaintext.buffer, plaintext.byteOffset, plaintext.byteLength);
  },
};
