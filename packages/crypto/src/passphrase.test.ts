import { argon2id } from "@noble/hashes/argon2.js";
import { type ErrorCode, toHex, WhosecopyError } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { defaultPassphraseCost, unwrapKeyWithPassphrase, wrapKeyWithPassphrase } from "./passphrase.ts";
import { flipBit, hex } from "./testing/bytes.ts";
import { seededRandom } from "./testing/seeded-random.ts";

const random = seededRandom(15);
const key = random.bytes(32);
// Cheap on purpose: what is tested here does not depend on the cost.
const cost = { memoryKiB: 64, iterations: 1, parallelism: 1 };
const passphrase = "correct horse battery staple";
const failsWith = (code: ErrorCode) => expect.objectContaining({ code }) as unknown as WhosecopyError;

describe("a key under a passphrase", () => {
  it("stands on Argon2id as RFC 9106 section 5.3 has it", () => {
    const tag = argon2id(new Uint8Array(32).fill(1), new Uint8Array(16).fill(2), {
      m: 32,
      t: 3,
      p: 4,
      dkLen: 32,
      key: new Uint8Array(8).fill(3),
      personalization: new Uint8Array(12).fill(4),
    });
    expect(toHex(tag)).toBe("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
  });

  it("comes back with the passphrase, at the full cost, with progress", async () => {
    const seen: number[] = [];
    const wrapped = await wrapKeyWithPassphrase({ key, passphrase, random, onProgress: (at) => seen.push(at) });
    expect(toHex(wrapped.subarray(0, 7))).toBe("01000100000301");
    expect(defaultPassphraseCost).toEqual({ memoryKiB: 65_536, iterations: 3, parallelism: 1 });
    expect(seen.length).toBeGreaterThan(10);
    expect(seen.at(-1)).toBe(1);
    expect(seen.every((at, i) => at >= (seen[i - 1] ?? 0))).toBe(true);
    expect(await unwrapKeyWithPassphrase({ wrapped, passphrase })).toEqual(key);
  });

  it("comes back whatever Unicode form the passphrase is typed in, and for no other", async () => {
    const wrapped = await wrapKeyWithPassphrase({ key, passphrase: "caf\u00e9", random, cost });
    expect(await unwrapKeyWithPassphrase({ wrapped, passphrase: "cafe\u0301" })).toEqual(key);
    for (const wrong of ["cafe", "Caf\u00e9", "caf\u00e9 "]) {
      const unwrap = unwrapKeyWithPassphrase({ wrapped, passphrase: wrong });
      await expect(unwrap).rejects.toThrow(failsWith("passphrase-wrong"));
    }
  });

  it("looks different each time", async () => {
    const wrap = () => wrapKeyWithPassphrase({ key, passphrase, random, cost });
    expect(await wrap()).not.toEqual(await wrap());
  });

  it("is refused when any byte was changed, its cost included", async () => {
    const wrapped = await wrapKeyWithPassphrase({ key, passphrase, random, cost });
    for (let at = 0; at < wrapped.length; at++) {
      // The top bytes of the cost are taken up below.
      if (at >= 1 && at <= 2) continue;
      const unwrap = unwrapKeyWithPassphrase({ wrapped: flipBit(wrapped, at * 8), passphrase });
      await expect(unwrap).rejects.toBeInstanceOf(WhosecopyError);
    }
    for (const end of [0, 1, 22, 46, 62]) {
      const unwrap = unwrapKeyWithPassphrase({ wrapped: wrapped.subarray(0, end), passphrase });
      await expect(unwrap).rejects.toThrow(failsWith("record-damaged"));
    }
  });

  it("is refused before any work when it asks for more than 1 GiB, ten passes or four lanes, or for nothing", async () => {
    const wrapped = await wrapKeyWithPassphrase({ key, passphrase, random, cost });
    for (const header of [
      "01001000010301",
      "01ffffffff0301",
      "01000000400b01",
      "01000000400001",
      "01000000400305",
      "01000000400300",
      "01000000070301",
    ]) {
      const hostile = wrapped.slice();
      hostile.set(hex(header));
      const started = performance.now();
      const unwrap = unwrapKeyWithPassphrase({ wrapped: hostile, passphrase });
      await expect(unwrap).rejects.toThrow(failsWith("record-damaged"));
      expect(performance.now() - started).toBeLessThan(500);
    }
    const costly = wrapKeyWithPassphrase({ key, passphrase, random, cost: { ...cost, iterations: 11 } });
    await expect(costly).rejects.toThrow(failsWith("bad-input"));
  });

  it("is not made with an empty passphrase", async () => {
    const wrapped = await wrapKeyWithPassphrase({ key, passphrase, random, cost });
    await expect(wrapKeyWithPassphrase({ key, passphrase: "", random, cost })).rejects.toThrow(
      failsWith("passphrase-needed"),
    );
    await expect(unwrapKeyWithPassphrase({ wrapped, passphrase: "" })).rejects.toThrow(failsWith("passphrase-needed"));
  });

  it("can be given up before and during the work", async () => {
    const before = wrapKeyWithPassphrase({ key, passphrase, random, signal: AbortSignal.abort() });
    await expect(before).rejects.toThrow(failsWith("cancelled"));

    const controller = new AbortController();
    let last = 0;
    const during = wrapKeyWithPassphrase({
      key,
      passphrase,
      random,
      signal: controller.signal,
      onProgress: (at) => {
        last = at;
        controller.abort();
      },
    });
    await expect(during).rejects.toThrow(failsWith("cancelled"));
    expect(last).toBeLessThan(0.5);
  });
});
