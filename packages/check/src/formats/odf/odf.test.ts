import { encodePng } from "@whosecopy/image";
import { utf8, WhosecopyError } from "@whosecopy/protocol";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createBudget } from "../../budget.ts";
import { planted } from "../../exif/testing/write-tiff.ts";
import type { KeepChoice } from "../../report/finding.ts";
import { sourceOfBytes } from "../../source/byte-source.ts";
import { cleanBytes, inspectBytes, kindsOf, leftOver, sameBytes } from "../../testing/check-file.ts";
import { mutate, seeded } from "../../testing/mutate.ts";
import { scene } from "../../testing/picture.ts";
import { buildZip } from "../../zip/testing/build-zip.ts";
import { openOdf } from "./odf-file.ts";
import { writeOdf } from "./testing/write-odf.ts";

const png = await encodePng(scene(24, 16));
const made = {
  text: writeOdf("text", png),
  spreadsheet: writeOdf("spreadsheet", png),
  presentation: writeOdf("presentation", png),
} as const;

async function allText(bytes: Uint8Array): Promise<string> {
  const odf = await openOdf(sourceOfBytes(bytes), createBudget({ now: () => 0 }));
  const parts: string[] = [];
  for (const name of odf.entries.keys()) {
    const content = await odf.content(name);
    parts.push(name, new TextDecoder("windows-1252").decode(await content.read(0, content.size)));
  }
  return parts.join("\n");
}

describe.each(Object.entries(made))("an OpenDocument %s with everything that tells", (_kind, bytes) => {
  it("loses it all and is the same when cleaned again", async () => {
    const cleaned = await cleanBytes(bytes);
    expect(cleaned.before.format).toBe("OpenDocument file");
    expect(leftOver(cleaned)).toEqual([]);
    expect(cleaned.after.findings.filter(({ cleanable }) => cleanable !== "stays")).toEqual([]);
    const text = await allText(cleaned.bytes);
    expect(text).not.toContain(planted);
    expect(text).toContain("SHOWN");
    expect(text).toContain("AddParaTableSpacing");
    expect(sameBytes((await cleanBytes(cleaned.bytes)).bytes, cleaned.bytes)).toBe(true);
  });

  it("starts with its kind, unpacked, and lists only what it holds", async () => {
    const { bytes: cleaned } = await cleanBytes(bytes);
    expect(new TextDecoder("latin1").decode(cleaned.subarray(30, 60))).toContain("mimetypeapplication/");
    const odf = await openOdf(sourceOfBytes(cleaned), createBudget({ now: () => 0 }));
    for (const name of odf.kinds.keys()) if (!name.endsWith("/")) expect(odf.entries.has(name)).toBe(true);
  });

  it("has a finding for each", async () => {
    const inspection = await inspectBytes(bytes);
    expect(kindsOf(inspection)).toEqual(
      expect.arrayContaining(
        "account-or-path comments date earlier-version edit-history hidden-content person-name script thumbnail".split(
          " ",
        ),
      ),
    );
    expect(inspection.questions).toContain("comments");
  });

  it("never fails in another way than by a code, however damaged", async () => {
    const random = seeded(3);
    const others: unknown[] = [];
    for (let i = 0; i < 60; i++)
      await cleanBytes(mutate(bytes, random), { limits: { time: 5_000 } }).catch((error: unknown) => {
        if (!(error instanceof WhosecopyError)) others.push(error);
      });
    expect(others).toEqual([]);
  });
});

const cases: readonly (readonly [keyof typeof made, KeepChoice, string])[] = [
  ["text", "comments", "REMARK"],
  ["text", "attachments", "Object 1/content.xml"],
  ["text", "date", "2019-03-04"],
  ["spreadsheet", "hidden-slides", "UNSEEN"],
  ["presentation", "hidden-slides", "UNSEEN"],
  ["presentation", "notes", "NOTE"],
];
it.each(cases)("of a %s keeps on request: %s", async (kind, choice, word) => {
  expect(await allText((await cleanBytes(made[kind])).bytes)).not.toContain(word);
  expect(await allText((await cleanBytes(made[kind], { keep: [choice] })).bytes)).toContain(word);
});

it("keeps charts, which belong to the document around them", async () => {
  expect(await allText((await cleanBytes(made.text)).bytes)).toContain("KEPTCHART");
});

it("turns formulas into their values where hidden cells go", async () => {
  const text = await allText((await cleanBytes(made.spreadsheet)).bytes);
  expect(text).toContain('office:value="42"');
  expect(text).not.toContain("formula");
  expect(text).not.toContain("Secret");
});

it("refuses a document under a password, with what to do", async () => {
  const manifest = `<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry></m:manifest>`;
  const bytes = buildZip([
    { name: "mimetype", bytes: utf8("application/vnd.oasis.opendocument.text"), stored: true },
    { name: "content.xml", bytes: utf8("secret") },
    { name: "META-INF/manifest.xml", bytes: utf8(manifest) },
  ]);
  expect((await inspectBytes(bytes)).unseen).toHaveLength(1);
  await expect(cleanBytes(bytes)).rejects.toMatchObject({ code: "clean-refused" });
});

const folder = join(process.env["WHOSECOPY_TESTDATA"] ?? "", "metadata/mat2");
const real = ["dirty.odt", "dirty.odg", "embedded.odt"].flatMap((name) => {
  try {
    return [new Uint8Array(readFileSync(join(folder, name)))];
  } catch {
    return [];
  }
});
it.skipIf(real.length === 0)("real documents are cleaned whole [needs the public test files]", async () => {
  for (const bytes of real) {
    const cleaned = await cleanBytes(bytes);
    expect(leftOver(cleaned)).toEqual([]);
    expect(await allText(cleaned.bytes)).not.toMatch(/voisin/u);
  }
});
