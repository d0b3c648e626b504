import { utf8 } from "@whosecopy/protocol";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { webGroupCrypto, type GroupCrypto } from "../group/group-crypto.ts";
import { nodeGroupCrypto } from "./mls-crypto.ts";

const node = nodeGroupCrypto();
const web = await webGroupCrypto();
const bytes = fc.uint8Array({ maxLength: 200 });
const key32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const directions: [string, GroupCrypto, GroupCrypto][] = [
  ["Node to WebCrypto", node, web],
  ["WebCrypto to Node", web, node],
];

async function keyPairFor(crypto: GroupCrypto, ikm: Uint8Array) {
  const { privateKey, publicKey } = await crypto.hpke.deriveKeyPair(ikm);
  return { secret: await crypto.hpke.exportPrivateKey(privateKey), open: await crypto.hpke.exportPublicKey(publicKey) };
}

describe("the group suite in Node", () => {
  test("hashes, authenticates and derives as WebCrypto does", async () => {
    await fc.assert(
      fc.asyncProperty(key32, bytes, fc.integer({ min: 1, max: 100 }), async (key, data, length) => {
        expect(await node.hash.digest(data)).toEqual(await web.hash.digest(data));
        const prk = await node.kdf.extract(key, data);
        expect(prk).toEqual(await web.kdf.extract(key, data));
        expect(await node.kdf.expand(prk, data, length)).toEqual(await web.kdf.expand(prk, data, length));
        const mac = await node.hash.mac(prk, data);
        expect(mac).toEqual(await web.hash.mac(prk, data));
        expect(await node.hash.verifyMac(prk, mac, data)).toBe(true);
        expect(await node.hash.verifyMac(prk, mac.slice(1), data)).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  test("derives the same HPKE key pairs from the same secret", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 32, maxLength: 64 }), async (ikm) => {
        expect(await keyPairFor(node, ikm)).toEqual(await keyPairFor(web, ikm));
      }),
      { numRuns: 20 },
    );
  });

  test.each(directions)("what one seals, signs and exports the other opens: %s", async (_, from, to) => {
    await fc.assert(
      fc.asyncProperty(key32, bytes, bytes, bytes, async (ikm, plaintext, info, aad) => {
        const pair = await keyPairFor(to, ikm);
        const publicKey = await from.hpke.importPublicKey(pair.open);
        const privateKey = await to.hpke.importPrivateKey(pair.secret);
        const { enc, ct } = await from.hpke.seal(publicKey, plaintext, info, aad);
        expect(await to.hpke.open(privateKey, enc, ct, info, aad)).toEqual(plaintext);
        const sent = await from.hpke.exportSecret(publicKey, aad, 48, info);
        expect(await to.hpke.importSecret(privateKey, aad, sent.enc, 48, info)).toEqual(sent.secret);

        const { signKey } = await node.signature.keygen();
        const signer = await node.signature.sign(signKey, plaintext);
        expect(await from.signature.sign(signKey, plaintext)).toEqual(signer);
      }),
      { numRuns: 15 },
    );
  });

  test.each(directions)("signatures by one hold for the other: %s", async (_, from, to) => {
    const { signKey, publicKey } = await node.signature.keygen();
    const signature = await from.signature.sign(signKey, utf8("statement"));
    expect(await to.signature.verify(publicKey, utf8("statement"), signature)).toBe(true);
    expect(await to.signature.verify(publicKey, utf8("statements"), signature)).toBe(false);
    signature[40] = (signature[40] ?? 0) ^ 1;
    expect(await to.signature.verify(publicKey, utf8("statement"), signature)).toBe(false);
  });

  test.each(directions)("what one encrypts the other decrypts, and nothing altered: %s", async (_, from, to) => {
    const [key, nonce] = [node.rng.randomBytes(16), node.rng.randomBytes(12)];
    const sealed = await from.hpke.encryptAead(key, nonce, utf8("aad"), utf8("text"));
    expect(await to.hpke.decryptAead(key, nonce, utf8("aad"), sealed)).toEqual(utf8("text"));
    await expect(to.hpke.decryptAead(key, nonce, utf8("AAD"), sealed)).rejects.toThrow(/./);
    sealed[0] = (sealed[0] ?? 0) ^ 1;
    await expect(to.hpke.decryptAead(key, nonce, utf8("aad"), sealed)).rejects.toThrow(/./);
    await expect(to.hpke.decryptAead(key, nonce, utf8("aad"), sealed.subarray(0, 9))).rejects.toThrow(/./);
  });

  test("a public key of small order is refused", async () => {
    for (const key of [new Uint8Array(32), Uint8Array.of(1, ...new Uint8Array(31))]) {
      const publicKey = await node.hpke.importPublicKey(key);
      await expect(node.hpke.seal(publicKey, utf8("text"), utf8("info"))).rejects.toThrow(/deriv|failed/i);
    }
  });

  test("keys of another length are refused", async () => {
    await expect(node.hpke.importPublicKey(new Uint8Array(31))).rejects.toThrow("32 bytes");
    await expect(node.signature.verify(new Uint8Array(33), utf8("x"), new Uint8Array(64))).rejects.toThrow("32 bytes");
  });
});
