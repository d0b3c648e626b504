import type { AttributedView, OpenedView, TraceView } from "@whosecopy/client";
import { describe, expect, it } from "vitest";
import { capacityLine, traceJson, traceLines } from "./trace-words.ts";

const third = Date.UTC(2026, 10, 3);
const match = {
  matchedFraction: 0.61,
  markLeft: 0.7,
  mirrored: false,
  original: { width: 10, height: 10 },
  leakInOriginal: [],
  originalInLeak: [],
  tiles: { columns: 0, rows: 0, tileWidth: 16, tileHeight: 16, legibility: new Uint8Array(), mark: new Uint8Array() },
};
const original = new Uint8Array();
const person = (name: string, opened: OpenedView): AttributedView => {
  const accounting = { words: 12, references: 1, decoders: 2, attempt: 3 };
  return { name, log10Bound: -12, accounting, sent: "a1", opened };
};
const attributed = (...people: AttributedView[]): TraceView => {
  return { verdict: "attributed", attributed: people, match, original };
};
const said = (opened: OpenedView) => traceLines(attributed(person("Ben", opened))).join("\n");

describe("the words of a trace", () => {
  it("are those of the bound, with the open and the limits", () => {
    expect(traceLines(attributed(person("Ben", { is: "before", atMs: third, precision: "day" })))).toEqual([
      "This picture matches the copy made for Ben.",
      "If Ben's copy had nothing to do with it, a match this strong would turn up at most once in 1,000,000,000,000 times, counting all 12 people and the 3 searches made.",
      "Ben's device opened it on 3 Nov 2026.",
      "61 % of the picture could be read.",
      "This says whose copy it is, not who passed it on. It can't exclude that someone got hold of the copy, or that the sender's own records were used.",
    ]);
  });

  it("say of each open what is known, as exactly as it is known", () => {
    expect(said({ is: "before", atMs: third + 50_520_000, precision: "exact" })).toContain("on 3 Nov 2026, 14:02 UTC.");
    expect(said({ is: "same-day", atMs: third })).toContain("3 Nov 2026, the day on which the leak was first seen");
    expect(said({ is: "not-before", laterMs: null, claimed: 0 })).toMatch(
      /this copy had not been opened. Look at the sender's side\.\n61/,
    );
    const later = said({ is: "not-before", laterMs: third, claimed: 2 });
    expect(later).toMatch(
      /had not been opened.*\nBen's device first opened it later, on 3 Nov 2026\.\nThe server speaks of opens, but/,
    );
    expect(said({ is: "host-only" })).toContain("nothing signed says when");
    expect(said({ is: "unknown" })).not.toContain("not been opened");
  });

  it("tell several people's copies, and not that they acted together", () => {
    const opened = { is: "unknown" } as const;
    const lines = traceLines(attributed(person("Ben", opened), person("Chloe", opened)));
    expect(lines[0]).toMatch(/^It matches 2 copies: .* does not say that their holders acted together\.$/);
    expect(lines.filter((line) => line.startsWith("This picture matches the copy made for"))).toHaveLength(2);
    expect(traceJson(attributed(person("Ben", opened), person("Chloe", opened)))).toMatchObject({
      attributed: ["Ben", "Chloe"],
      copies: [{ recipient: "Ben", opened }, { recipient: "Chloe" }],
    });
  });

  it("accuse nobody, promise nothing, and end", () => {
    const views: TraceView[] = [
      attributed(person("Ben", { is: "not-before", laterMs: third, claimed: 1 })),
      {
        verdict: "not-attributed",
        sent: null,
        match,
        original,
        hints: ["larger-part", "better-quality", "perhaps-unmarked"],
      },
      { verdict: "not-this-picture" },
    ];
    for (const line of views.flatMap(traceLines)) {
      expect(line).toMatch(/\.$|\)\.$/);
      expect(line).not.toMatch(/(Ben|who) leaked|guilty|innocent|probab|certain/i);
    }
  });
});

describe("what a picture can prove, beside Send", () => {
  const capacity = { usableTiles: 1600, collusion: 3, leastShare: 0.05, proves: "good", colluders: 3 } as const;

  it("is said with how many people may mix their copies, and how much must be in sight", () => {
    expect(capacityLine(capacity)).toMatch(
      /cropped.* When up to 3 people mix their copies, one of them is still found as a rule\.$/,
    );
    expect(capacityLine({ ...capacity, proves: "little", leastShare: 0.612, colluders: 1 })).toMatch(
      /with 62 % of it in sight.* People who mix their copies can hide all of them\.$/,
    );
    expect(capacityLine({ ...capacity, proves: "nothing", leastShare: Infinity, colluders: 0 })).toMatch(
      /could not be told from the others\.$/,
    );
  });
});
