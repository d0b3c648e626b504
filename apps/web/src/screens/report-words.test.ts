import { describe, expect, test } from "vitest";
import type { TraceResult } from "../engine/app-engine.ts";
import { doubleEngine } from "../testing/double-engine.ts";
import { scenes } from "../testing/scenes.ts";
import { en } from "../text/en.ts";
import { reportWords } from "./report-words.ts";

const format = {
  short: String,
  full: (ms: number) => new Date(ms).toISOString(),
  day: String,
  utcDay: (ms: number) => new Date(ms).toISOString().slice(0, 10),
};

async function wordsOf(verdict: Exclude<TraceResult["verdict"], "not-this-picture">) {
  const engine = doubleEngine({ state: scenes.ready, picture: new Uint8Array(), failure: null, verdict });
  const result = await engine.trace({ leak: new Uint8Array(), id: null, placement: null, firstSeen: null });
  if (result.verdict === "not-this-picture") throw new Error("nothing to say");
  return reportWords({ result, text: en, format, nowMs: 0, sha256: "ab", firstSeen: "" });
}

describe("the words of a report", () => {
  test("name copies, what is signed of opens, and what it does not say", async () => {
    const { verdict, sentences, limits } = await wordsOf("attributed");
    expect(verdict).toBe("The copies made for ben and chloe");
    const all = sentences.join("\n");
    expect(all).toContain("does not say that their holders acted together");
    expect(all).toContain("ben’s device reported opening it on 2026-10-04.");
    expect(all).toMatch(
      /chloe’s device had not reported .* this copy had not been opened\. Look at the sender’s side\./,
    );
    expect(all).toContain("at most once in 1,000,000,000,000 times, counting all 3 people and the 1 search made");
    expect(limits.sentences[0]).toBe("This says whose copy it is, not who passed it on.");
    expect(all).not.toMatch(/leaked it|innocent|guilty|probab/i);
  });

  test("that name nobody name nobody, and say what may help", async () => {
    const words = await wordsOf("not-attributed");
    expect(JSON.stringify(words)).not.toMatch(/ben|chloe/);
    expect(words.sentences).toHaveLength(4);
  });
});
