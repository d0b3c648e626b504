import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { concatBytes, utf8, WhosecopyError } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { planted } from "../../exif/testing/write-tiff.ts";
import { viewOf } from "../../exif/tiff-file.ts";
import { cleanBytes, inspectBytes, kindsOf } from "../../testing/check-file.ts";
import { mutate, seeded } from "../../testing/mutate.ts";

const wide = (text: string) =>
  Uint8Array.from({ length: 2 * text.length }, (_, i) => (i % 2 === 0 ? text.charCodeAt(i / 2) : 0));

/** A property set of texts. */
function propertySet(texts: Readonly<Record<number, string>>): Uint8Array {
  const entries = Object.entries(texts);
  const head = new Uint8Array(48 + 8 + 8 * entries.length);
  const view = viewOf(head);
  view.setUint16(0, 0xfffe, true);
  view.setUint32(24, 1, true);
  view.setUint32(44, 48, true);
  view.setUint32(52, entries.length, true);
  const values: Uint8Array[] = [];
  let at = 8 + 8 * entries.length;
  for (const [i, [id, text]] of entries.entries()) {
    view.setUint32(56 + 8 * i, Number(id), true);
    view.setUint32(60 + 8 * i, at, true);
    const value = new Uint8Array(8 + text.length + 1);
    viewOf(value).setUint16(0, 0x1e, true);
    viewOf(value).setUint32(4, text.length + 1, true);
    value.set(utf8(text), 8);
    values.push(value);
    at += value.length;
  }
  return concatBytes(head, ...values);
}

/** A compound file whose streams are all long enough to have sectors of their own. */
function writeCompound(streams: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const names = Object.keys(streams);
  const padded = names.map((name) => concatBytes(streams[name]!, new Uint8Array(8_192)).subarray(0, 8_192));
  const table = new Uint8Array(1_024).fill(255);
  const follow = viewOf(table);
  // Sectors 0 and 1 hold the table, 2 and 3 the directory, then 16 for each stream.
  for (const own of [0, 1]) follow.setUint32(4 * own, 0xfffffffd, true);
  follow.setUint32(8, 3, true);
  follow.setUint32(12, 0xfffffffe, true);
  const directory = new Uint8Array(1_024);
  const entry = (i: number, name: string, type: number, start: number, size: number) => {
    const one = directory.subarray(128 * i, 128 * i + 128);
    one.set(wide(name));
    const view = viewOf(one);
    view.setUint16(64, 2 * name.length + 2, true);
    view.setUint8(66, type);
    view.setUint32(116, start, true);
    view.setUint32(120, size, true);
  };
  entry(0, "Root Entry", 5, 0xfffffffe, 0);
  names.forEach((name, i) => {
    const start = 4 + 16 * i;
    for (let k = 0; k < 16; k++) follow.setUint32(4 * (start + k), k === 15 ? 0xfffffffe : start + k + 1, true);
    entry(i + 1, name, 2, start, 8_192);
  });
  const head = new Uint8Array(512);
  head.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  const view = viewOf(head);
  view.setUint16(30, 9, true);
  view.setUint32(48, 2, true);
  view.setUint32(56, 4_096, true);
  view.setUint32(60, 0xfffffffe, true);
  view.setUint32(68, 0xfffffffe, true);
  head.fill(255, 76);
  view.setUint32(76, 0, true);
  view.setUint32(80, 1, true);
  return concatBytes(head, table, directory, ...padded);
}

const dirty = writeCompound({
  "\u0005SummaryInformation": propertySet({
    2: planted,
    4: planted,
    8: planted,
    7: `C:\\Users\\${planted}\\a.dot`,
    18: "Word",
  }),
  "\u0005DocumentSummaryInformation": propertySet({ 15: planted }),
  "Current User": utf8(planted),
  VBA: utf8("Sub"),
});

describe("an older Office document", () => {
  it("tells what its properties and parts hold, and what was not looked at", async () => {
    const inspection = await inspectBytes(dirty);
    expect(kindsOf(inspection)).toEqual(["account-or-path", "person-name", "script", "software", "text"]);
    expect(inspection.findings.some(({ value }) => value?.reveal().includes(planted) === true)).toBe(true);
    expect(inspection.unseen).toHaveLength(1);
  });

  it("is refused for cleaning, with what to do instead", async () => {
    await expect(cleanBytes(dirty)).rejects.toMatchObject({
      code: "clean-refused",
      sentence: expect.stringContaining("save it as .docx"),
    });
  });

  it("never gives anything but an answer or a clear error when it is damaged", async () => {
    const random = seeded(9);
    for (let i = 0; i < 300; i++) {
      const answer = await inspectBytes(mutate(dirty, random)).catch((error: unknown) => error);
      expect(answer instanceof Error && !(answer instanceof WhosecopyError)).toBe(false);
    }
  });
});

const corpus = join(process.env["WHOSECOPY_TESTDATA"] ?? "", "metadata");
const names = existsSync(corpus)
  ? readdirSync(corpus, { recursive: true, encoding: "utf8" }).filter((name) => /\.(?:doc|xls|ppt|msg)$/u.test(name))
  : [];

describe.skipIf(names.length === 0)("real ones (skipped without WHOSECOPY_TESTDATA)", () => {
  it.each(names)("%s", async (name) => {
    const { findings } = await inspectBytes(new Uint8Array(await readFile(join(corpus, name))));
    expect(findings.length).toBeGreaterThan(0);
  });
});
