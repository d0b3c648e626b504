import { describe, expect, it } from "vitest";
import { parseDuration } from "./duration.ts";

describe("a span of time", () => {
  it.each([
    ["30s", 30_000],
    ["15m", 900_000],
    ["12h", 43_200_000],
    ["7d", 604_800_000],
    ["2w", 1_209_600_000],
  ])("%s is %d ms", (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(["", "7", "d", "0d", "-1d", "1.5h", "7 days", "9999999d"])(
    "%j is refused with what to write instead",
    (text) => {
      expect(() => parseDuration(text)).toThrow(expect.objectContaining({ code: "bad-input" }));
      expect(() => parseDuration(text)).toThrow(/for example/);
    },
  );
});
