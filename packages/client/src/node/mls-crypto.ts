import { createHash, randomBytes, sign, timingSafeEqual, verify } from "node:crypto";
import { suite, type GroupCrypto } from "../group/group-crypto.ts";
import { expand, hmac, nodeHpke } from "./mls-hpke.ts";
import { plain, publicKeyOf, rawPublicKey, secretKeyOf } from "./mls-keys.ts";

/**
 * The group suite over Node's own synchronous crypto: use it in Node, where WebCrypto's key import makes every small
 * operation some ten times slower. Same wire and key bytes as `webGroupCrypto()`.
 */
export function nodeGroupCrypto(): GroupCrypto {
  return {
    name: suite.name,
    rng: { randomBytes: (count) => plain(randomBytes(count)) },
    hash: {
      digest: async (data) => plain(createHash("sha256").update(data).digest()),
      mac: async (key, data) => hmac(key, data),
      verifyMac: async (key, mac, data) => mac.length === 32 && timingSafeEqual(hmac(key, data), mac),
    },
    kdf: {
      size: 32,
      extract: async (salt, ikm) => hmac(salt, ikm),
      expand: async (prk, info, length) => expand(prk, info, length),
    },
    signature: {
      keygen: async () => {
        const signKey = plain(randomBytes(32));
        return { signKey, publicKey: rawPublicKey(secretKeyOf("ed25519", signKey)) };
      },
      sign: async (signKey, message) => plain(sign(null, message, secretKeyOf("ed25519", signKey))),
      verify: async (publicKey, message, signature) =>
        signature.length === 64 && verify(null, message, publicKeyOf("ed25519", publicKey), signature),
    },
    hpke: nodeHpke,
  };
}
