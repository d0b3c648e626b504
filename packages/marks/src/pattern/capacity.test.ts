import { describe, expect, it } from "vitest";
import { scoreWords } from "../trace/score-words.ts";
import { mixedReadings, mixes } from "../trace/testing/mixed-readings.ts";
import { seeded } from "../trace/testing/seeded.ts";
import { capacityOf } from "./capacity.ts";

describe("capacity", () => {
  it("counts the tiles that one leaker takes: log2 of people, decoders and threshold at one bit each", () => {
    const { leastShare, proves } = capacityOf({ usableTiles: 1000, collusion: 2, people: 8 });
    expect(leastShare * 1000).toBeCloseTo(Math.log2((8 * 4 * 2) / 1e-9), 6);
    expect(proves).toBe("good");
  });

  it("asks for more of the code for three, whose bits tell less", () => {
    const of = (collusion: 2 | 3) => capacityOf({ usableTiles: 1500, collusion, people: 8 }).leastShare;
    expect(of(3)).toBeGreaterThan(of(2) * 1.3);
  });

  it("says when a picture can prove little or nothing", () => {
    expect(capacityOf({ usableTiles: 60, collusion: 2, people: 8 }).proves).toBe("little");
    expect(capacityOf({ usableTiles: 20, collusion: 2, people: 8 }).proves).toBe("nothing");
    expect(capacityOf({ usableTiles: 0, collusion: 2, people: 1 }).proves).toBe("nothing");
    expect(capacityOf({ usableTiles: 20, collusion: 2, people: 8, threshold: 1e-3 }).proves).toBe("little");
  });

  it("says how many people who mix their copies a picture withstands", () => {
    const of = (usableTiles: number, collusion: 2 | 3) => capacityOf({ usableTiles, collusion, people: 8 }).colluders;
    expect([0, 40, 100, 500, 1499].map((tiles) => of(tiles, 2))).toEqual([0, 0, 1, 2, 2]);
    expect([1500, 2000, 2500, 4000].map((tiles) => of(tiles, 3))).toEqual([3, 4, 4, 5]);
    expect(capacityOf({ usableTiles: 2000, collusion: 3, people: 100_000 }).colluders).toBe(3);
    expect(capacityOf({ usableTiles: 2000, collusion: 3, people: 8, threshold: 1e-6 }).colluders).toBe(4);
  });

  /** The fewest tiles from which so many are withstood. */
  const fewest = (colluders: number, collusion: 2 | 3): number => {
    let tiles = 1;
    while (capacityOf({ usableTiles: tiles, collusion, people: 8 }).colluders < colluders) tiles++;
    return tiles;
  };

  /** The others are easier still: `decoders.test.ts` has them all. */
  const hardest = ["interleaving", "minority", "random choice", "averaging"].map((name) => mixes[name]!);

  it.each([
    [1, 2],
    [2, 2],
    [1, 3],
    [2, 3],
    [3, 3],
    [4, 3],
    [5, 3],
  ] as const)(
    "keeps that promise at the fewest tiles that it is made for: %i people, code for %i",
    { timeout: 60_000 },
    (c, code) => {
      const random = seeded(10 * c + code);
      const tiles = fewest(c, code);
      const trials = 2;
      let [named, all] = [0, 0];
      for (const mix of c === 1 ? hardest.slice(0, 1) : hardest) {
        for (let trial = 0; trial < trials; trial++) {
          // One tile in ten missing; at this strength one in twenty of the others is read wrong.
          const mixed = mixedReadings({ tiles, code, c, mix, strength: 2.7, missing: 0.1, random });
          const counts = { issued: 8, references: 1, attempt: 1 };
          const bounds = scoreWords({ ...mixed.input, words: mixed.words, ...counts });
          all++;
          if (Math.min(...bounds) <= -9) named++;
        }
      }
      expect(named).toBeGreaterThanOrEqual(all - 1);
    },
  );
});
