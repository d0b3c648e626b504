import { concatBytes, toHex, utf8 } from "@whosecopy/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nobleAead } from "./aead.ts";
import { nodeAead } from "./node/aead.ts";
import { flipBit, hex } from "./testing/bytes.ts";
import { wycheproof } from "./testing/wycheproof.ts";

type AeadTest = { key: string; iv: string; aad: string; msg: string; ct: string; tag: string };

const key = hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

const vectors = wycheproof<{ ivSize: number }, AeadTest>("chacha20_poly1305_test.json");

describe.each([
  { name: "in JavaScript", aead: nobleAead },
  { name: "by OpenSSL", aead: nodeAead },
])("ChaCha20-Poly1305 $name", ({ aead }) => {
  it.skipIf(vectors.missing)(`agrees with Wycheproof${vectors.note}`, async () => {
    await vectors.each((group, test) => {
      const params = { key: hex(test.key), nonce: hex(test.iv), aad: hex(test.aad) };
      const sealed = hex(test.ct + test.tag);
      const code = group.ivSize === 96 ? "copy-damaged" : "internal";
      if (test.result === "valid") {
        expect(toHex(aead.seal({ ...params, plaintext: hex(test.msg) }))).toBe(toHex(sealed));
        expect(toHex(aead.open({ ...params, ciphertext: sealed }))).toBe(test.msg);
      } else {
        expect(() => aead.open({ ...params, ciphertext: sealed })).toThrow(expect.objectContaining({ code }));
      }
    });
  });

  it("gives the tag of RFC 8439 section 2.8.2", () => {
    const plaintext = utf8(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
    );
    const aad = hex("50515253c0c1c2c3c4c5c6c7");
    const nonce = hex("070000004041424344454647");
    expect(toHex(aead.seal({ key, plaintext, aad, nonce }).slice(-16))).toBe("1ae10b594f09e26a7e902ecbd0600691");
  });

  it("has a nonce of zeros and no associated data unless told", () => {
    const plaintext = utf8("hello");
    const spelt = aead.seal({ key, plaintext, nonce: new Uint8Array(12), aad: new Uint8Array(0) });
    expect(aead.seal({ key, plaintext })).toEqual(spelt);
    expect(aead.open({ key, ciphertext: spelt })).toEqual(plaintext);
  });

  it("refuses every changed bit, cut and other associated data with one error", () => {
    const sealed = aead.seal({ key, plaintext: utf8("hello"), aad: utf8("place") });
    const refused = expect.objectContaining({ code: "copy-damaged", message: "sealed bytes do not open" });
    const open = (ciphertext: Uint8Array, aad = "place") => aead.open({ key, ciphertext, aad: utf8(aad) });
    for (let at = 0; at < sealed.length * 8; at++) expect(() => open(flipBit(sealed, at))).toThrow(refused);
    for (let end = 0; end < sealed.length; end++) expect(() => open(sealed.subarray(0, end))).toThrow(refused);
    expect(() => open(concatBytes(sealed, Uint8Array.of(0)))).toThrow(refused);
    expect(() => open(sealed, "elsewhere")).toThrow(refused);
  });

  it("names a failure as the caller asks", () => {
    const open = () => aead.open({ key, ciphertext: new Uint8Array(20), code: "record-damaged" });
    expect(open).toThrow(expect.objectContaining({ code: "record-damaged" }));
  });

  it("takes no key or nonce of another length", () => {
    const refused = expect.objectContaining({ code: "internal" });
    expect(() => aead.seal({ key: key.slice(1), plaintext: key })).toThrow(refused);
    expect(() => aead.seal({ key, plaintext: key, nonce: new Uint8Array(8) })).toThrow(refused);
  });
});

it("both providers seal to the same bytes and open each other's", () => {
  const any = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(bytes32, any, any, fc.uint8Array({ minLength: 12, maxLength: 12 }), (key, plaintext, aad, nonce) => {
      const sealed = nobleAead.seal({ key, plaintext, aad, nonce });
      expect(nodeAead.seal({ key, plaintext, aad, nonce })).toEqual(sealed);
      expect(nodeAead.open({ key, ciphertext: sealed, aad, nonce })).toEqual(plaintext);
    }),
  );
});
