import { describe, expect, it } from "vitest";
import { createBudget } from "../budget.ts";
import type { InspectContext } from "../format.ts";
import type { Finding, Unseen } from "../report/finding.ts";
import { mutate, seeded } from "../testing/mutate.ts";
import { placeTell } from "./gps.ts";
import { inspectExif } from "./inspect-exif.ts";
import { readExifRest, writeSmallExif } from "./small-exif.ts";
import { type TestEntry, writePlantedExif, writeTiff } from "./testing/write-tiff.ts";

async function told(bytes: Uint8Array): Promise<{ findings: Finding[]; unseen: Unseen[] }> {
  const findings: Finding[] = [];
  const unseen: Unseen[] = [];
  const context: InspectContext = {
    budget: createBudget({ now: () => 0 }),
    codecs: undefined,
    depth: 0,
    report: (finding) => findings.push({ ...finding, where: [finding.where].flat() }),
    unseen: (where, sentence) => unseen.push({ where: [where].flat(), sentence }),
    ask: () => undefined,
    inner: () => Promise.resolve(),
  };
  await inspectExif(bytes, context, "Exif");
  return { findings, unseen };
}

const valueOf = (findings: readonly Finding[], kind: string) =>
  findings.filter((finding) => finding.kind === kind).map(({ value }) => value?.reveal());

describe("Exif", () => {
  it.each([true, false])("tells the same in both byte orders (little: %s)", async (little) => {
    const { findings, unseen } = await told(writePlantedExif({ little }));
    expect(valueOf(findings, "place")[0]).toBe("48.858233 N, 2.294500 E");
    expect(valueOf(findings, "device-serial")).toEqual(["PLANTED serial"]);
    expect(valueOf(findings, "unique-id")).toEqual(["PLANTED image id; PLANTED content id"]);
    expect(valueOf(findings, "person-name")).toEqual(["PLANTED artist; PLANTED owner", "PLANTED copyright"]);
    expect(valueOf(findings, "account-or-path")).toEqual(["PLANTED computer"]);
    expect(valueOf(findings, "text")).toEqual(["PLANTED description", "PLANTED user comment"]);
    expect(unseen).toEqual([]);
  });

  it.each([
    [
      "a hundredth of a second",
      [
        [48, 1],
        [51, 1],
        [2964, 100],
      ],
      "within 5 m",
    ],
    [
      "whole seconds",
      [
        [48, 1],
        [51, 1],
        [29, 1],
      ],
      "within 50 m",
    ],
    [
      "a tenth of a minute",
      [
        [48, 1],
        [515, 10],
        [0, 0],
      ],
      "within 200 m",
    ],
    ["whole degrees", [[48, 1]], "within 200 km"],
  ] as const)("says how far off a place in %s may be", async (_name, latitude, words) => {
    const gps: TestEntry[] = [
      { tag: 1, text: "N" },
      { tag: 2, rationals: latitude },
      { tag: 3, text: "E" },
      { tag: 4, rationals: latitude },
    ];
    const { findings } = await told(writeTiff([[{ tag: 0x8825, directory: gps }]]));
    expect(findings.find(({ kind }) => kind === "place")?.sentence).toContain(words);
  });

  it("takes the error that the phone itself states when it is larger", () => {
    expect(placeTell(12).sentence).toBe("Taken at a place; the map point is within 20 m.");
    expect(placeTell(1_500).sentence).toContain("within 2 km");
  });

  it("sees no place in a blank GPS block", async () => {
    const gps: TestEntry[] = [
      {
        tag: 2,
        rationals: [
          [0, 0],
          [0, 0],
          [0, 0],
        ],
      },
    ];
    const { findings } = await told(writeTiff([[{ tag: 0x8825, directory: gps }]]));
    expect(findings.filter(({ kind }) => kind === "place")).toEqual([]);
  });

  it("finds Canon's owner and serial number in its notes", async () => {
    const note = writeTiff([
      [
        { tag: 0x0009, text: "Somebody" },
        { tag: 0x000c, type: 4, numbers: [123_456_789] },
      ],
    ]);
    // Canon's offsets count from the TIFF header: the note is a directory of its own at the same place.
    const exif = writeTiff([
      [
        { tag: 0x010f, text: "Canon" },
        { tag: 0x8769, directory: [{ tag: 0x927c, bytes: note.subarray(8) }] },
      ],
    ]);
    const at = new TextDecoder("latin1").decode(exif).indexOf("Somebody");
    new DataView(exif.buffer).setUint32(at - 4 - 24 + 8, at);
    const { findings } = await told(exif);
    expect(valueOf(findings, "device-serial")).toEqual(["123456789"]);
    expect(valueOf(findings, "person-name")).toEqual(["Somebody"]);
  });

  it("says that notes of an unknown camera were not understood", async () => {
    const { findings, unseen } = await told(
      writeTiff([[{ tag: 0x8769, directory: [{ tag: 0x927c, bytes: new Uint8Array(40).fill(7) }] }]]),
    );
    expect(findings.map(({ kind }) => kind)).toContain("unknown-data");
    expect(unseen).toHaveLength(1);
  });

  it("says that there is something that nothing points to", async () => {
    const cut = writePlantedExif();
    new DataView(cut.buffer).setUint16(6 + 8, 1);
    const { findings, unseen } = await told(cut);
    expect(findings.map(({ kind }) => kind)).toContain("unknown-data");
    expect(unseen).not.toEqual([]);
  });

  it("does not follow directories in a circle", async () => {
    const loop = writeTiff([[{ tag: 0x010e, text: "here" }]]);
    new DataView(loop.buffer).setUint32(8 + 2 + 12, 8);
    expect((await told(loop)).findings).toHaveLength(1);
  });

  it("never throws for damage", async () => {
    const random = seeded(3);
    const whole = writePlantedExif({ thumbnail: Uint8Array.of(0xff, 0xd8, 0xff, 0xd9) });
    for (let i = 0; i < 1_000; i++) {
      const bytes = mutate(whole, random);
      const { findings, unseen } = await told(bytes);
      expect(findings.length + unseen.length).toBeGreaterThan(0);
    }
  });
});

describe("the small Exif", () => {
  it("says what it was told and nothing else", async () => {
    for (const taken of [undefined, "2024:05:06 07:08:09"]) {
      for (let orientation = 1; orientation <= 8; orientation++) {
        for (const adobeRgb of [false, true]) {
          const rest = { orientation, taken, adobeRgb };
          const small = writeSmallExif(rest);
          if (small === null) expect(rest).toEqual({ orientation: 1, taken: undefined, adobeRgb: false });
          else expect(await readExifRest(small)).toEqual(rest);
        }
      }
    }
  });
});
