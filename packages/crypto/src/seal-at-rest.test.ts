import { concatBytes, toHex, utf8 } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { openRecord, sealedRecordOverhead, sealRecord } from "./seal-at-rest.ts";
import { flipBit, hex } from "./testing/bytes.ts";
import { listedRandom, seededRandom } from "./testing/seeded-random.ts";
import { wycheproof } from "./testing/wycheproof.ts";

type AeadTest = { key: string; iv: string; aad: string; msg: string; ct: string; tag: string };

const random = seededRandom(14);
const key = random.bytes(32);
const place = { key, aad: utf8("messages/7") };
const damaged = expect.objectContaining({ code: "store-damaged" });

describe("a sealed record", () => {
  const vectors = wycheproof<{ ivSize: number }, AeadTest>("xchacha20_poly1305_test.json");

  it.skipIf(vectors.missing)(`stands on XChaCha20-Poly1305 as Wycheproof has it${vectors.note}`, async () => {
    await vectors.each((group, test) => {
      // A record's nonce always has 24 bytes: other sizes can't be expressed.
      if (group.ivSize !== 192) return;
      const params = { key: hex(test.key), aad: hex(test.aad) };
      const sealed = concatBytes(Uint8Array.of(1), hex(test.iv + test.ct + test.tag));
      if (test.result === "valid") {
        const made = sealRecord({ ...params, plaintext: hex(test.msg), random: listedRandom(hex(test.iv)) });
        expect(toHex(made)).toBe(toHex(sealed));
        expect(toHex(openRecord({ ...params, sealed }))).toBe(test.msg);
      } else {
        expect(() => openRecord({ ...params, sealed })).toThrow(damaged);
      }
    });
  });

  it("opens in its place, and looks different each time", () => {
    const plaintext = utf8("a message");
    const sealed = sealRecord({ ...place, plaintext, random });
    expect(sealed.length).toBe(plaintext.length + sealedRecordOverhead);
    expect(openRecord({ ...place, sealed })).toEqual(plaintext);
    expect(sealRecord({ ...place, plaintext, random })).not.toEqual(sealed);
    expect(openRecord({ ...place, sealed: sealRecord({ ...place, plaintext: new Uint8Array(0), random }) })).toEqual(
      new Uint8Array(0),
    );
  });

  it("does not open in another place, under another key, or changed", () => {
    const sealed = sealRecord({ ...place, plaintext: utf8("a message"), random });
    expect(() => openRecord({ ...place, aad: utf8("messages/8"), sealed })).toThrow(damaged);
    expect(() => openRecord({ ...place, key: flipBit(key, 0), sealed })).toThrow(damaged);
    for (let at = 0; at < sealed.length * 8; at++) {
      expect(() => openRecord({ ...place, sealed: flipBit(sealed, at) })).toThrow(damaged);
    }
    for (let end = 0; end < sealed.length; end++) {
      expect(() => openRecord({ ...place, sealed: sealed.subarray(0, end) })).toThrow(damaged);
    }
    const open = () => openRecord({ ...place, sealed: new Uint8Array(60), code: "record-damaged" });
    expect(open).toThrow(expect.objectContaining({ code: "record-damaged" }));
  });
});
