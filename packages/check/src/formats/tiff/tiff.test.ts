import { WhosecopyError } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { planted, type TestEntry, writeTiff } from "../../exif/testing/write-tiff.ts";
import { writeProfile } from "../../icc/testing/write-profile.ts";
import { viewOf } from "../../exif/tiff-file.ts";
import { joined } from "../../source/joined.ts";
import { cleanBytes, holdsPlanted, inspectBytes, kindsOf, leftOver } from "../../testing/check-file.ts";
import { mutate, seeded } from "../../testing/mutate.ts";
import { plantedXmp } from "../jpeg/testing/write-jpeg.ts";

const pixels = Uint8Array.from({ length: 48 }, (_, i) => 5 * i);

/** A 4 x 4 picture in RGB whose one strip lies behind the directories. */
function tiffFile(
  extra: readonly TestEntry[],
  options: { little?: boolean; more?: readonly TestEntry[][] } = {},
): Uint8Array {
  const entries: TestEntry[] = [
    { tag: 0x0100, numbers: [4] },
    { tag: 0x0101, numbers: [4] },
    { tag: 0x0102, numbers: [8, 8, 8] },
    { tag: 0x0103, numbers: [1] },
    { tag: 0x0106, numbers: [2] },
    { tag: 0x0111, type: 4, numbers: [0xabcdef] },
    { tag: 0x0115, numbers: [3] },
    { tag: 0x0116, numbers: [4] },
    { tag: 0x0117, type: 4, numbers: [48] },
    ...extra,
  ];
  const little = options.little ?? false;
  const tiff = writeTiff([entries, ...(options.more ?? [])], { little });
  const view = viewOf(tiff);
  for (let at = 0; at + 4 <= tiff.length; at++)
    if (view.getUint32(at, little) === 0xabcdef) view.setUint32(at, tiff.length, little);
  return joined([tiff, pixels]);
}

const telling: TestEntry[] = [
  { tag: 0x010e, text: `${planted} description` },
  { tag: 0x0112, numbers: [6] },
  { tag: 0x013b, text: `${planted} artist` },
  { tag: 0x02bc, bytes: new TextEncoder().encode(plantedXmp) },
  { tag: 0x8773, bytes: writeProfile("p3") },
  {
    tag: 0x8825,
    directory: [
      { tag: 2, rationals: [[48, 1]] },
      { tag: 4, rationals: [[2, 1]] },
    ],
  },
  { tag: 0xfde8, text: planted },
];

describe("a TIFF", () => {
  it.each([true, false])("is written anew around its pixels (little endian: %s)", async (little) => {
    const dirty = tiffFile(telling, { little });
    const cleaned = await cleanBytes(dirty);
    expect(kindsOf(cleaned.before)).toEqual(
      expect.arrayContaining(["place", "person-name", "face-names", "text", "unknown-data"]),
    );
    expect(holdsPlanted(cleaned.bytes)).toBe(false);
    expect(leftOver(cleaned)).toEqual([]);
    expect(kindsOf(cleaned.after)).toEqual(["colour-profile", "orientation"]);
    expect([...cleaned.bytes.subarray(8, 56)]).toEqual([...pixels]);
    expect((await cleanBytes(cleaned.bytes)).bytes).toEqual(cleaned.bytes);
  });

  it("keeps further pages and drops small copies", async () => {
    const page = (kind: number): TestEntry[] => [
      { tag: 0x00fe, type: 4, numbers: [kind] },
      { tag: 0x0100, numbers: [4] },
      { tag: 0x0111, type: 4, numbers: [0xabcdef] },
      { tag: 0x0117, type: 4, numbers: [48] },
    ];
    const { before, after } = await cleanBytes(tiffFile([], { more: [page(1), page(2)] }));
    expect(before.findings.map(({ kind, cleanable }) => [kind, cleanable])).toEqual([
      ["second-picture", "stays"],
      ["thumbnail", "removed"],
    ]);
    expect(kindsOf(after)).toEqual(["second-picture"]);
  });

  it("of a camera's raw kind is looked at, refused with what to do, and said to keep everything", async () => {
    const raw = tiffFile([...telling, { tag: 0xc612, bytes: Uint8Array.of(1, 4, 0, 0) }]);
    const { findings } = await inspectBytes(raw);
    expect(new Set(findings.map(({ cleanable }) => cleanable))).toEqual(new Set(["stays"]));
    await expect(cleanBytes(raw)).rejects.toMatchObject({
      code: "clean-refused",
      sentence: expect.stringContaining("Export"),
    });
  });

  it("can't be made huge by strips that share their bytes", async () => {
    const strips = 2_000;
    const bomb = tiffFile([]);
    const many = writeTiff([
      [
        { tag: 0x0100, numbers: [4] },
        { tag: 0x0111, type: 4, numbers: Array.from({ length: strips }, () => 8) },
        { tag: 0x0117, type: 4, numbers: Array.from({ length: strips }, () => 10_000) },
      ],
    ]);
    await expect(cleanBytes(joined([many, bomb]))).rejects.toMatchObject({ code: "file-damaged" });
  });

  it("that is damaged gives an error that names the problem, or is cleaned for good", async () => {
    const random = seeded(13);
    const dirty = tiffFile(telling);
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
