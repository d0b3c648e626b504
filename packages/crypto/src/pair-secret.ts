import { concatBytes, WhosecopyError } from "@whosecopy/protocol";
import { type HpkeSuite, hpkeRecipientExport, hpkeSenderExport } from "./hpke.ts";
import { label } from "./label.ts";
import type { Random } from "./random.ts";
import { asSecret, type PairSecret } from "./secret.ts";

/** Which two devices, by which prekey. */
export type PairParties = {
  /** DK_s: the sending device's Ed25519 public key, 32 bytes. */
  senderDevice: Uint8Array;
  /** DK_r: the receiving device's, 32 bytes. */
  recipientDevice: Uint8Array;
  /** Names the receiving device's copy prekey. */
  prekeyId: Uint8Array;
  /** X25519 (1) when left out. */
  suite?: HpkeSuite;
};

const exporterContext = label("pair-secret");

function pairInfo({ senderDevice, recipientDevice, prekeyId }: PairParties): Uint8Array {
  // Two fixed lengths and one rest: no two parties give the same bytes.
  if (senderDevice.length !== 32 || recipientDevice.length !== 32) {
    throw new WhosecopyError("bad-input", "a device key has 32 bytes");
  }
  return concatBytes(label("pair"), senderDevice, recipientDevice, prekeyId);
}

/**
 * Makes the secret of a sending and a receiving device from the receiver's signed copy prekey (protocol section 3.1), once for
 * the prekey's life. `enc` goes to the recipient; the secret seals envelopes.
 * @throws WhosecopyError "bad-input" for a prekey that is no public key of the suite
 */
export async function makePairSecret(
  params: PairParties & { prekey: Uint8Array; random: Random },
): Promise<{ enc: Uint8Array; pairSecret: PairSecret }> {
  const { prekey: recipientPublicKey, ...rest } = params;
  const made = await hpkeSenderExport({
    ...rest,
    recipientPublicKey,
    info: pairInfo(params),
    exporterContext,
    length: 32,
  });
  return { enc: made.enc, pairSecret: asSecret<"pair-secret">(made.secret) };
}

/**
 * The same secret on the receiving device.
 * @throws WhosecopyError "copy-damaged" for an `enc` that is none
 */
export async function readPairSecret(
  params: PairParties & { prekeySecret: Uint8Array; enc: Uint8Array },
): Promise<PairSecret> {
  const { prekeySecret: recipientSecretKey, ...rest } = params;
  const secret = await hpkeRecipientExport({
    ...rest,
    recipientSecretKey,
    info: pairInfo(params),
    exporterContext,
    length: 32,
  });
  return asSecret<"pair-secret">(secret);
}
