import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentLength, placeRuns, writeTileContent } from "./tile-content.ts";

/** Entropy-coded bytes: none empty, a zero after each FF. */
const run = fc
  .array(
    fc.oneof(
      fc.nat({ max: 254 }).map((byte) => [byte]),
      fc.constant([0xff, 0]),
    ),
    { minLength: 1, maxLength: 30 },
  )
  .map((pieces) => Uint8Array.from(pieces.flat()));

function joined(runs: readonly Uint8Array[]): { bytes: Uint8Array; starts: Uint32Array } {
  const starts = new Uint32Array(runs.length + 1);
  runs.forEach((bytes, i) => (starts[i + 1] = starts[i]! + bytes.length));
  return { bytes: Uint8Array.from(runs.flatMap((bytes) => [...bytes])), starts };
}

describe("the content of a tile", () => {
  it("gives its runs back, however long the zeros behind them", () => {
    fc.assert(
      fc.property(fc.array(run, { minLength: 12, maxLength: 12 }), fc.nat({ max: 20 }), (runs, zeros) => {
        const place = { first: 1, perRow: 2, rows: 3, step: 4 };
        const length = contentLength(joined(runs), place);
        // What was there before must not shine through.
        const content = new Uint8Array(length + zeros).fill(0xa5);
        writeTileContent(content, joined(runs), place);
        const back: Uint8Array[] = [];
        expect(placeRuns(content, place, back)).toBe(true);
        expect(back[1]).toEqual(runs[1]);
        expect([1, 2, 5, 6, 9, 10].map((i) => back[i])).toEqual([1, 2, 5, 6, 9, 10].map((i) => runs[i]));
      }),
    );
  });

  it.each([
    ["too few runs", [0, 0, 0, 1, 7]],
    ["too many runs", [0, 0, 0, 7, 1, 0xff, 0xd0, 2, 0xff, 0xd0, 3]],
    ["an empty run", [0, 0, 0, 3, 1, 0xff, 0xd0]],
    ["a marker within a run", [0, 0, 0, 6, 1, 0xff, 0xd9, 0xff, 0xd0, 2]],
    ["another restart number", [0, 0, 0, 4, 1, 0xff, 0xd1, 2]],
    ["an FF at the end", [0, 0, 0, 5, 1, 0xff, 0xd0, 2, 0xff]],
    ["a length beyond the end", [0, 0, 0, 9, 1, 0xff, 0xd0, 2]],
    ["something behind the runs", [0, 0, 0, 4, 1, 0xff, 0xd0, 2, 0, 1]],
    ["nothing", []],
  ])("is refused with %s", (_name, bytes) => {
    expect(placeRuns(Uint8Array.from(bytes), { first: 0, perRow: 2, rows: 1, step: 2 }, [])).toBe(false);
  });
});
