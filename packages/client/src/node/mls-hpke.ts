import { createCipheriv, createDecipheriv, createHmac, diffieHellman, randomBytes, type KeyObject } from "node:crypto";
import { concatBytes, utf8 } from "@whosecopy/protocol";
import type { GroupCrypto } from "../group/group-crypto.ts";
import { plain, publicKeyOf, rawPublicKey, secretKeyOf } from "./mls-keys.ts";

type Hpke = GroupCrypto["hpke"];
type PublicKey = Awaited<ReturnType<Hpke["importPublicKey"]>>;
type PrivateKey = Awaited<ReturnType<Hpke["importPrivateKey"]>>;

/** What we keep behind the engine's opaque key types. */
interface Key {
  raw: Uint8Array;
  object: KeyObject;
}

const keyLength = 16;
const nonceLength = 12;
const tagLength = 16;
const secretLength = 32;
const empty = new Uint8Array(0);
const version = utf8("HPKE-v1");
// RFC 9180 7: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM
const kemSuite = concatBytes(utf8("KEM"), Uint8Array.of(0x00, 0x20));
const hpkeSuite = concatBytes(utf8("HPKE"), Uint8Array.of(0x00, 0x20, 0x00, 0x01, 0x00, 0x01));

export function hmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return plain(createHmac("sha256", key).update(data).digest());
}

/** HKDF-Expand of RFC 5869 with SHA-256. */
export function expand(prk: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  if (length > 255 * 32) throw new RangeError("HKDF-SHA256 gives at most 8,160 bytes");
  const out = new Uint8Array(Math.ceil(length / 32) * 32);
  let block: Uint8Array = empty;
  for (let at = 0, count = 1; at < length; at += 32, count += 1) {
    block = createHmac("sha256", prk).update(block).update(info).update(Uint8Array.of(count)).digest();
    out.set(block, at);
  }
  return out.slice(0, length);
}

export function encrypt(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const cipher = createCipheriv("aes-128-gcm", key, nonce, { authTagLength: tagLength });
  cipher.setAAD(aad);
  return concatBytes(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
}

export function decrypt(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  if (ciphertext.length < tagLength) throw new RangeError("the ciphertext is shorter than its tag");
  const decipher = createDecipheriv("aes-128-gcm", key, nonce, { authTagLength: tagLength });
  decipher.setAAD(aad);
  decipher.setAuthTag(ciphertext.subarray(-tagLength));
  return concatBytes(decipher.update(ciphertext.subarray(0, -tagLength)), decipher.final());
}

// RFC 9180 4: every derivation names the protocol version and the suite that it is for.
function labeledExtract(suite: Uint8Array, salt: Uint8Array, label: string, ikm: Uint8Array): Uint8Array {
  return hmac(salt, concatBytes(version, suite, utf8(label), ikm));
}

function labeledExpand(suite: Uint8Array, prk: Uint8Array, label: string, info: Uint8Array, length: number) {
  const head = Uint8Array.of(length >> 8, length & 0xff);
  return expand(prk, concatBytes(head, version, suite, utf8(label), info), length);
}

/** RFC 9180 4.1. OpenSSL refuses an all-zero result, as 7.1.4 demands. */
function sharedSecret(pair: { own: Key; peer: Key }, enc: Uint8Array, recipient: Uint8Array): Uint8Array {
  const dh = diffieHellman({ privateKey: pair.own.object, publicKey: pair.peer.object });
  const prk = labeledExtract(kemSuite, empty, "eae_prk", dh);
  return labeledExpand(kemSuite, prk, "shared_secret", concatBytes(enc, recipient), secretLength);
}

/** The key schedule of RFC 9180 5.1 in base mode. */
function context(shared: Uint8Array, info: Uint8Array) {
  const ids = concatBytes(
    Uint8Array.of(0),
    labeledExtract(hpkeSuite, empty, "psk_id_hash", empty),
    labeledExtract(hpkeSuite, empty, "info_hash", info),
  );
  const secret = labeledExtract(hpkeSuite, shared, "secret", empty);
  return {
    key: () => labeledExpand(hpkeSuite, secret, "key", ids, keyLength),
    nonce: () => labeledExpand(hpkeSuite, secret, "base_nonce", ids, nonceLength),
    exported: (exporterContext: Uint8Array, length: number) =>
      labeledExpand(
        hpkeSuite,
        labeledExpand(hpkeSuite, secret, "exp", ids, secretLength),
        "sec",
        exporterContext,
        length,
      ),
  };
}

function toSecret(raw: Uint8Array): Key {
  return { raw: plain(raw), object: secretKeyOf("x25519", raw) };
}

function toPublic(raw: Uint8Array): Key {
  return { raw: plain(raw), object: publicKeyOf("x25519", raw) };
}

function keyPair(raw: Uint8Array) {
  const secret = toSecret(raw);
  return {
    privateKey: secret as unknown as PrivateKey,
    publicKey: toPublic(rawPublicKey(secret.object)) as unknown as PublicKey,
  };
}

const keyOf = (key: PublicKey | PrivateKey) => key as unknown as Key;

function send(publicKey: PublicKey, info: Uint8Array) {
  const peer = keyOf(publicKey);
  const own = toSecret(randomBytes(32));
  const enc = rawPublicKey(own.object);
  return { enc, ...context(sharedSecret({ own, peer }, enc, peer.raw), info) };
}

function receive(privateKey: PrivateKey, enc: Uint8Array, info: Uint8Array) {
  const own = keyOf(privateKey);
  return context(sharedSecret({ own, peer: toPublic(enc) }, enc, rawPublicKey(own.object)), info);
}

/** HPKE base mode (RFC 9180) for the suite of version 1 groups, synchronous inside. */
export const nodeHpke: Hpke = {
  keyLength,
  nonceLength,
  seal: async (publicKey, plaintext, info, aad = empty) => {
    const { enc, key, nonce } = send(publicKey, info);
    return { enc, ct: encrypt(key(), nonce(), aad, plaintext) };
  },
  open: async (privateKey, enc, ciphertext, info, aad = empty) => {
    const { key, nonce } = receive(privateKey, enc, info);
    return decrypt(key(), nonce(), aad, ciphertext);
  },
  exportSecret: async (publicKey, exporterContext, length, info) => {
    const { enc, exported } = send(publicKey, info);
    return { enc, secret: exported(exporterContext, length) };
  },
  importSecret: async (privateKey, exporterContext, enc, length, info) =>
    receive(privateKey, enc, info).exported(exporterContext, length),
  importPrivateKey: async (raw) => toSecret(raw) as unknown as PrivateKey,
  importPublicKey: async (raw) => toPublic(raw) as unknown as PublicKey,
  exportPrivateKey: async (key) => plain(keyOf(key).raw),
  exportPublicKey: async (key) => plain(keyOf(key).raw),
  encryptAead: async (key, nonce, aad, plaintext) => encrypt(key, nonce, aad ?? empty, plaintext),
  decryptAead: async (key, nonce, aad, ciphertext) => decrypt(key, nonce, aad ?? empty, ciphertext),
  generateKeyPair: async () => keyPair(randomBytes(32)),
  deriveKeyPair: async (ikm) => {
    const prk = labeledExtract(kemSuite, empty, "dkp_prk", ikm);
    return keyPair(labeledExpand(kemSuite, prk, "sk", empty, 32));
  },
};
