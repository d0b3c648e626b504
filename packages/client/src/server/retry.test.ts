import { systemRandom } from "@whosecopy/crypto";
import { type ErrorCode, WhosecopyError } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { withRetries } from "./retry.ts";

function world() {
  const slept: number[] = [];
  const sleep = (ms: number) => {
    slept.push(ms);
    return Promise.resolve();
  };
  return { slept, context: { random: systemRandom, clock: { nowMs: () => 0, sleep } } };
}

const failing = (code: ErrorCode, times: number) => {
  let tried = 0;
  return {
    tries: () => tried,
    work: () => {
      tried += 1;
      return tried > times ? Promise.resolve("done") : Promise.reject(new WhosecopyError(code, "no"));
    },
  };
};

describe("trying again", () => {
  it("helps against what passes, with growing pauses", async () => {
    const { context, slept } = world();
    const { work } = failing("network", 3);
    expect(await withRetries(context, { retries: 4, signal: undefined }, work)).toBe("done");
    expect(slept).toHaveLength(3);
    expect(slept[0]).toBeLessThanOrEqual(200);
    expect(slept[2]).toBeGreaterThanOrEqual(400);
  });

  it("ends after a bounded number of tries", async () => {
    const { context } = world();
    const { work, tries } = failing("server-unavailable", 100);
    await expect(withRetries(context, { retries: 4, signal: undefined }, work)).rejects.toMatchObject({
      code: "server-unavailable",
    });
    expect(tries()).toBe(5);
  });

  it("is not done for a refusal, nor while releases are held", async () => {
    for (const code of ["taken-back", "releases-held", "epoch-conflict"] as const) {
      const { context } = world();
      const { work, tries } = failing(code, 1);
      await expect(withRetries(context, { retries: 4, signal: undefined }, work)).rejects.toMatchObject({ code });
      expect(tries()).toBe(1);
    }
  });
});
