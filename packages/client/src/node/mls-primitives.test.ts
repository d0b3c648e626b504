import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decrypt, encrypt, hmac } from "./mls-hpke.ts";

interface VectorTest {
  readonly tcId: number;
  readonly key: string;
  readonly iv: string;
  readonly aad: string;
  readonly msg: string;
  readonly ct: string;
  readonly tag: string;
  readonly result: string;
}
interface Group {
  readonly keySize: number;
  readonly ivSize: number;
  readonly tagSize: number;
  readonly tests: readonly VectorTest[];
}

const folder = join(process.env["WHOSECOPY_TESTDATA"] ?? "", "wycheproof");
const missing = !existsSync(folder);
const note = missing ? " (skipped: the Wycheproof vectors are not at hand)" : "";
const groups = (file: string): readonly Group[] =>
  (JSON.parse(readFileSync(join(folder, file), "utf8")) as { readonly testGroups: readonly Group[] }).testGroups;
const fromHex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("what the group suite wraps of Node's crypto", () => {
  it.skipIf(missing)(`AES-128-GCM answers every Wycheproof vector of its sizes rightly${note}`, () => {
    let seen = 0;
    for (const { keySize, ivSize, tagSize, tests } of groups("aes_gcm_test.json")) {
      if (keySize !== 128 || ivSize !== 96 || tagSize !== 128) continue;
      for (const test of tests) {
        seen++;
        const [key, nonce, aad, plaintext] = [test.key, test.iv, test.aad, test.msg].map(fromHex) as [
          Uint8Array,
          Uint8Array,
          Uint8Array,
          Uint8Array,
        ];
        const sealed = fromHex(test.ct + test.tag);
        if (test.result === "valid") {
          expect(hex(encrypt(key, nonce, aad, plaintext)), `vector ${test.tcId}`).toBe(hex(sealed));
          expect(hex(decrypt(key, nonce, aad, sealed)), `vector ${test.tcId}`).toBe(test.msg);
        } else expect(() => decrypt(key, nonce, aad, sealed), `vector ${test.tcId}`).toThrow(Error);
      }
    }
    expect(seen).toBeGreaterThan(30);
  });

  it.skipIf(missing)(`HMAC-SHA256 gives every valid Wycheproof tag and no other${note}`, () => {
    let seen = 0;
    for (const { tagSize, tests } of groups("hmac_sha256_test.json")) {
      for (const test of tests) {
        seen++;
        const tag = hex(hmac(fromHex(test.key), fromHex(test.msg))).slice(0, tagSize / 4);
        expect(tag === test.tag, `vector ${test.tcId}`).toBe(test.result === "valid");
      }
    }
    expect(seen).toBeGreaterThan(50);
  });
});
