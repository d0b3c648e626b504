import { describe, expect, it } from "vitest";
import { holdsPlanted } from "../testing/check-file.ts";
import { mutate, seeded } from "../testing/mutate.ts";
import { isNeutralProfile, neutralProfile } from "./neutral-profile.ts";
import { readProfile } from "./profile.ts";
import { writeProfile } from "./testing/write-profile.ts";

describe("a colour profile", () => {
  it("that is sRGB is not needed", () => {
    expect(neutralProfile(writeProfile("srgb"))).toBeNull();
  });

  it("of wide colours keeps every colour tag bit by bit, and no name, date or maker", () => {
    const original = writeProfile("p3");
    const neutral = neutralProfile(original)!;
    expect(holdsPlanted(original)).toBe(true);
    expect(holdsPlanted(neutral)).toBe(false);
    const [before, after] = [readProfile(original)!, readProfile(neutral)!];
    for (const name of ["rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"])
      expect(after.tags.get(name)).toEqual(before.tags.get(name));
    expect([...after.tags.keys()].sort()).toEqual(["bTRC", "bXYZ", "cprt", "desc", "gTRC", "gXYZ", "rTRC", "rXYZ"]);
    expect(new TextDecoder("latin1").decode(neutral)).not.toMatch(/APPL|MAKR/u);
  });

  it("that is neutral already stays as it is", () => {
    const neutral = neutralProfile(writeProfile("p3"))!;
    expect(neutralProfile(neutral)).toEqual(neutral);
    expect(isNeutralProfile(neutral)).toBe(true);
    expect(isNeutralProfile(writeProfile("p3"))).toBe(false);
  });

  it("that is damaged never breaks the reader", () => {
    const random = seeded(1);
    for (let i = 0; i < 1_000; i++) {
      const neutral = neutralProfile(mutate(writeProfile("p3"), random));
      expect(neutral === null || isNeutralProfile(neutral)).toBe(true);
    }
  });
});
