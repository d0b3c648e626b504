import { WhosecopyError } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { cleanBytes, holdsPlanted, inspectBytes, kindsOf, leftOver } from "../../testing/check-file.ts";
import { mutate, seeded } from "../../testing/mutate.ts";
import { application, bareGif, loop, plantedGif, withBlocks } from "./testing/write-gif.ts";

describe("a GIF", () => {
  it("with everything in it tells it, and keeps picture, timing and repetition", async () => {
    const dirty = plantedGif();
    const cleaned = await cleanBytes(dirty);
    expect(kindsOf(cleaned.before)).toEqual([
      "account-or-path",
      "date",
      "device-serial",
      "edit-history",
      "face-names",
      "format-detail",
      "hidden-content",
      "person-name",
      "place",
      "software",
      "text",
      "trailing-data",
      "unique-id",
      "unknown-data",
    ]);
    expect(holdsPlanted(dirty)).toBe(true);
    expect(holdsPlanted(cleaned.bytes)).toBe(false);
    expect(leftOver(cleaned)).toEqual([]);
    expect(cleaned.bytes).toEqual(withBlocks(bareGif, loop));
    expect(cleaned.after.unseen).toEqual([]);
  });

  it("that is bare stays as it is", async () => {
    expect((await cleanBytes(bareGif)).bytes).toEqual(bareGif);
  });

  it("loses what hides behind the number of repetitions", async () => {
    const hiding = application("NETSCAPE2.0", Uint8Array.of(1, 0, 0, 80, 76));
    const { bytes, before } = await cleanBytes(withBlocks(bareGif, hiding));
    expect(bytes).toEqual(withBlocks(bareGif, loop));
    expect(kindsOf(before)).toEqual(["unknown-data"]);
  });

  it("that is cut off is inspected as far as it goes, and not cleaned", async () => {
    const cut = plantedGif().subarray(0, 900);
    expect(kindsOf(await inspectBytes(cut))).toContain("text");
    await expect(cleanBytes(cut)).rejects.toMatchObject({ code: "file-damaged" });
  });

  it("that is damaged gives an error that names the problem, or is cleaned for good", async () => {
    const random = seeded(11);
    const dirty = plantedGif();
    for (let i = 0; i < 250; i++) {
      try {
        const { bytes, ...cleaned } = await cleanBytes(mutate(dirty, random));
        expect(leftOver(cleaned)).toEqual([]);
        expect((await cleanBytes(bytes)).bytes).toEqual(bytes);
      } catch (error) {
        if (!(error instanceof WhosecopyError)) throw error;
      }
    }
  });
});
