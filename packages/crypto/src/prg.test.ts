import { concatBytes, toHex } from "@whosecopy/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { prg, prgReader } from "./prg.ts";

describe("the generator", () => {
  it("gives the ChaCha20 keystream of RFC 8439, appendix A.1, test vectors 1 and 2", () => {
    expect(toHex(prg(new Uint8Array(32), 128))).toBe(
      "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7" +
        "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586" +
        "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed" +
        "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f",
    );
  });

  it("gives the same bytes in pieces of any length", () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), lengths, (key, pieces) => {
        const reader = prgReader(key);
        const total = pieces.reduce((sum, length) => sum + length, 0);
        expect(concatBytes(...pieces.map((length) => reader.take(length)))).toEqual(prg(key, total));
      }),
    );
  });

  it("starts with the same bytes however many are asked for", () => {
    const key = new Uint8Array(32).fill(9);
    expect(prg(key, 1000).subarray(0, 77)).toEqual(prg(key, 77));
    expect(prg(key, 0)).toEqual(new Uint8Array(0));
  });

  it("takes no short key and no negative length", () => {
    expect(() => prg(new Uint8Array(16), 8)).toThrow("32");
    expect(() => prgReader(new Uint8Array(32)).take(-1)).toThrow("negative");
  });
});
