import { systemRandom } from "@whosecopy/crypto";
import { describe, expect, it } from "vitest";
import { defaultLimits } from "../limits.ts";
import { failing } from "../testing/failing.ts";
import { testClock } from "../testing/test-clock.ts";
import { nonceMemory } from "./nonces.ts";
import { rateLimits } from "./rate-limit.ts";

describe("the memory of nonces", () => {
  const device = systemRandom.bytes(32);

  it("knows a nonce for as long as its request would still be accepted, and then forgets it", () => {
    const clock = testClock();
    const memory = nonceMemory({ clock, windowMs: 1000, mostPerGeneration: 100 });
    const nonce = systemRandom.bytes(16);
    expect(memory.isNew(device, nonce)).toBe(true);
    for (const ms of [0, 500, 480]) {
      clock.advance(ms);
      expect(memory.isNew(device, nonce)).toBe(false);
    }
    clock.advance(5000);
    expect(memory.isNew(device, nonce)).toBe(true);
    expect(memory.isNew(systemRandom.bytes(32), nonce)).toBe(true);
  });

  it("stays bounded, and knows at least the newest ones", () => {
    const memory = nonceMemory({ clock: testClock(), windowMs: 1_000_000, mostPerGeneration: 10 });
    const nonces = Array.from({ length: 35 }, () => systemRandom.bytes(16));
    for (const nonce of nonces) expect(memory.isNew(device, nonce)).toBe(true);
    for (const nonce of nonces.slice(-10)) expect(memory.isNew(device, nonce)).toBe(false);
    expect(memory.isNew(device, nonces[0] ?? device)).toBe(true);
  });
});

describe("rate limits", () => {
  it("allow a burst, then one at a time, each caller for itself", () => {
    const clock = testClock();
    const rates = rateLimits({ ...defaultLimits.rates, handles: { burst: 3, everyMs: 10_000 } }, clock);
    for (let i = 0; i < 3; i++) rates.take("handles", "ana");
    expect(() => rates.take("handles", "ana")).toThrow(failing("rate-limited"));
    rates.take("handles", "ben");
    rates.take("accounts", "ana");
    clock.advance(10_000);
    rates.take("handles", "ana");
    expect(() => rates.take("handles", "ana")).toThrow(failing("rate-limited"));
  });
});
