import { encodePng } from "@whosecopy/image";
import { utf8, WhosecopyError } from "@whosecopy/protocol";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createBudget } from "../../budget.ts";
import { planted } from "../../exif/testing/write-tiff.ts";
import type { KeepChoice } from "../../report/finding.ts";
import { sourceOfBytes } from "../../source/byte-source.ts";
import { cleanBytes, inspectBytes, kindsOf, leftOver, sameBytes } from "../../testing/check-file.ts";
import { mutate, seeded } from "../../testing/mutate.ts";
import { scene } from "../../testing/picture.ts";
import { chunkOf } from "../png/chunks.ts";
import { openPackage } from "./package.ts";
import { writeDocx } from "./testing/docx.ts";
import { writePptx } from "./testing/pptx.ts";
import { faultsOf } from "./testing/sound-package.ts";
import { writeXlsx } from "./testing/xlsx.ts";

const plainPng = await encodePng(scene(24, 16));
const png = new Uint8Array([
  ...plainPng.subarray(0, 33),
  ...chunkOf("tEXt", utf8(`Author\0${planted}`)),
  ...plainPng.subarray(33),
]);
const made: Readonly<Record<string, Uint8Array>> = {
  pptx: writePptx(png),
  docx: writeDocx(png),
  xlsx: writeXlsx(png),
};

/** All text of a cleaned document, unpacked. */
async function allText(bytes: Uint8Array): Promise<string> {
  const pack = await openPackage(sourceOfBytes(bytes), createBudget({ now: () => 0 }));
  const parts: string[] = [];
  for (const part of pack.entries.keys()) {
    const content = await pack.content(part);
    parts.push(part, new TextDecoder("windows-1252").decode(await content.read(0, content.size)));
  }
  return parts.join("\n");
}

describe.each(Object.entries(made))("a %s file with everything that tells", (_name, bytes) => {
  it("loses it all, stays sound, and is the same when cleaned again", async () => {
    const cleaned = await cleanBytes(bytes);
    expect(cleaned.before.format).toBe("Office document");
    expect(leftOver(cleaned)).toEqual([]);
    expect(cleaned.after.findings.filter(({ cleanable }) => cleanable !== "stays")).toEqual([]);
    expect(await allText(cleaned.bytes)).not.toContain(planted);
    expect(await allText(cleaned.bytes)).toContain("SHOWN");
    expect(await faultsOf(cleaned.bytes)).toEqual([]);
    expect(sameBytes((await cleanBytes(cleaned.bytes)).bytes, cleaned.bytes)).toBe(true);
  });

  it("has a finding for each, and questions for what may be wanted", async () => {
    const { findings, questions } = await inspectBytes(bytes);
    const expected = ["person-name", "date", "thumbnail", "hidden-content", "earlier-version", "comments", "unique-id"];
    expect(kindsOf({ findings, questions } as Awaited<ReturnType<typeof inspectBytes>>)).toEqual(
      expect.arrayContaining([...expected, "signature-or-origin", "account-or-path", "embedded-file", "edit-history"]),
    );
    expect(questions).toContain("comments");
    expect(JSON.stringify(findings)).not.toContain(planted);
  });

  it("never fails in another way than by a code, however damaged", async () => {
    const random = seeded(9);
    const others: unknown[] = [];
    for (let i = 0; i < 40; i++)
      await cleanBytes(mutate(bytes, random), { limits: { time: 5_000 } }).catch((error: unknown) => {
        if (!(error instanceof WhosecopyError)) others.push(error);
      });
    expect(others).toEqual([]);
  });
});

describe("what is kept on request", () => {
  const cases: readonly (readonly [string, KeepChoice, string])[] = [
    ["pptx", "notes", "NOTE"],
    ["pptx", "hidden-slides", "UNSEEN"],
    ["pptx", "comments", "REMARK"],
    ["pptx", "attachments", "ppt/embeddings/book.xlsx"],
    ["docx", "comments", "REMARK"],
    ["docx", "date", "2019-03-04"],
    ["xlsx", "hidden-slides", "UNSEEN"],
    ["xlsx", "comments", "REMARK"],
    ["xlsx", "attachments", "pivotCacheDefinition"],
  ];
  it.each(cases)("in a %s: %s", async (name, choice, word) => {
    const without = await cleanBytes(made[name]!);
    expect((await allText(without.bytes)).toLowerCase()).not.toContain(word.toLowerCase());
    const kept = await cleanBytes(made[name]!, { keep: [choice] });
    expect((await allText(kept.bytes)).toLowerCase()).toContain(word.toLowerCase());
    expect(await faultsOf(kept.bytes)).toEqual([]);
    expect(kept.after.findings.every(({ cleanable, keep }) => cleanable === "stays" || keep === choice)).toBe(true);
  });
});

describe("the text that stays", () => {
  it("is what all changes accepted give", async () => {
    const text = await allText((await cleanBytes(made["docx"]!)).bytes);
    expect(text).toContain("<w:t>INSERTED</w:t>");
    expect(text).not.toMatch(/<w:(?:ins|del|comment|move)\b|rsid|Change/u);
  });

  it("turns formulas into their values where cells that they need go", async () => {
    const text = await allText((await cleanBytes(made["xlsx"]!)).bytes);
    expect(text).not.toContain("<f");
    expect(text).toContain("<v>42</v>");
    const kept = await allText((await cleanBytes(made["xlsx"]!, { keep: ["hidden-slides"] })).bytes);
    expect(kept).toContain("<f>Hidden!A1</f>");
    expect(kept).not.toContain("[1]");
  });

  it("keeps an embedded file's picture in its place", async () => {
    const text = await allText((await cleanBytes(made["pptx"]!)).bytes);
    expect(text).toContain("OBJECTPICTURE");
    expect(text).not.toContain("oleObj");
  });
});

const folder = join(process.env["WHOSECOPY_TESTDATA"] ?? "", "metadata/office");
const real = ((): string[] => {
  try {
    return readdirSync(folder).filter((name) => /\.(?:pptx|docx|xlsx)$/u.test(name));
  } catch {
    return [];
  }
})();

it.skipIf(real.length === 0)(
  "real documents are cleaned whole [needs the public test files]",
  async () => {
    for (const name of real) {
      const cleaned = await cleanBytes(new Uint8Array(readFileSync(join(folder, name)))).catch((error: unknown) => {
        if (error instanceof WhosecopyError && error.code === "file-damaged") return null;
        throw error;
      });
      if (cleaned === null) continue;
      expect([name, leftOver(cleaned)]).toEqual([name, []]);
      expect([name, await faultsOf(cleaned.bytes)]).toEqual([name, []]);
      expect([name, sameBytes((await cleanBytes(cleaned.bytes)).bytes, cleaned.bytes)]).toEqual([name, true]);
    }
  },
  60_000,
);
