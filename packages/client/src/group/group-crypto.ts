import { defaultCryptoProvider, getCiphersuiteFromName, type CiphersuiteImpl } from "ts-mls";

/**
 * The one suite of version 1 groups: MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519 (RFC 9420 17.1). It is fixed when a group
 * is made and recorded in its state; P-521 is never offered.
 */
export const suite = { id: 1, name: "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519" } as const;

/**
 * The suite's hash, HPKE, signature, KDF and randomness: the port by which a runtime brings its own cryptography.
 * Node uses `nodeGroupCrypto()`; browsers and workers `webGroupCrypto()`. Both speak the same wire and the same key
 * bytes, so a state written with one is read with the other.
 */
export type GroupCrypto = CiphersuiteImpl;

/** The suite over WebCrypto, for browsers and workers. It runs in Node too, about five times slower than Node's own. */
export function webGroupCrypto(): Promise<GroupCrypto> {
  return defaultCryptoProvider.getCiphersuiteImpl(getCiphersuiteFromName(suite.name));
}
