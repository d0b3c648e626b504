import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { someAtOnce } from "./some-at-once.ts";

describe("doing some things at once", () => {
  it("does each once, begins in order, and never more than asked for", async () => {
    const turns = fc.array(fc.nat(4), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(turns, fc.integer({ min: 1, max: 4 }), async (lengths, atOnce) => {
        const begun: number[] = [];
        let now = 0;
        let most = 0;
        await someAtOnce({
          items: [...lengths.keys()],
          atOnce,
          work: async (n) => {
            begun.push(n);
            most = Math.max(most, ++now);
            for (let i = 0; i < (lengths[n] ?? 0); i++) await turn();
            now--;
          },
        });
        expect(begun).toEqual([...lengths.keys()]);
        expect(most).toBeLessThanOrEqual(atOnce);
        expect(now).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  it("begins nothing after an error and throws when the rest has ended", async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = async (n: number) => {
      begun.push(n);
      for (let i = 0; i < n; i++) await turn();
      if (n === 1) throw new Error("the first");
      ended.push(n);
    };
    await expect(someAtOnce({ items: [0, 1, 5, 6, 7], atOnce: 3, work })).rejects.toThrow("the first");
    expect(ended).toEqual([...begun].filter((n) => n !== 1));
    expect(begun).not.toContain(7);
  });
});
