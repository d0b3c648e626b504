import { expect, it } from "vitest";
import { parseMoment } from "./moment.ts";

const now = Date.UTC(2026, 10, 10);
const third = Date.UTC(2026, 10, 3);

it("reads a day, a minute and a second, in UTC or the zone that is given", () => {
  expect(parseMoment("2026-11-03", now)).toEqual({ fromMs: third, untilMs: third + 86_399_999 });
  expect(parseMoment("2026-11-03T14:00", now)).toEqual({ fromMs: third + 50_400_000, untilMs: third + 50_459_999 });
  expect(parseMoment("2026-11-03 14:00:07Z", now).fromMs).toBe(third + 50_407_000);
  expect(parseMoment("2026-11-03T14:00+02:00", now).fromMs).toBe(third + 43_200_000);
});

it.each(["yesterday", "2026-13-01", "2026-02-31", "2026-11-03T25:00", "3 Nov 2026", "", "2026-11-11"])(
  "refuses %j",
  (text) => {
    expect(() => parseMoment(text, now)).toThrow(expect.objectContaining({ code: "bad-input" }));
  },
);
