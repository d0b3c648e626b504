import { signingPublicKey } from "@whosecopy/crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printRecoveryKey, readRecoveryKey } from "./recovery-key.ts";

const anyKey = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe("a printed recovery key", () => {
  it("is read back, however it was typed", () => {
    fc.assert(
      fc.property(anyKey, (secretKey) => {
        const typed = printRecoveryKey(secretKey)
          .toLowerCase()
          .replace(/-/g, " ")
          .replace(/0/g, "o")
          .replace(/1/g, "l");
        expect(readRecoveryKey(typed)).toEqual({ secretKey, publicKey: signingPublicKey(secretKey) });
      }),
      { numRuns: 30 },
    );
  });

  it("with one wrong character is refused", () => {
    fc.assert(
      fc.property(anyKey, fc.nat(), (secretKey, where) => {
        const printed = printRecoveryKey(secretKey).replace(/-/g, "");
        // The last character carries padding bits only in part.
        const at = where % (printed.length - 1);
        const other = printed[at] === "7" ? "8" : "7";
        const wrong = printed.slice(0, at) + other + printed.slice(at + 1);
        expect(() => readRecoveryKey(wrong)).toThrow("recovery key");
      }),
      { numRuns: 30 },
    );
  });
});
