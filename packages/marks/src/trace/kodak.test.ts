import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodePicture, type Picture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { describe, expect, it } from "vitest";
import { eightPersons, sendPicture, testPerson, trace } from "./testing/case.ts";
import { damages, recompress } from "./testing/damage.ts";

const kodak = join(process.env["WHOSECOPY_TESTDATA"] ?? "", "kodak");
const names = existsSync(kodak) ? readdirSync(kodak).filter((name) => name.endsWith(".png")) : [];

/** The photographs are not part of the repository: set WHOSECOPY_TESTDATA to a folder that holds kodak/*.png. */
describe.skipIf(names.length === 0)("on the Kodak photographs (skipped without WHOSECOPY_TESTDATA)", () => {
  const photo = async (name: string): Promise<Picture> =>
    decodePicture(await readFile(`${kodak}/${name}`), { codecs: nodeCodecs });

  it.for(names)("%s: a leak is traced to its copy, and to nobody else's", { timeout: 120_000 }, async (name) => {
    const i = names.indexOf(name);
    const picture = await photo(name);
    const sent = await sendPicture({ picture, secret: i + 1 });
    expect(sent.psnrDb).toBeGreaterThanOrEqual(45);
    const person = i % eightPersons.length;
    const copy = await sent.copyOf(eightPersons[person]!);
    for (const [what, damage] of Object.entries(damages)) {
      const result = await trace(await damage(copy), [sent.encoding]);
      // In one value, so that a failure says which damage it was.
      const told =
        result.verdict === "attributed"
          ? {
              what,
              persons: result.attributed.map((one) => one.person),
              proven: result.attributed[0]!.log10Bound <= -9,
            }
          : { what, verdict: result.verdict };
      expect(told).toEqual({ what, persons: [person], proven: true });
    }

    const unmarked = await trace(await recompress(picture, 80), [sent.encoding]);
    expect(unmarked.verdict).toBe("not-attributed");
    const stranger = await trace(await recompress(await sent.copyOf(testPerson("stranger")), 80), [sent.encoding]);
    expect(stranger.verdict).toBe("not-attributed");
    const other = await photo(names[(i + 1) % names.length]!);
    expect((await trace(await recompress(other, 80), [sent.encoding])).verdict).toBe("not-this-picture");
  });
});
