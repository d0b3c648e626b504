import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printable, printableLines } from "./printable.ts";

describe("text from other people", () => {
  it("can't move the cursor, clear the screen, ring, or turn the direction of what follows", () => {
    const cleaned = printable("a\u001B[2Jb\u0007c\u202Ed\u009B1me\nf");
    expect(cleaned).toBe("a\uFFFD[2Jb\uFFFDc\uFFFDd\uFFFD1me f");
  });

  it("stays one line whatever is in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(Array.from(printable(text)).every((character) => (character.codePointAt(0) ?? 0) >= 32)).toBe(true);
      }),
    );
  });

  it("keeps other scripts and emoji as they are", () => {
    expect(printable("Zoë 写真 🙂 שלום")).toBe("Zoë 写真 🙂 שלום");
    expect(printableLines("one\r\ntwo\nthree")).toEqual(["one", "two", "three"]);
  });
});
