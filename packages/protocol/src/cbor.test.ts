import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase64url, toHex } from "./bytes.ts";
import { decodeCanonical, encodeCanonical } from "./cbor.ts";
import { WhosecopyError } from "./errors.ts";

const fromHex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));

/** Everything a statement is made of. */
const statement = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.nat(),
    fc.maxSafeNat(),
    fc.boolean(),
    fc.constant(null),
    fc.string({ maxLength: 30 }),
    fc.uint8Array({ maxLength: 40 }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[a-z_]{1,30}$/), tie("value"), { maxKeys: 6 }),
  ),
})).value;

describe("deterministic CBOR", () => {
  it("writes the integers, strings and maps of RFC 8949 appendix A in their shortest form, keys in bytewise order", () => {
    expect(toHex(encodeCanonical(1000000))).toBe("1a000f4240");
    expect(toHex(encodeCanonical(1000000000000))).toBe("1b000000e8d4a51000");
    expect(toHex(encodeCanonical(fromHex("01020304")))).toBe("4401020304");
    expect(toHex(encodeCanonical({ e: "E", a: "A", aa: 1, b: [2, 3] }))).toBe("a46161614161628202036165614562616101");
  });

  it("reads back what it wrote", () => {
    fc.assert(
      fc.property(statement, (value) => {
        expect(encodeCanonical(decodeCanonical(encodeCanonical(value)))).toEqual(encodeCanonical(value));
      }),
    );
  });

  it.each([
    ["a longer spelling of an integer", "1800"],
    ["keys out of order", "a2616201616101"],
    ["the same key twice", "a2616101616102"],
    ["an indefinite length", "9fff"],
    ["an indefinite string", "5f4101ff"],
    ["a float where an integer fits", "f93c00"],
    ["not a number", "f97e00"],
    ["undefined", "f7"],
    ["a tag", "c11a514b67b0"],
    ["something after the end", "0000"],
    ["an early end", "44010203"],
    ["nothing", ""],
  ])("refuses %s: a statement has one spelling and so one digest", (_, hex) => {
    expect(() => decodeCanonical(fromHex(hex))).toThrow(WhosecopyError);
  });

  it("answers hostile bytes with its own error, deep nesting and huge lengths too", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          expect(encodeCanonical(decodeCanonical(bytes))).toEqual(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: "statement-invalid" });
        }
      }),
      { numRuns: 2000 },
    );
    expect(() => decodeCanonical(new Uint8Array(1_000_000).fill(0x81))).toThrow(WhosecopyError);
    expect(() => decodeCanonical(fromBase64url("W3__________") ?? new Uint8Array())).toThrow(WhosecopyError);
  });
});
