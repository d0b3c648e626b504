import { generateKeyPackageWithKey, type Capabilities, type KeyPackage, type PrivateKeyPackage } from "ts-mls";
import { verifyLeafNodeSignatureKeyPackage } from "ts-mls/leafNode.js";
import { makeKeyPackageRef, verifyKeyPackage } from "ts-mls/keyPackage.js";
import { equalBytes, WhosecopyError, type ErrorCode } from "@whosecopy/protocol";
import { isCertified, type EngineContext } from "./engine-context.ts";
import { suite } from "./group-crypto.ts";
import type { KeyPackageBundle, KeyPackageInfo, SignatureKeyPair } from "./group-engine.ts";
import { limits } from "./limits.ts";
import { identityOf } from "./members.ts";
import { refusal } from "./refusal.ts";
import { decodeWire, encodeWire } from "./wire.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const defaultLifetimeMs = 30 * dayMs;
const maxLifetimeMs = 90 * dayMs;
/** last_resort of draft-ietf-mls-extensions: an empty extension of the package. */
const lastResortExtension = 0x000a;

// Fixed, where the library would fill in random reserved values (GREASE) from Math.random.
const capabilities: Capabilities = {
  versions: ["mls10"],
  ciphersuites: [suite.name],
  extensions: [lastResortExtension],
  proposals: [],
  credentials: ["basic"],
};

interface KeyPackageParams {
  identity: Uint8Array;
  signatureKeyPair: SignatureKeyPair;
  nowMs: number;
  lifetimeMs?: number;
  lastResort?: boolean;
}

/** A fresh key package in the library's own form, checked by `authenticate` so that we never publish one nobody accepts. */
export async function makeKeyPackage(
  context: EngineContext,
  { identity, signatureKeyPair, nowMs, lifetimeMs = defaultLifetimeMs, lastResort = false }: KeyPackageParams,
): Promise<{ publicPackage: KeyPackage; privatePackage: PrivateKeyPackage; notAfterMs: number }> {
  if (identity.length > limits.identityBytes) throw refusal("bad-input", "the identity is too long");
  if (!(lifetimeMs >= 1000 && lifetimeMs <= maxLifetimeMs)) throw refusal("bad-input", "a lifetime is 1 s to 90 days");
  const { publicKey, secretKey } = signatureKeyPair;
  if (!(await isCertified(context.authenticate, identity, publicKey))) {
    throw refusal("bad-input", "the own signature key is not certified for this identity");
  }
  const notAfterMs = Math.floor((nowMs + lifetimeMs) / 1000) * 1000;
  const generated = await generateKeyPackageWithKey(
    { credentialType: "basic", identity: identity.slice() },
    capabilities,
    // An hour back, for clocks that are behind ours.
    { notBefore: toSeconds(nowMs - hourMs), notAfter: toSeconds(notAfterMs) },
    lastResort ? [{ extensionType: lastResortExtension, extensionData: new Uint8Array(0) }] : [],
    { publicKey: publicKey.slice(), signKey: secretKey.slice() },
    context.crypto,
  );
  return { ...generated, notAfterMs };
}

export async function createKeyPackage(context: EngineContext, params: KeyPackageParams): Promise<KeyPackageBundle> {
  const { publicPackage, privatePackage, notAfterMs } = await makeKeyPackage(context, params);
  return {
    keyPackage: encodeWire({ version: "mls10", wireformat: "mls_key_package", keyPackage: publicPackage }),
    secret: encodeSecret(privatePackage),
    ref: (await makeKeyPackageRef(publicPackage, context.crypto.hash)).slice(),
    notAfterMs,
  };
}

export function decodeKeyPackage(bytes: Uint8Array, code: ErrorCode): KeyPackage {
  const limit = limits.keyPackageBytes;
  const decoded = decodeWire(bytes, { wireformat: "mls_key_package", maxBytes: limit, code });
  return decoded.keyPackage;
}

export function isLastResort(keyPackage: KeyPackage): boolean {
  return keyPackage.extensions.some(({ extensionType }) => extensionType === lastResortExtension);
}

/**
 * The checks of RFC 9420 10.1 that do not need a group, with lifetimes against `nowMs`. Only for packages that we are about to
 * use: one that another member added may well have expired by the time we read of it.
 */
export async function requireUsable(context: EngineContext, keyPackage: KeyPackage, nowMs: number): Promise<void> {
  const { leafNode, cipherSuite, initKey, extensions } = keyPackage;
  const { notBefore, notAfter } = leafNode.lifetime;
  if (cipherSuite !== suite.name) throw refusal("group-refused", "the key package is for another suite");
  if (extensions.some(({ extensionType }) => extensionType !== lastResortExtension) || leafNode.extensions.length > 0) {
    throw refusal("group-refused", "the key package has extensions that are not used here");
  }
  if (equalBytes(initKey, leafNode.hpkePublicKey)) throw refusal("group-refused", "init and encryption key are equal");
  if (notAfter <= notBefore || notAfter - notBefore > BigInt((maxLifetimeMs + hourMs) / 1000)) {
    throw refusal("group-refused", "the key package's lifetime is too long or empty");
  }
  const now = toSeconds(nowMs);
  if (now < notBefore || now >= notAfter) {
    throw new WhosecopyError("key-package-expired", "the key package has expired or is not valid yet");
  }
  const { signature } = context.crypto;
  if (
    !(await verifyLeafNodeSignatureKeyPackage(leafNode, signature)) ||
    !(await verifyKeyPackage(keyPackage, signature))
  ) {
    throw refusal("group-refused", "the key package's signature does not hold");
  }
  const certified = await context.config.authService.validateCredential(
    leafNode.credential,
    leafNode.signaturePublicKey,
  );
  if (!certified) throw refusal("group-refused", "the key package's signature key is not certified");
}

export async function inspectKeyPackage(
  context: EngineContext,
  params: { keyPackage: Uint8Array; nowMs: number },
): Promise<KeyPackageInfo> {
  const keyPackage = decodeKeyPackage(params.keyPackage, "group-refused");
  await requireUsable(context, keyPackage, params.nowMs);
  const { leafNode } = keyPackage;
  return {
    ref: (await makeKeyPackageRef(keyPackage, context.crypto.hash)).slice(),
    identity: identityOf(leafNode).slice(),
    signatureKey: leafNode.signaturePublicKey.slice(),
    notBeforeMs: Number(leafNode.lifetime.notBefore) * 1000,
    notAfterMs: Number(leafNode.lifetime.notAfter) * 1000,
    lastResort: isLastResort(keyPackage),
  };
}

// version (1) ‖ init ‖ encryption ‖ signature key, 32 bytes each
const secretVersion = 1;

function encodeSecret(keys: PrivateKeyPackage): Uint8Array {
  const secret = new Uint8Array(97);
  secret[0] = secretVersion;
  secret.set(keys.initPrivateKey, 1);
  secret.set(keys.hpkePrivateKey, 33);
  secret.set(keys.signaturePrivateKey, 65);
  return secret;
}

export function decodeSecret(secret: Uint8Array): PrivateKeyPackage {
  if (secret.length !== 97 || secret[0] !== secretVersion) throw refusal("store-damaged", "not a key package's secret");
  return {
    initPrivateKey: secret.slice(1, 33),
    hpkePrivateKey: secret.slice(33, 65),
    signaturePrivateKey: secret.slice(65),
  };
}

function toSeconds(ms: number): bigint {
  return BigInt(Math.max(0, Math.floor(ms / 1000)));
}
