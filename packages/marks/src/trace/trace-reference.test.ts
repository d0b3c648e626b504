import { lumaOf } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { WhosecopyError } from "@whosecopy/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planGrid } from "../grid/tile-grid.ts";
import { drawnPicture } from "./testing/drawn-picture.ts";
import { decodeTraceReference, encodeTraceReference } from "./trace-reference.ts";

const grid = planGrid(200, 120);
const amplitudes = Uint8Array.from({ length: grid.count }, (_, t) => t);
const luma = lumaOf(drawnPicture(200, 120, 4));
const bytes = encodeTraceReference({ grid, collusion: 2, amplitudes, luma });

describe("a trace reference", () => {
  it("comes back as it was, the picture nearly", async () => {
    const back = await decodeTraceReference(bytes, nodeCodecs);
    expect(back.grid).toEqual(grid);
    expect(back.collusion).toBe(2);
    expect(back.amplitudes).toEqual(amplitudes);
    expect([back.luma.width, back.luma.height]).toEqual([200, 120]);
    const error = luma.luma.reduce((sum, value, i) => sum + (value - back.luma.luma[i]!) ** 2, 0) / luma.luma.length;
    expect(error).toBeLessThan(5);
  });

  it("stays under 400 KB whatever the texture", () => {
    const width = 1400;
    const height = 1000;
    const noise = Uint8Array.from({ length: width * height }, (_, i) => (i * 2_654_435_761) >>> 24);
    const big = planGrid(width, height);
    const plain = { grid: big, collusion: 3 as const, amplitudes: new Uint8Array(big.count) };
    expect(encodeTraceReference({ ...plain, luma: { width, height, luma: noise } }).length).toBeLessThan(400_000);
  });

  it("is refused with one error when damaged anywhere, and never costs more than it says", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(254), fc.boolean(), async (at, change, cut) => {
        const hostile = cut ? bytes.slice(0, at) : bytes.with(at, (bytes[at]! + 1 + change) & 255);
        try {
          const back = await decodeTraceReference(hostile, nodeCodecs);
          expect(back.grid.count).toBe(back.amplitudes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(WhosecopyError);
          expect((error as WhosecopyError).code).toBe("record-damaged");
        }
      }),
      { numRuns: 100 },
    );
  });
});
