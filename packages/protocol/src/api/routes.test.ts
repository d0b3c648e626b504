import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { Id16, Id32, jsonBytes, toId16, toId32 } from "./json.ts";
import { routes } from "./routes.ts";

const named = Object.entries(routes);

/** Every property name that a schema can hold, however deep. */
function names(schema: unknown, seen = new Set<unknown>()): string[] {
  if (typeof schema !== "object" || schema === null || seen.has(schema)) return [];
  seen.add(schema);
  const own =
    "entries" in schema && typeof schema.entries === "object" && schema.entries !== null
      ? Object.keys(schema.entries)
      : [];
  return [...own, ...Object.values(schema).flatMap((each) => names(each, seen))];
}

describe("the routes of a server", () => {
  it.each(named)("%s: every name in the path is a checked parameter and the other way round", (_, route) => {
    const inPath = [...route.path.matchAll(/:([a-zA-Z]+)/g)].map((match) => match[1] ?? "").sort();
    expect(Object.keys(route.params.entries).sort()).toEqual(inPath);
  });

  it("never share a method and path", () => {
    const calls = named.map(([, route]) => `${route.method} ${route.path.replace(/:[a-zA-Z]+/g, ":")}`);
    expect(new Set(calls).size).toBe(calls.length);
  });

  it("name no tile and no variant of a picture, so the server can't learn code words from what is asked", () => {
    for (const [name, route] of named) {
      const words = [
        name,
        route.path,
        ...names(route.params),
        ...names(route.query),
        ...names(route.body),
        ...names(route.answer),
      ];
      expect(words.filter((word) => /tile|variant|word|mark|slot|offset|range/i.test(word))).toEqual([]);
    }
  });

  it("let anyone ask only for what is public", () => {
    const open = named.filter(([, route]) => route.auth === "anyone").map(([name]) => name);
    expect(open.sort()).toEqual(["createAccount", "getAccount", "serverInfo"]);
  });

  it("bound every body", () => {
    for (const [, route] of named) {
      expect(route.body === "none" ? route.maxBodyBytes === 0 : route.maxBodyBytes > 0).toBe(true);
    }
  });
});

describe("ids in JSON", () => {
  it("have one spelling", () => {
    const bytes = new Uint8Array(16).fill(255);
    expect(jsonBytes(toId16(bytes))).toEqual(bytes);
    expect(v.is(Id16, "_____________________w")).toBe(true);
    expect(v.is(Id16, "_____________________x")).toBe(false);
    expect(v.is(Id32, toId32(new Uint8Array(32)))).toBe(true);
    expect(v.is(Id32, toId16(bytes))).toBe(false);
  });
});
