import { describe, expect, it } from "vitest";
import { decoders } from "./decoders.ts";
import { scoreWords } from "./score-words.ts";
import { mixedReadings, mixes } from "./testing/mixed-readings.ts";
import { seeded } from "./testing/seeded.ts";

const counts = { issued: 1_000, references: 1, attempt: 1 };

describe("decoders", () => {
  it("give nothing for tiles that can't be read", () => {
    for (const strength of [0, 2]) {
      for (const decoder of decoders) {
        const { zero, one } = decoder({
          logOdds: new Float64Array(10),
          strength: new Float64Array(10).fill(strength),
          probabilities: new Float64Array(10).fill(0.5),
        });
        expect([...zero, ...one].every((value) => value === 0)).toBe(true);
      }
    }
  });

  it("name a single leaker", () => {
    const random = seeded(1);
    const mix = mixes["interleaving"]!;
    const alone = mixedReadings({ tiles: 200, code: 3, c: 1, mix, strength: 5, missing: 0, random });
    expect(scoreWords({ ...alone.input, words: alone.words, ...counts })[0]).toBe(-12);
  });

  it.each(Object.entries(mixes))("name somebody among three who mix by %s, of 1,000 people at 1e-6", (_, mix) => {
    const random = seeded(2);
    for (let trial = 0; trial < 3; trial++) {
      const mixed = mixedReadings({ tiles: 1_500, code: 3, c: 3, mix, strength: 3, missing: 0.1, random });
      expect(Math.min(...scoreWords({ ...mixed.input, words: mixed.words, ...counts }))).toBeLessThanOrEqual(-6);
    }
  });

  it.each(Object.entries(mixes))("name somebody among five who mix by %s, with twice the tiles", (_, mix) => {
    const random = seeded(3);
    for (let trial = 0; trial < 2; trial++) {
      const mixed = mixedReadings({ tiles: 3_000, code: 3, c: 5, mix, strength: 10, missing: 0.05, random });
      expect(Math.min(...scoreWords({ ...mixed.input, words: mixed.words, ...counts }))).toBeLessThanOrEqual(-6);
    }
  });

  it("tell a blurred tile from two variants that cancel out, which a symmetric score can't", () => {
    const random = seeded(4);
    const mix = mixes["averaging"]!;
    const { input, words } = mixedReadings({ tiles: 1_000, code: 3, c: 4, mix, strength: 60, missing: 0, random });
    const bounds = scoreWords({ ...input, words, ...counts });
    expect(Math.max(...bounds)).toBeLessThanOrEqual(-9);
  });
});
