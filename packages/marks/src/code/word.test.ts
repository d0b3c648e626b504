import { createCipheriv, createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { biasThresholds, collusionFor } from "./biases.ts";
import { codeWord, lawCommitment, wordCommitment, wordSeed } from "./word.ts";

/** Protocol 3.0 and 3.3 written down a second time, on other libraries. */
const keystream = (key: Uint8Array, length: number) =>
  createCipheriv("chacha20", key, Buffer.alloc(16)).update(Buffer.alloc(length));
const expandOnce = (key: Uint8Array, info: Buffer) =>
  createHmac("sha256", key)
    .update(Buffer.concat([info, Buffer.of(1)]))
    .digest();
const sha256 = (...parts: Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest("hex");

const root = new Uint8Array(32).fill(0x11);
const biasSeed = new Uint8Array(32).fill(0x22);
const person = new Uint8Array(32).fill(0x33);
const attId = new Uint8Array(16).fill(0x44);
const key = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe("biases", () => {
  it("are the two of protocol 3.3, chosen by the bits of PRG(bias_seed)", () => {
    const stream = keystream(biasSeed, 25);
    const expected = Array.from({ length: 200 }, (_, t) =>
      ((stream[Math.floor(t / 8)]! >> (t % 8)) & 1) === 1 ? 0xc9e69d17 : 0x361962e9,
    );
    expect([...biasThresholds({ biasSeed, tiles: 200, collusion: 3 })]).toEqual(expected);
  });

  it("are Nuida's nodes for three colluders, symmetric about one half", () => {
    expect(0x361962e9 / 2 ** 32).toBeCloseTo(0.5 - Math.sqrt(1 / 12), 9);
    expect(0x361962e9 + 0xc9e69d17).toBe(2 ** 32);
  });

  it("are one half for the code against two, which is taken below 1,500 usable tiles", () => {
    expect(new Set(biasThresholds({ biasSeed, tiles: 50, collusion: 2 }))).toEqual(new Set([0x80000000]));
    expect([collusionFor(0), collusionFor(1499), collusionFor(1500)]).toEqual([2, 2, 3]);
  });
});

describe("code words", () => {
  it("have the seed, bits and commitments of protocol 3.3", () => {
    const seed = expandOnce(root, Buffer.concat([Buffer.from("marked-media/1/word"), person]));
    expect(wordSeed({ wordRoot: root, person })).toEqual(Uint8Array.from(seed));
    const thresholds = biasThresholds({ biasSeed, tiles: 300, collusion: 3 });
    const stream = keystream(seed, 1200);
    const bits = Array.from(thresholds, (threshold, t) => (stream.readUInt32BE(4 * t) < threshold ? 1 : 0));
    expect([...codeWord({ seed: Uint8Array.from(seed), thresholds })]).toEqual(bits);
    expect(Buffer.from(wordCommitment({ attId, person, seed })).toString("hex")).toBe(
      sha256(Buffer.from("marked-media/1/word-com"), attId, person, seed),
    );
    const law = lawCommitment({ attId, biasSeed, slotSeed: root, patternSeed: person });
    expect(Buffer.from(law).toString("hex")).toBe(
      sha256(Buffer.from("marked-media/1/law-com"), attId, biasSeed, root, person),
    );
  });

  it("never change: a fixed vector", () => {
    const seed = wordSeed({ wordRoot: root, person });
    const thresholds = biasThresholds({ biasSeed, tiles: 64, collusion: 3 });
    expect(codeWord({ seed, thresholds }).join("")).toBe(
      "0000110011010000000111111101111010001100110001100001000100010001",
    );
  });

  it("are drawn with the chances that the bound counts on", () => {
    fc.assert(
      fc.property(key, key, (wordRoot, someone) => {
        const thresholds = biasThresholds({ biasSeed, tiles: 4096, collusion: 3 });
        const word = codeWord({ seed: wordSeed({ wordRoot, person: someone }), thresholds });
        let [ones, expected, variance] = [0, 0, 0];
        thresholds.forEach((threshold, t) => {
          const p = threshold / 2 ** 32;
          ones += word[t]!;
          expected += p;
          variance += p * (1 - p);
        });
        expect(Math.abs(ones - expected)).toBeLessThan(6 * Math.sqrt(variance));
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it("differ from person to person and from encoding to encoding", () => {
    const thresholds = biasThresholds({ biasSeed, tiles: 256, collusion: 2 });
    const words = [
      codeWord({ seed: wordSeed({ wordRoot: root, person }), thresholds }),
      codeWord({ seed: wordSeed({ wordRoot: root, person: attId }), thresholds }),
      codeWord({ seed: wordSeed({ wordRoot: biasSeed, person }), thresholds }),
    ];
    expect(new Set(words.map((word) => word.join(""))).size).toBe(3);
  });
});
