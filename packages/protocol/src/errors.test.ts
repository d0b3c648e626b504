import { describe, expect, it } from "vitest";
import { errorCodes, isErrorCode, WhosecopyError } from "./errors.ts";

describe("an error", () => {
  it("tells from its code alone whether trying again can help, and which HTTP status it has", () => {
    expect(new WhosecopyError("network", "away")).toMatchObject({ retryable: true, httpStatus: 502 });
    expect(new WhosecopyError("taken-back", "gone")).toMatchObject({ retryable: false, httpStatus: 410 });
  });

  it("keeps what caused it", () => {
    const cause = new Error("below");
    expect(new WhosecopyError("internal", "above", { cause }).cause).toBe(cause);
  });

  it("has a code from a closed set", () => {
    expect(errorCodes.every(isErrorCode)).toBe(true);
    expect(isErrorCode("toString")).toBe(false);
    expect(isErrorCode("no-such-code")).toBe(false);
  });
});
