import { prgReader } from "@whosecopy/crypto";
import { expect, it } from "vitest";
import { markFound } from "./mark-found.ts";

const columns = 40;
const rows = 30;

/** Sum of twelve, as good as normal. */
function normals(seed: number): () => number {
  const reader = prgReader(new Uint8Array(32).fill(seed));
  return () => reader.take(12).reduce((sum, byte) => sum + (byte + 0.5) / 256, -6);
}

/** Readings of the left half with a mark of either sign, of the right half without. */
function readings(seed: number, level: number, marked: (t: number) => boolean, markLeft = 0.8) {
  const normal = normals(seed);
  const strength = new Float64Array(columns * rows).fill(level);
  const logOdds = strength.map((s, t) => {
    const sign = normal() < 0 ? -1 : 1;
    return (marked(t) ? 2 * s * sign : 0) + 2 * Math.sqrt(s) * normal();
  });
  return { logOdds, strength, markLeft };
}
const share = (found: Uint8Array, where: (t: number) => boolean) => {
  const tiles = [...found.keys()].filter(where);
  return tiles.filter((t) => found[t]! > 0).length / tiles.length;
};
const onLeft = (t: number) => t % columns < columns / 2 - 3;
const onRight = (t: number) => t % columns >= columns / 2 + 3;

it.each([2, 4, 20])("is where the mark is, and not where something covers it (strength %f)", (level) => {
  const found = markFound({ readings: readings(1, level, (t) => t % columns < columns / 2), columns, rows });
  expect(share(found, onLeft)).toBeGreaterThan(0.8);
  expect(share(found, onRight)).toBeLessThan(0.02);
});

it("is nowhere in a picture without a mark, nor where nothing can be read", () => {
  const none = markFound({ readings: readings(2, 3, () => false), columns, rows });
  expect(share(none, () => true)).toBeLessThan(0.02);
  const unread = { ...readings(3, 3, () => true), strength: new Float64Array(columns * rows) };
  expect(markFound({ readings: unread, columns, rows }).every((value) => value === 0)).toBe(true);
  const gone = readings(4, 3, () => true, 0.05);
  expect(markFound({ readings: gone, columns, rows }).every((value) => value === 0)).toBe(true);
});

it("is the same whatever each tile's sign, which is all that code words change", () => {
  const some = readings(5, 3, () => true);
  const signs = normals(6);
  const other = { ...some, logOdds: some.logOdds.map((value) => (signs() < 0 ? -value : value)) };
  expect(markFound({ readings: other, columns, rows })).toEqual(markFound({ readings: some, columns, rows }));
});
