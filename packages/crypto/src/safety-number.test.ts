import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { safetyNumber } from "./safety-number.ts";
import { flipBit } from "./testing/bytes.ts";
import { seededRandom } from "./testing/seeded-random.ts";

const random = seededRandom(16);
const ana = random.bytes(32);
const ben = random.bytes(32);

// The definition again, over another library.
function half(acct: Uint8Array): string {
  let hash = createHash("sha512").update("marked-media/1/safety-number\0").update(acct).digest();
  for (let round = 0; round < 5200; round++) hash = createHash("sha512").update(hash).update(acct).digest();
  return [0, 5, 10, 15, 20, 25].map((at) => String(hash.readUIntBE(at, 5) % 100_000).padStart(5, "0")).join(" ");
}

describe("a safety number", () => {
  it("is twelve groups of five digits, the same whoever asks", () => {
    const number = safetyNumber(ana, ben);
    expect(number).toMatch(/^\d{5}( \d{5}){11}$/);
    expect(safetyNumber(ben, ana)).toBe(number);
  });

  it("is both accounts' digits, the smaller first", () => {
    expect(safetyNumber(ana, ben)).toBe([half(ana), half(ben)].sort().join(" "));
  });

  it("is another for another account on either side", () => {
    expect(safetyNumber(ana, flipBit(ben, 255))).not.toBe(safetyNumber(ana, ben));
    expect(safetyNumber(flipBit(ana, 0), ben)).not.toBe(safetyNumber(ana, ben));
  });

  it("is not made from anything but digests", () => {
    expect(() => safetyNumber(ana, ben.slice(1))).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});
