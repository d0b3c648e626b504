import { concatBytes, WhosecopyError } from "@whosecopy/protocol";
import { doesNotOpen } from "./aead.ts";
import type { HpkeTools } from "./hpke-tools.ts";
import type { Random } from "./random.ts";

/** HPKE suites by the byte that names them on the wire: 1 is DHKEM(X25519, HKDF-SHA256), 2 is X-Wing. */
export type HpkeSuite = typeof suiteX25519 | typeof suiteXWing;

/** X25519: short keys, not safe against a future quantum computer. */
export const suiteX25519 = 1 as const;
/** X-Wing (X25519 and ML-KEM-768): secret as long as one of both holds. Public keys of 1,216 bytes, `enc` of 1,120. */
export const suiteXWing = 2 as const;

/** A recipient's key pair: bytes as the suite serialises them. */
export type HpkeKeyPair = { secretKey: Uint8Array; publicKey: Uint8Array };

const suites = new Map<HpkeSuite, Promise<HpkeTools>>();

/** Made when first used, and loaded no sooner: a browser that only shows messages needs none of it. */
async function toolsOf(suite: HpkeSuite): Promise<HpkeTools> {
  const made = suites.get(suite) ?? import("./hpke-tools.ts").then(({ hpkeTools }) => hpkeTools(suite === suiteXWing));
  suites.set(suite, made);
  try {
    return await made;
  } catch (cause) {
    suites.delete(suite);
    throw new WhosecopyError("network", "a part of the program can't be loaded", { cause });
  }
}

/** Whether a byte from the wire names a suite that this version knows. */
export function isHpkeSuite(value: number): value is HpkeSuite {
  return value === suiteX25519 || value === suiteXWing;
}

/** Makes a recipient's key pair from 32 random bytes. */
export async function generateHpkeKeyPair(params: { random: Random; suite?: HpkeSuite }): Promise<HpkeKeyPair> {
  const { kem } = await toolsOf(params.suite ?? suiteX25519);
  const pair = await kem.deriveKeyPair(params.random.bytes(32));
  return {
    secretKey: new Uint8Array(await kem.serializePrivateKey(pair.privateKey)),
    publicKey: new Uint8Array(await kem.serializePublicKey(pair.publicKey)),
  };
}

async function senderContext(params: {
  recipientPublicKey: Uint8Array;
  info: Uint8Array;
  random: Random;
  suite?: HpkeSuite;
}) {
  const { kem, suite, randomLength } = await toolsOf(params.suite ?? suiteX25519);
  try {
    const recipientPublicKey = await kem.deserializePublicKey(params.recipientPublicKey);
    // The ephemeral key comes from 32 or 64 fresh random bytes by the KEM's own derivation: randomness stays a port.
    return await suite.createSenderContext({
      recipientPublicKey,
      info: params.info,
      ekm: params.random.bytes(randomLength),
    });
  } catch (cause) {
    throw new WhosecopyError("bad-input", "no HPKE public key of this suite", { cause });
  }
}

async function recipientContext(params: {
  recipientSecretKey: Uint8Array;
  enc: Uint8Array;
  info: Uint8Array;
  suite?: HpkeSuite;
}) {
  const { kem, suite } = await toolsOf(params.suite ?? suiteX25519);
  if (params.enc.length !== kem.encSize) throw doesNotOpen();
  try {
    const recipientKey = await kem.deserializePrivateKey(params.recipientSecretKey);
    return await suite.createRecipientContext({ recipientKey, enc: params.enc, info: params.info });
  } catch {
    throw doesNotOpen();
  }
}

/**
 * HPKE base mode, one message (RFC 9180 section 6.1): enc ‖ ciphertext. For answers to somebody whose public key is known.
 * @throws WhosecopyError "bad-input" for a public key that is none
 */
export async function hpkeSeal(params: {
  recipientPublicKey: Uint8Array;
  info: Uint8Array;
  aad: Uint8Array;
  plaintext: Uint8Array;
  random: Random;
  suite?: HpkeSuite;
}): Promise<Uint8Array> {
  const context = await senderContext(params);
  const ciphertext = await context.seal(params.plaintext, params.aad);
  return concatBytes(new Uint8Array(context.enc), new Uint8Array(ciphertext));
}

/**
 * Opens what `hpkeSeal` made.
 * @throws WhosecopyError "copy-damaged", the same for whatever is wrong
 */
export async function hpkeOpen(params: {
  recipientSecretKey: Uint8Array;
  info: Uint8Array;
  aad: Uint8Array;
  /** enc ‖ ciphertext. */
  sealed: Uint8Array;
  suite?: HpkeSuite;
}): Promise<Uint8Array> {
  const { encSize } = (await toolsOf(params.suite ?? suiteX25519)).kem;
  const context = await recipientContext({ ...params, enc: params.sealed.subarray(0, encSize) });
  try {
    return new Uint8Array(await context.open(params.sealed.subarray(encSize), params.aad));
  } catch {
    throw doesNotOpen();
  }
}

/** A secret that only the recipient can derive from `enc` (RFC 9180 section 6.2, secret export). */
export async function hpkeSenderExport(params: {
  recipientPublicKey: Uint8Array;
  info: Uint8Array;
  exporterContext: Uint8Array;
  /** In bytes. */
  length: number;
  random: Random;
  suite?: HpkeSuite;
}): Promise<{ enc: Uint8Array; secret: Uint8Array }> {
  const context = await senderContext(params);
  const secret = await context.export(params.exporterContext, params.length);
  return { enc: new Uint8Array(context.enc), secret: new Uint8Array(secret) };
}

/**
 * The same secret on the recipient's side. A changed `enc` gives another secret, not an error: what is sealed under it tells.
 * @throws WhosecopyError "copy-damaged" for an `enc` that is none
 */
export async function hpkeRecipientExport(params: {
  recipientSecretKey: Uint8Array;
  enc: Uint8Array;
  info: Uint8Array;
  exporterContext: Uint8Array;
  length: number;
  suite?: HpkeSuite;
}): Promise<Uint8Array> {
  const context = await recipientContext(params);
  return new Uint8Array(await context.export(params.exporterContext, params.length));
}
