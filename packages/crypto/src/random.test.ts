import { describe, expect, it } from "vitest";
import { equalSecret } from "./constant-time.ts";
import { systemRandom } from "./random.ts";
import { flipBit } from "./testing/bytes.ts";
import { wipe } from "./wipe.ts";

describe("the system's random bytes", () => {
  it("come in any length, beyond what one request may ask for", () => {
    for (const length of [0, 1, 65_536, 65_537, 200_000]) expect(systemRandom.bytes(length).length).toBe(length);
  });

  it("fill the whole length and differ each time", () => {
    const bytes = systemRandom.bytes(200_000);
    // 64 zeros in a row have a chance of 2^-512: a piece that was not filled.
    expect(bytes.join(",")).not.toContain("0,".repeat(64));
    expect(systemRandom.bytes(32)).not.toEqual(systemRandom.bytes(32));
  });
});

describe("comparing secrets", () => {
  it("is true for the same bytes and false for any changed bit or length", () => {
    const bytes = systemRandom.bytes(32);
    expect(equalSecret(bytes, bytes.slice())).toBe(true);
    for (let at = 0; at < 256; at++) expect(equalSecret(bytes, flipBit(bytes, at))).toBe(false);
    expect(equalSecret(bytes, bytes.slice(1))).toBe(false);
    expect(equalSecret(new Uint8Array(0), new Uint8Array(0))).toBe(true);
  });
});

it("wiping leaves zeros", () => {
  const [a, b] = [systemRandom.bytes(40), systemRandom.bytes(3)];
  wipe(a, b);
  expect([...a, ...b].every((byte) => byte === 0)).toBe(true);
});
