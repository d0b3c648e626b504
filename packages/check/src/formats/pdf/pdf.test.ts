import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeJpeg } from "@whosecopy/image";
import { concatBytes, utf8, WhosecopyError } from "@whosecopy/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBudget } from "../../budget.ts";
import { planted } from "../../exif/testing/write-tiff.ts";
import { sourceOfBytes } from "../../source/byte-source.ts";
import { cleanBytes, holdsPlanted, inspectBytes, kindsOf, leftOver, sameBytes } from "../../testing/check-file.ts";
import { mutate, seeded } from "../../testing/mutate.ts";
import { scene } from "../../testing/picture.ts";
import { openPdf } from "./pdf-file.ts";
import { lastList, plantedPdf, stream, writePdf } from "./testing/write-pdf.ts";
import { isStream } from "./values.ts";

const comment = concatBytes(Uint8Array.of(0xff, 0xfe, 0, planted.length + 2), utf8(planted));
const plainJpeg = encodeJpeg({ picture: scene(64, 48), quality: 85 });
const jpeg = concatBytes(plainJpeg.subarray(0, 2), comment, plainJpeg.subarray(2));
const dirty = plantedPdf({ jpeg, width: 64, height: 48 });
const has = (program: string) => spawnSync(program, ["--version"]).error === undefined;

/** Everything in a PDF, with its streams unpacked. */
async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  const file = await openPdf(sourceOfBytes(bytes), createBudget({ now: () => 0 }));
  const parts: Uint8Array[] = [bytes];
  for (const number of file.numbers) {
    const value = await file.object(number);
    if (isStream(value)) parts.push((await file.decoded(value)) ?? new Uint8Array(0));
  }
  return concatBytes(...parts);
}

describe("a PDF with everything in it", () => {
  let cleaned: Awaited<ReturnType<typeof cleanBytes>>;
  beforeAll(async () => {
    cleaned = await cleanBytes(dirty);
  });

  it("tells every kind of thing that it holds, without its words", () => {
    expect(kindsOf(cleaned.before)).toEqual(
      expect.arrayContaining([
        "account-or-path",
        "comments",
        "date",
        "earlier-version",
        "embedded-file",
        "external-link",
        "form-data",
        "hidden-content",
        "person-name",
        "script",
        "software",
        "text",
        "thumbnail",
        "unique-id",
        "unknown-data",
      ]),
    );
    expect(cleaned.before.questions.toSorted()).toEqual(["attachments", "comments"]);
    expect(JSON.stringify(cleaned.before)).not.toContain(planted);
    expect(cleaned.before.findings.some(({ where }) => where[0]?.startsWith("picture") === true)).toBe(true);
  });

  it("keeps the page and nothing else: no deleted page, no picture that is not drawn, no words behind it", async () => {
    const everything = await unpacked(cleaned.bytes);
    expect(holdsPlanted(everything)).toBe(false);
    expect(new TextDecoder("latin1").decode(everything)).toContain("(Shown) Tj");
    expect(leftOver(cleaned)).toEqual([]);
    expect(kindsOf(cleaned.after)).toEqual(["external-link"]);
    expect(new TextDecoder("latin1").decode(cleaned.bytes).match(/\/Subtype \/Image/gu)).toHaveLength(1);
  });

  it("gives the same bytes when it is cleaned again", async () => {
    expect(sameBytes((await cleanBytes(cleaned.bytes)).bytes, cleaned.bytes)).toBe(true);
  });

  it("keeps comments and attached files where that is asked for, without names and times", async () => {
    const kept = await cleanBytes(dirty, { keep: ["comments", "attachments"] });
    const words = new TextDecoder("latin1").decode(kept.bytes);
    expect(words).toContain("/Subtype /Text");
    expect(words).toContain(`a text ${planted}`);
    expect(words).not.toContain("/M ");
    expect(words).not.toContain("/T <");
  });

  it.skipIf(!has("qpdf"))("is sound by qpdf's account (skipped where it is not installed)", async () => {
    const folder = await mkdtemp(join(tmpdir(), "check-pdf-"));
    try {
      await writeFile(join(folder, "a.pdf"), cleaned.bytes);
      expect(execFileSync("qpdf", ["--check", join(folder, "a.pdf")], { encoding: "utf8" })).toContain("No syntax");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe("a PDF in unusual shape", () => {
  it("is read when its list is broken", async () => {
    const broken = dirty.slice();
    broken.set(utf8("9999"), broken.length - 11);
    expect(holdsPlanted(await unpacked((await cleanBytes(broken)).bytes))).toBe(false);
  });

  it("is refused with what to do when it is protected, and says that it was not looked at", async () => {
    const locked = writePdf(
      {
        1: "<</Type /Catalog /Pages 2 0 R>>",
        2: "<</Type /Pages /Kids [3 0 R] /Count 1>>",
        3: "<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>>",
        5: "<</Filter /Standard>>",
      },
      "/Size 6 /Root 1 0 R /Encrypt 5 0 R",
    );
    expect((await inspectBytes(locked)).unseen).toHaveLength(1);
    await expect(cleanBytes(locked)).rejects.toMatchObject({ code: "clean-refused" });
  });

  it("ends for pages that lead in a circle, lengths that lie and brackets without end", async () => {
    const circle = writePdf(
      {
        1: "<</Type /Catalog /Pages 2 0 R>>",
        2: "<</Type /Pages /Kids [2 0 R 3 0 R] /Count 1>>",
        3: "<</Type /Page /Parent 2 0 R /Contents 4 0 R /Resources 2 0 R>>",
        4: stream("/Length 5 0 R", utf8("0 g")),
        5: "5 0 R",
      },
      "/Size 6 /Root 1 0 R",
    );
    expect((await cleanBytes(circle)).after.format).toBe("PDF document");
    const deep = writePdf({ 1: "[".repeat(100_000) }, "/Size 2 /Root 1 0 R");
    await expect(inspectBytes(deep)).rejects.toMatchObject({ code: "file-damaged" });
    expect(lastList(circle)).toBeGreaterThan(0);
  });

  it("never gives anything but an answer or a clear error when it is damaged", async () => {
    const random = seeded(11);
    for (let i = 0; i < 200; i++) {
      try {
        const cleaned = await cleanBytes(mutate(dirty, random));
        expect(sameBytes((await cleanBytes(cleaned.bytes)).bytes, cleaned.bytes)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(WhosecopyError);
      }
    }
  });
});

const corpus = join(process.env["WHOSECOPY_TESTDATA"] ?? "", "metadata");
const names = existsSync(corpus)
  ? readdirSync(corpus, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".pdf"))
  : [];

describe.skipIf(names.length === 0)("real PDFs (skipped without WHOSECOPY_TESTDATA)", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "check-pdf-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(names)("%s", async (name) => {
    const bytes = new Uint8Array(await readFile(join(corpus, name)));
    const cleaned = await cleanBytes(bytes);
    expect(leftOver(cleaned)).toEqual([]);
    if (!has("pdftoppm")) return;
    const drawn: string[] = [];
    for (const [which, content] of [
      ["before", bytes],
      ["after", cleaned.bytes],
    ] as const) {
      await writeFile(join(folder, `${which}.pdf`), content);
      const answer = spawnSync("pdftoppm", ["-r", "50", join(folder, `${which}.pdf`)], { maxBuffer: 1e9 });
      drawn.push(answer.stdout.toString("base64"));
    }
    expect(drawn[0] === drawn[1]).toBe(true);
  });
});
