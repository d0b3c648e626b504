import { createHash, hkdfSync } from "node:crypto";
import { toHex, utf8 } from "@whosecopy/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hkdf, hkdfExpand, hkdfExtract, oneStepKdf } from "./kdf.ts";
import { hex } from "./testing/bytes.ts";
import { wycheproof } from "./testing/wycheproof.ts";

describe("HKDF", () => {
  type HkdfTest = { ikm: string; salt: string; info: string; size: number; okm: string };
  const vectors = wycheproof<unknown, HkdfTest>("hkdf_sha256_test.json");

  it.skipIf(vectors.missing)(`agrees with Wycheproof${vectors.note}`, async () => {
    await vectors.each((_, { ikm, salt, info, size, okm, result }) => {
      const derive = () => toHex(hkdf(hex(ikm), { salt: hex(salt), info: hex(info), length: size }));
      if (result === "valid") expect(derive()).toBe(okm);
      else expect(derive).toThrow("255");
    });
  });

  it("gives RFC 5869's first and third test case", () => {
    const ikm = hex("0b".repeat(22));
    const salt = hex("000102030405060708090a0b0c");
    expect(toHex(hkdf(ikm, { salt, info: hex("f0f1f2f3f4f5f6f7f8f9"), length: 42 }))).toBe(
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    );
    expect(toHex(hkdf(ikm, { info: utf8(""), length: 42 }))).toBe(
      "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    );
  });

  it("agrees with OpenSSL, in one step and in two", () => {
    const short = fc.uint8Array({ maxLength: 80 });
    fc.assert(
      fc.property(short, short, short, fc.integer({ min: 1, max: 300 }), (ikm, salt, info, length) => {
        const expected = new Uint8Array(hkdfSync("sha256", ikm, salt, info, length));
        expect(hkdf(ikm, { salt, info, length })).toEqual(expected);
        expect(hkdfExpand(hkdfExtract(salt, ikm), info, length)).toEqual(expected);
      }),
    );
  });
});

describe("the one-step KDF", () => {
  it("is SHA-512 of the counter 1, the secret and the info", () => {
    const expected = createHash("sha512")
      .update(Uint8Array.of(0, 0, 0, 1))
      .update("seedinfo")
      .digest();
    expect(oneStepKdf(utf8("seed"), utf8("info"))).toEqual(new Uint8Array(expected));
  });
});
