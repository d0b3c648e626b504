import { type Aead, nobleAead, sha256, sha512 } from "@whosecopy/crypto";

/**
 * The three functions that take the time of sealing and opening. The portable ones run anywhere; Node's own, from
 * `@whosecopy/crypto/node`, give the same bytes several times faster.
 */
export interface MosaicPrimitives {
  readonly aead: Aead;
  sha256(...parts: readonly Uint8Array[]): Uint8Array;
  sha512(...parts: readonly Uint8Array[]): Uint8Array;
}

/** Plain JavaScript, for browsers and workers. */
export const portablePrimitives: MosaicPrimitives = { aead: nobleAead, sha256, sha512 };
