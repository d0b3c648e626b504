import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnOf, pathOf, readPath, type Route } from "./route.ts";

const word = fc.string({ minLength: 1, unit: "grapheme" });
const routes: fc.Arbitrary<Route> = fc.oneof(
  fc.constantFrom<Route>({ at: "home" }, { at: "add" }, { at: "invited" }, { at: "trace" }, { at: "settings" }),
  word.map((name): Route => ({ at: "person", name })),
  word.map((name): Route => ({ at: "safety", name })),
  word
    .map((id): Route => ({ at: "conversation", id }))
    .filter((route) => route.at !== "conversation" || route.id !== ""),
  fc.tuple(word, word).map(([conversation, message]): Route => ({ at: "message", conversation, message })),
  fc.array(word).map((to): Route => ({ at: "send", to })),
);

describe("addresses", () => {
  test("every place is found again by its address, whatever names hold", () => {
    fc.assert(
      fc.property(routes, (route) => {
        const url = new URL(pathOf(route), "https://example.org");
        // "." and ".." are folded by the browser; handles can't be these.
        fc.pre(url.pathname + url.search === pathOf(route));
        expect(readPath(url.pathname, url.search)).toEqual(route);
      }),
    );
  });

  test("an address of nothing is nowhere, and broken escapes break nothing", () => {
    expect(readPath("/nowhere/at/all", "")).toEqual({ at: "unknown" });
    expect(readPath("/p/%E0%A4%A", "")).toEqual({ at: "person", name: "%E0%A4%A" });
  });

  test("what was sent and the safety number are details; the list is at home", () => {
    expect(columnOf({ at: "home" })).toBe("list");
    expect(columnOf({ at: "conversation", id: "x" })).toBe("middle");
    expect(columnOf({ at: "safety", name: "ben" })).toBe("detail");
  });
});
