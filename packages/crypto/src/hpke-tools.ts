import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { CipherSuite, HkdfSha256, type KemInterface } from "@hpke/core";
import { DhkemX25519HkdfSha256 } from "@hpke/dhkem-x25519";

/** One HPKE suite of ours, ready for use. */
export interface HpkeTools {
  readonly kem: KemInterface;
  readonly suite: CipherSuite;
  /** How many random bytes the KEM's derandomised encapsulation takes. */
  readonly randomLength: number;
}

/** Makes the suite over X25519 or over X-Wing, with HKDF-SHA256 and ChaCha20-Poly1305. */
export async function hpkeTools(isXWing: boolean): Promise<HpkeTools> {
  const kem = isXWing ? await xWing() : new DhkemX25519HkdfSha256();
  return {
    kem,
    suite: new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Chacha20Poly1305() }),
    randomLength: isXWing ? 64 : 32,
  };
}

/** ML-KEM is needed once a week for each device that one sends to. */
async function xWing(): Promise<KemInterface> {
  const { XWing } = await import("@hpke/hybridkem-x-wing");
  return new XWing();
}
