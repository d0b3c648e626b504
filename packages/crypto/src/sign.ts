import { ed25519 } from "@noble/curves/ed25519.js";
import { concatBytes, equalBytes } from "@whosecopy/protocol";
import { sha512 } from "./hash.ts";
import { label } from "./label.ts";
import type { Random } from "./random.ts";
import { isSoundPublicKey } from "./public-key.ts";

/** An Ed25519 key pair: a 32-byte seed and the 32-byte public key made from it. */
export type SigningKeyPair = { secretKey: Uint8Array; publicKey: Uint8Array };

/** Signing and checking by one library or another: all accept exactly the same signatures. */
export type Signatures = {
  /** Sign(K, type, body) of protocol section 3.0, 64 bytes. Each type belongs to one role of key. */
  sign(type: string, body: Uint8Array, secretKey: Uint8Array): Uint8Array;
  /** Whether the signature is this key's over this type and these bytes. Never throws, whatever the input. */
  verify(type: string, body: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean;
};

const zero = new Uint8Array(1);

/** What a signature is over: L(type) ‖ 0x00 ‖ body. */
export function signedBytes(type: string, body: Uint8Array): Uint8Array {
  return concatBytes(label(type), zero, body);
}

/** Makes a new signing key for a device, a recovery sheet or a host. */
export function generateSigningKey(random: Random): SigningKeyPair {
  const secretKey = random.bytes(32);
  return { secretKey, publicKey: signingPublicKey(secretKey) };
}

/** The public key of a 32-byte seed. */
export function signingPublicKey(secretKey: Uint8Array): Uint8Array {
  return ed25519.getPublicKey(secretKey);
}

/**
 * Ed25519 in plain JavaScript (1 to 2 ms to verify): for browsers. In Node use `nodeSignatures`.
 *
 * [Note: one rule for signatures] RFC 8032 leaves open whether a verifier multiplies by the cofactor, and libraries differ on
 * odd keys. A signer could make a signature that holds for the server and not for the recipient, or the other way round,
 * and then deny it. So the rule is fixed here and every provider follows it: s below the group's order, a public key
 * that is canonical and not of small order, and R compared byte for byte with [s]B - [k]A (no cofactor), as OpenSSL does.
 */
export const nobleSignatures: Signatures = {
  sign(type, body, secretKey) {
    return ed25519.sign(signedBytes(type, body), secretKey);
  },
  verify(type, body, signature, publicKey) {
    return verifyRaw(signedBytes(type, body), signature, publicKey);
  },
};

/** Plain Ed25519 over bytes without a type: only for tests against official vectors and for what other standards sign. */
export function verifyRaw(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64 || !isSoundPublicKey(publicKey)) return false;
  const { Point } = ed25519;
  const r = signature.subarray(0, 32);
  const s = littleEndian(signature.subarray(32));
  if (s >= Point.Fn.ORDER) return false;
  try {
    const a = Point.fromBytes(publicKey);
    const k = littleEndian(sha512(r, publicKey, message)) % Point.Fn.ORDER;
    const expected = Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k));
    return equalBytes(expected.toBytes(), r);
  } catch {
    return false;
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] ?? 0);
  return value;
}
