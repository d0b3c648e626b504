import { describe, expect, it } from "vitest";
import type { DetectorId } from "./detector.ts";
import { lookSentences, sightingWords } from "./sentences.ts";
import { sightingKinds } from "./sighting.ts";

const ids: readonly DetectorId[] = ["faces", "text", "codes", "private"];
const box = { x: 0, y: 0, width: 1, height: 1 };
const absence = /\b(?:no|none|nothing|without|free of|safe|clean|clear|any|zero|0)\b/iu;

describe("sentences about a look", () => {
  it("never say that something is absent", () => {
    const all = sightingKinds.flatMap((kind) => [
      ...lookSentences({ sightings: [{ kind, box, sureness: 1 }], looked: ids, failed: [] }),
      sightingWords(kind, 1),
      sightingWords(kind, 3),
    ]);
    const rest = ids.flatMap((_, i) => lookSentences({ sightings: [], looked: ids.slice(0, i), failed: ids.slice(i) }));
    for (const sentence of [...all, ...rest, ...lookSentences({ sightings: [], looked: ids, failed: [] })])
      expect(sentence).not.toMatch(absence);
    for (const sentence of all) expect(sentence).toMatch(/I may miss some/u);
  });
  it("says what could not be looked for", () => {
    expect(
      lookSentences({ sightings: [{ kind: "face", box, sureness: 1 }], looked: ["faces"], failed: ["text"] }),
    ).toEqual(["Found 1 face. I may miss some.", "I could not look for text and numbers in it."]);
  });
});
