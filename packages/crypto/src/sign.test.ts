import { ed25519 } from "@noble/curves/ed25519.js";
import { concatBytes, toHex, utf8 } from "@whosecopy/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha512 } from "./hash.ts";
import { nodeSignatures, verifyRawNode } from "./node/signatures.ts";
import { generateSigningKey, nobleSignatures, verifyRaw } from "./sign.ts";
import { flipBit, hex } from "./testing/bytes.ts";
import { seededRandom } from "./testing/seeded-random.ts";
import { wycheproof } from "./testing/wycheproof.ts";

const { Point } = ed25519;
const order = Point.Fn.ORDER;
const scalarBytes = (scalar: bigint) =>
  Uint8Array.from({ length: 32 }, (_, i) => Number((scalar >> BigInt(8 * i)) & 255n));
const scalarOf = (bytes: Uint8Array) => bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);

const own = generateSigningKey(seededRandom(1));
const body = utf8("a statement");

type SignatureGroup = { publicKey: { pk: string } };
const vectors = wycheproof<SignatureGroup, { msg: string; sig: string }>("ed25519_test.json");

describe.each([
  { name: "in JavaScript", signatures: nobleSignatures, verifyPlain: verifyRaw },
  { name: "by OpenSSL", signatures: nodeSignatures, verifyPlain: verifyRawNode },
])("signatures $name", ({ signatures, verifyPlain }) => {
  it.skipIf(vectors.missing)(`agree with Wycheproof${vectors.note}`, async () => {
    await vectors.each((group, test) => {
      const verdict = verifyPlain(hex(test.msg), hex(test.sig), hex(group.publicKey.pk));
      expect(verdict).toBe(test.result === "valid");
    });
  });

  it("hold for the third test of RFC 8032 section 7.1", () => {
    const publicKey = hex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
    const signature = hex(
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac" +
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    );
    expect(verifyPlain(hex("af82"), signature, publicKey)).toBe(true);
    expect(verifyPlain(hex("af83"), signature, publicKey)).toBe(false);
  });

  it("are Ed25519 over the label, a zero byte and the body", () => {
    const signature = signatures.sign("copy", body, own.secretKey);
    expect(signature).toEqual(ed25519.sign(utf8("marked-media/1/copy\0a statement"), own.secretKey));
    expect(signatures.verify("copy", body, signature, own.publicKey)).toBe(true);
  });

  it("hold for one type, one body and one key only, and for no changed bit", () => {
    const signature = signatures.sign("copy", body, own.secretKey);
    expect(signatures.verify("open", body, signature, own.publicKey)).toBe(false);
    expect(signatures.verify("copy", utf8("another"), signature, own.publicKey)).toBe(false);
    const other = generateSigningKey(seededRandom(2));
    expect(signatures.verify("copy", body, signature, other.publicKey)).toBe(false);
    for (let at = 0; at < 512; at += 7) {
      expect(signatures.verify("copy", body, flipBit(signature, at), own.publicKey)).toBe(false);
    }
  });

  it("never throw on checking, whatever comes", () => {
    const any = fc.uint8Array({ maxLength: 70 });
    const exact = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    fc.assert(
      fc.property(fc.oneof(any, exact(64)), fc.oneof(any, exact(32)), (signature, publicKey) => {
        expect(signatures.verify("copy", body, signature, publicKey)).toBe(false);
      }),
    );
  });

  it("refuse keys of small order, for which anyone can make signatures", () => {
    const torsion = Point.fromBytes(hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"));
    expect(torsion.multiplyUnsafe(8n).is0()).toBe(true);
    for (let multiple = 0n; multiple < 8n; multiple++) {
      const key = torsion.multiplyUnsafe(multiple);
      // R = [s]B - [k]A needs no secret when A has order 8: try until k times it is nothing.
      for (let s = 1n; s <= 24n; s++) {
        const signature = concatBytes(Point.BASE.multiplyUnsafe(s).toBytes(), scalarBytes(s));
        expect(verifyPlain(body, signature, key.toBytes())).toBe(false);
        // The same point with the sign of x turned, which is a second spelling for x = 0.
        expect(verifyPlain(body, signature, flipBit(key.toBytes(), 255))).toBe(false);
      }
    }
  });

  it("refuse a key that spells y with the field's order added", () => {
    const p = 2n ** 255n - 19n;
    for (let y = 0n; y < 19n; y++) {
      expect(verifyPlain(body, new Uint8Array(64), scalarBytes(y + p))).toBe(false);
      expect(verifyPlain(body, new Uint8Array(64), flipBit(scalarBytes(y + p), 255))).toBe(false);
    }
  });

  it("take no secret key of another length", () => {
    expect(() => signatures.sign("copy", body, own.secretKey.slice(1))).toThrow("32");
  });
});

describe("both providers", () => {
  it("sign to the same bytes and accept each other's", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array({ maxLength: 99 }),
        (secretKey, body) => {
          const signature = nobleSignatures.sign("copy", body, secretKey);
          expect(nodeSignatures.sign("copy", body, secretKey)).toEqual(signature);
          expect(nodeSignatures.verify("copy", body, signature, ed25519.getPublicKey(secretKey))).toBe(true);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("agree on signatures made to divide verifiers: a key or an R with a part of small order", () => {
    const torsion = Point.fromBytes(hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"));
    const secret = 123_456_789n;
    const nonce = 987_654_321n;
    const verdicts = { held: 0, refused: 0, libraryDiffers: 0 };
    for (let i = 0; i < 24; i++) {
      const message = utf8(`message ${i}`);
      for (const [keyPart, noncePart] of [
        [torsion, Point.ZERO],
        [Point.ZERO, torsion],
        [torsion, torsion],
      ] as const) {
        const key = Point.BASE.multiplyUnsafe(secret).add(keyPart).toBytes();
        const r = Point.BASE.multiplyUnsafe(nonce).add(noncePart).toBytes();
        const k = scalarOf(sha512(r, key, message)) % order;
        const signature = concatBytes(r, scalarBytes((nonce + k * secret) % order));
        const verdict = verifyRaw(message, signature, key);
        expect(verifyRawNode(message, signature, key)).toBe(verdict);
        verdicts[verdict ? "held" : "refused"] += 1;
        if (ed25519.verify(signature, message, key, { zip215: false }) !== verdict) verdicts.libraryDiffers += 1;
      }
    }
    // The test is worth something only if both verdicts occur, and if a verifier that clears the cofactor would differ.
    expect(verdicts.held).toBeGreaterThan(0);
    expect(verdicts.refused).toBeGreaterThan(0);
    expect(verdicts.libraryDiffers).toBe(verdicts.refused);
  });

  it("refuse s at the group's order or above", () => {
    const signature = nobleSignatures.sign("copy", body, own.secretKey);
    const s = scalarOf(signature.subarray(32));
    const malleable = concatBytes(signature.subarray(0, 32), scalarBytes(s + order));
    expect(nobleSignatures.verify("copy", body, malleable, own.publicKey)).toBe(false);
    expect(nodeSignatures.verify("copy", body, malleable, own.publicKey)).toBe(false);
  });
});

it("a signing key is made from the random bytes it is given", () => {
  expect(toHex(own.secretKey)).toBe(toHex(seededRandom(1).bytes(32)));
  expect(own.publicKey).toEqual(ed25519.getPublicKey(own.secretKey));
});
