import { concatBytes, WhosecopyError } from "@whosecopy/protocol";
import { type Aead, doesNotOpen, nobleAead } from "./aead.ts";
import { equalSecret } from "./constant-time.ts";
import type { CopyKey } from "./copy-key.ts";

const commitmentLength = 32;

/**
 * BundleCT = bkc ‖ AEAD(bk, 0, aad = D("core", core), bundle), protocol section 3.4. A copy key seals one bundle, ever.
 * Without bkc one ciphertext could open under two keys to two different bundles, and a sender could show a judge another
 * "Ben's copy" than Ben got: ChaCha20-Poly1305 does not commit to its key.
 */
export function sealBundle(params: {
  copyKey: CopyKey;
  coreDigest: Uint8Array;
  bundle: Uint8Array;
  aead?: Aead;
}): Uint8Array {
  const { copyKey, coreDigest, bundle, aead = nobleAead } = params;
  if (coreDigest.length !== 32) throw new WhosecopyError("bad-input", "a digest has 32 bytes");
  return concatBytes(copyKey.commitment, aead.seal({ key: copyKey.key, plaintext: bundle, aad: coreDigest }));
}

/**
 * Opens a bundle; the commitment is compared before anything is decrypted.
 * @throws WhosecopyError "copy-damaged", the same for whatever is wrong
 */
export function openBundle(params: {
  copyKey: CopyKey;
  coreDigest: Uint8Array;
  /** BundleCT. */
  sealed: Uint8Array;
  aead?: Aead;
}): Uint8Array {
  const { copyKey, coreDigest, sealed, aead = nobleAead } = params;
  if (!equalSecret(sealed.subarray(0, commitmentLength), copyKey.commitment)) throw doesNotOpen();
  return aead.open({ key: copyKey.key, ciphertext: sealed.subarray(commitmentLength), aad: coreDigest });
}
