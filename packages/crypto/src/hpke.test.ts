import { DhkemX25519HkdfSha256, HkdfSha256, X25519 } from "@hpke/dhkem-x25519";
import { XWing } from "@hpke/hybridkem-x-wing";
import { toHex, utf8 } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import {
  generateHpkeKeyPair,
  hpkeOpen,
  hpkeRecipientExport,
  hpkeSeal,
  hpkeSenderExport,
  isHpkeSuite,
  suiteX25519,
  suiteXWing,
} from "./hpke.ts";
import { flipBit, hex } from "./testing/bytes.ts";
import { listedRandom, seededRandom } from "./testing/seeded-random.ts";
import { wycheproof } from "./testing/wycheproof.ts";

const info = utf8("info");
const aad = utf8("aad");
const plaintext = utf8("a share of thirty-two bytes, say");
const damaged = expect.objectContaining({ code: "copy-damaged", message: "sealed bytes do not open" });

describe("HPKE with X25519", () => {
  // RFC 9180 appendix A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base mode.
  const vector = {
    info: hex("4f6465206f6e2061204772656369616e2055726e"),
    ikmE: hex("909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b"),
    ikmR: hex("1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df"),
    enc: "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a",
    publicKey: "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a",
    secretKey: "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb",
    plaintext: hex("4265617574792069732074727574682c20747275746820626561757479"),
    aad: hex("436f756e742d30"),
    ciphertext: "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28",
    exports: [
      { context: hex(""), secret: "4bbd6243b8bb54cec311fac9df81841b6fd61f56538a775e7c80a9f40160606e" },
      { context: hex("00"), secret: "8c1df14732580e5501b00f82b10a1647b40713191b7c1240ac80e2b68808ba69" },
      {
        context: utf8("TestContext"),
        secret: "5acb09211139c43b3090489a9da433e8a30ee7188ba8b0a9a1ccf0c229283e53",
      },
    ],
  };

  it("gives the keys, ciphertext and exports of RFC 9180's vector", async () => {
    const pair = await generateHpkeKeyPair({ random: listedRandom(vector.ikmR) });
    expect(toHex(pair.publicKey)).toBe(vector.publicKey);
    expect(toHex(pair.secretKey)).toBe(vector.secretKey);

    const sealed = await hpkeSeal({
      recipientPublicKey: pair.publicKey,
      info: vector.info,
      aad: vector.aad,
      plaintext: vector.plaintext,
      random: listedRandom(vector.ikmE),
    });
    expect(toHex(sealed)).toBe(vector.enc + vector.ciphertext);
    const opened = await hpkeOpen({ recipientSecretKey: pair.secretKey, info: vector.info, aad: vector.aad, sealed });
    expect(opened).toEqual(vector.plaintext);

    for (const { context, secret } of vector.exports) {
      const params = { info: vector.info, exporterContext: context, length: 32 };
      const random = listedRandom(vector.ikmE);
      const made = await hpkeSenderExport({ ...params, recipientPublicKey: pair.publicKey, random });
      expect([toHex(made.enc), toHex(made.secret)]).toEqual([vector.enc, secret]);
      const read = await hpkeRecipientExport({ ...params, recipientSecretKey: pair.secretKey, enc: hex(vector.enc) });
      expect(toHex(read)).toBe(secret);
    }
  });

  const vectors = wycheproof<unknown, { public: string; private: string; shared: string }>("x25519_test.json");
  const x25519Title = "stands on an X25519 that agrees with Wycheproof and refuses a shared secret of zeros";

  it.skipIf(vectors.missing)(`${x25519Title}${vectors.note}`, async () => {
    await vectors.each(async (_, test) => {
      const shared = new X25519(new HkdfSha256()).derive(hex(test.private), hex(test.public));
      if (/^0+$/.test(test.shared)) await expect(shared).rejects.toBeInstanceOf(Error);
      else expect(toHex(await shared)).toBe(test.shared);
    });
  });

  it("refuses public keys and enc values of small order", async () => {
    const pair = await generateHpkeKeyPair({ random: seededRandom(1) });
    const smallOrder = [
      "00".repeat(32),
      `01${"00".repeat(31)}`,
      "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
      "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    ].map(hex);
    for (const point of smallOrder) {
      const seal = hpkeSeal({ recipientPublicKey: point, info, aad, plaintext, random: seededRandom(2) });
      await expect(seal).rejects.toThrow(expect.objectContaining({ code: "bad-input" }));
      const params = { recipientSecretKey: pair.secretKey, enc: point, info, exporterContext: aad, length: 32 };
      await expect(hpkeRecipientExport(params)).rejects.toThrow(damaged);
    }
  });

  it("uses the KEM that its byte names", () => {
    expect(new DhkemX25519HkdfSha256().id).toBe(0x0020);
    expect([0, 1, 2, 3].map(isHpkeSuite)).toEqual([false, true, true, false]);
  });
});

describe("HPKE with X-Wing", () => {
  it("stands on an X-Wing that gives the first vector of draft-connolly-cfrg-xwing-kem", async () => {
    const kem = new XWing();
    const pair = await kem.generateKeyPairDerand(
      hex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"),
    );
    const ekm = hex(
      "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2" +
        "35b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2",
    );
    const { sharedSecret } = await kem.encap({ recipientPublicKey: pair.publicKey, ekm });
    expect(toHex(new Uint8Array(sharedSecret))).toBe(
      "d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384",
    );
    expect(kem.id).toBe(0x647a);
  });
});

describe.each([
  { name: "X25519", suite: suiteX25519, publicLength: 32, encLength: 32 },
  { name: "X-Wing", suite: suiteXWing, publicLength: 1216, encLength: 1120 },
])("HPKE with $name", ({ suite, publicLength, encLength }) => {
  const setUp = async () => {
    const random = seededRandom(5);
    const { publicKey, secretKey } = await generateHpkeKeyPair({ random, suite });
    const sealed = await hpkeSeal({ recipientPublicKey: publicKey, info, aad, plaintext, random, suite });
    return { random, publicKey, secretKey, sealed };
  };

  it("opens to what was sealed, with keys and enc of the standard's lengths", async () => {
    const { publicKey, secretKey, sealed } = await setUp();
    expect(publicKey.length).toBe(publicLength);
    expect(sealed.length).toBe(encLength + plaintext.length + 16);
    expect(await hpkeOpen({ recipientSecretKey: secretKey, info, aad, sealed, suite })).toEqual(plaintext);
  });

  it("refuses another key, info or aad, changed bits and cuts with one error", async () => {
    const { random, secretKey, sealed } = await setUp();
    const right = { recipientSecretKey: secretKey, info, aad, sealed, suite };
    const other = await generateHpkeKeyPair({ random, suite });
    const wrong = [
      { recipientSecretKey: other.secretKey },
      { recipientSecretKey: secretKey.slice(1) },
      { info: aad },
      { aad: info },
      ...[0, 300, encLength * 8 - 20, encLength * 8, sealed.length * 8 - 1].map((at) => ({
        sealed: flipBit(sealed, at % (sealed.length * 8)),
      })),
      ...[0, 31, encLength, sealed.length - 1].map((end) => ({ sealed: sealed.subarray(0, end) })),
    ];
    for (const change of wrong) await expect(hpkeOpen({ ...right, ...change })).rejects.toThrow(damaged);
  });

  it("exports one secret to both sides, another for each context, info and enc", async () => {
    const { random, publicKey, secretKey } = await setUp();
    const params = { info, exporterContext: utf8("pair"), length: 32, suite };
    const { enc, secret } = await hpkeSenderExport({ ...params, recipientPublicKey: publicKey, random });
    const read = { ...params, recipientSecretKey: secretKey, enc };
    expect(await hpkeRecipientExport(read)).toEqual(secret);
    expect(await hpkeRecipientExport({ ...read, exporterContext: aad })).not.toEqual(secret);
    expect(await hpkeRecipientExport({ ...read, info: aad })).not.toEqual(secret);
    const again = await hpkeSenderExport({ ...params, recipientPublicKey: publicKey, random });
    expect(again.secret).not.toEqual(secret);
    await expect(hpkeRecipientExport({ ...read, enc: enc.slice(1) })).rejects.toThrow(damaged);
  });

  it("takes no public key of another length", async () => {
    const { random, publicKey } = await setUp();
    const seal = hpkeSeal({ recipientPublicKey: publicKey.slice(1), info, aad, plaintext, random, suite });
    await expect(seal).rejects.toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});
