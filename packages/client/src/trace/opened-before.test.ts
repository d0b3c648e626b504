import { describe, expect, it } from "vitest";
import type { OpenView } from "../copy/status.ts";
import { openedBefore } from "./opened-before.ts";

const day = 86_400_000;
const third = Date.UTC(2026, 10, 3);
const open = (atMs: number | null, provenBy: OpenView["provenBy"] = "device"): OpenView => {
  return { n: 1, atMs, provenBy, confirmed: "ok" };
};
const policy = (reported: "exact" | "day" | "none") => {
  return {
    opensAllowed: null,
    opensFromMs: null,
    expiresAtMs: null,
    mayBeSaved: true,
    mayBeForwarded: "no" as const,
    marked: true,
    staysOnDevice: false,
    reported,
  };
};
const copy = (reported: "exact" | "day" | "none", opens: readonly OpenView[], more = {}) => {
  return { policy: policy(reported), opens, opensUsed: opens.length, unproven: 0, ...more };
};
const at = (ms: number) => ({ fromMs: ms, untilMs: ms });

describe("an open before the leak was first seen", () => {
  it("is the first that the person's device signed", () => {
    const opened = copy("exact", [open(third + 7), open(third + 5)]);
    expect(openedBefore(opened, at(third + 6))).toEqual({ is: "before", atMs: third + 5, precision: "exact" });
    expect(openedBefore(opened, undefined)).toEqual({ is: "before", atMs: third + 5, precision: "exact" });
  });

  it("known by its day counts only when the whole day was over by then", () => {
    const opened = copy("day", [open(third)]);
    expect(openedBefore(opened, at(third + day))).toEqual({ is: "before", atMs: third, precision: "day" });
    expect(openedBefore(opened, at(third + day / 2))).toEqual({ is: "same-day", atMs: third });
    expect(openedBefore(opened, { fromMs: third, untilMs: third + day - 1 })).toEqual({ is: "same-day", atMs: third });
    expect(openedBefore(opened, at(third - 1))).toEqual({ is: "not-before", laterMs: third, claimed: 0 });
    // Asked now, without a time: what is known happened before now, also if it was today.
    expect(openedBefore(opened, undefined)).toEqual({ is: "before", atMs: third, precision: "day" });
  });

  it("known exactly can't be told from a leak of which only the day is known, on that day", () => {
    const opened = copy("exact", [open(third + 5000)]);
    const onThird = { fromMs: third, untilMs: third + day - 1 };
    expect(openedBefore(opened, onThird)).toEqual({ is: "same-day", atMs: third + 5000 });
    expect(openedBefore(opened, at(third + 4999))).toEqual({ is: "not-before", laterMs: third + 5000, claimed: 0 });
  });

  it("is never what only a server says", () => {
    const claimed = copy("day", [], { opensUsed: 2, unproven: 2 });
    expect(openedBefore(claimed, undefined)).toEqual({ is: "not-before", laterMs: null, claimed: 2 });
    const counted = copy("none", [open(null, "host")]);
    expect(openedBefore(counted, undefined)).toEqual({ is: "host-only" });
    expect(openedBefore(copy("none", []), undefined)).toEqual({ is: "not-before", laterMs: null, claimed: 0 });
  });
});
