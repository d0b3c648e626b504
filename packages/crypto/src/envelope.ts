import { concatBytes, WhosecopyError } from "@whosecopy/protocol";
import { doesNotOpen, nobleAead } from "./aead.ts";
import { type HpkeSuite, suiteX25519 } from "./hpke.ts";
import { hkdf } from "./kdf.ts";
import { label } from "./label.ts";
import { asSecret, type PairSecret, type SenderShare } from "./secret.ts";

/** What an envelope is for, and the secret of the two devices. */
export type EnvelopeParams = {
  pairSecret: PairSecret;
  /** 16 bytes. */
  copyId: Uint8Array;
  /** device_d: the receiving device's key, 32 bytes. */
  device: Uint8Array;
  /** D("core", core), 32 bytes. */
  coreDigest: Uint8Array;
  /** The suite by which the pair secret was made; X25519 (1) when left out. */
  suite?: HpkeSuite;
};

/** Length of every envelope: suite byte, share, tag. */
export const envelopeLength = 1 + 32 + 16;

function envelopeKey({ pairSecret, copyId, device, coreDigest }: EnvelopeParams) {
  if (copyId.length !== 16 || device.length !== 32 || coreDigest.length !== 32) {
    throw new WhosecopyError("bad-input", "a part of an envelope has the wrong length");
  }
  const info = concatBytes(label("envelope"), copyId, device);
  return { key: hkdf(pairSecret, { info, length: 32 }), aad: concatBytes(coreDigest, device) };
}

/**
 * Envelope_d of protocol section 3.4, after the byte that names its suite: suite ‖ AEAD(HKDF(PairSecret, L("envelope") ‖
 * copy_id ‖ device_d, 32), 0, aad = D("core", core) ‖ device_d, S_a). A copy has one core and one share, so the key seals
 * one message however often an envelope is made again.
 */
export function sealEnvelope(params: EnvelopeParams & { senderShare: SenderShare }): Uint8Array {
  const { key, aad } = envelopeKey(params);
  const sealed = nobleAead.seal({ key, plaintext: params.senderShare, aad });
  return concatBytes(Uint8Array.of(params.suite ?? suiteX25519), sealed);
}

/**
 * Takes S_a out of the envelope for this device.
 * @throws WhosecopyError "copy-damaged", the same for whatever is wrong
 */
export function openEnvelope(params: EnvelopeParams & { envelope: Uint8Array }): SenderShare {
  const { envelope, suite = suiteX25519 } = params;
  const { key, aad } = envelopeKey(params);
  if (envelope.length !== envelopeLength || envelope[0] !== suite) throw doesNotOpen();
  return asSecret<"sender-share">(nobleAead.open({ key, ciphertext: envelope.subarray(1), aad }));
}
