import { errorCodes } from "@whosecopy/protocol";
import { describe, expect, test } from "vitest";
import { en } from "./en.ts";
import { pseudo } from "./pseudo.ts";

/** Every text of a catalogue that needs nothing to be filled in. */
function plainTexts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(plainTexts);
}

describe("the words of the app", () => {
  test("every code has a sentence of its own, which ends", () => {
    const sentences = errorCodes.map((code) => en.errors[code]);
    expect(new Set(sentences).size).toBe(errorCodes.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  test("a person is never said to have leaked something, and nothing is promised that can't be kept", () => {
    const bound = en.trace.bound("Ben", en.number.power(12), 12, 3);
    const all = [...plainTexts(en), bound, en.trace.copyOf("Ben"), en.trace.others("Ben")].join("\n");
    expect(all).not.toMatch(/(Ben|who) leaked it\b|impossible to (copy|screenshot)|100 ?%|guarantee|innocent|guilty/i);
    expect(bound).toBe(
      "If Ben’s copy had nothing to do with it, a match this strong would turn up at most once in 1,000,000,000,000 times, counting all 12 people and the 3 searches made.",
    );
  });

  test("numbers have their own forms", () => {
    expect(en.composer.sendTo(1)).toBe("Send to 1 person");
    expect(en.composer.sendTo(2)).toBe("Send to 2 people");
    expect(en.open.opens(1)).toBe("You can open it once.");
    expect(en.open.left(0)).toBe("That was the last open.");
  });

  test("the pseudo-locale stretches every text and keeps what is filled in", () => {
    const stretched = pseudo(en);
    for (const text of plainTexts({ ...stretched, locale: null, number: null, list: null }))
      expect(text).toMatch(/^⟦.*⟧$/s);
    expect(stretched.safety.title("x7")).toContain("x7");
    expect(stretched.number.power(3)).toBe("1,000");
  });
});
