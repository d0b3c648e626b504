import { cropPicture, decodePicture, encodeJpeg } from "@whosecopy/image";
import { describe, expect, it } from "vitest";
import { nodePictureTools } from "../node/picture-tools.ts";
import { texturedJpeg } from "../testing/textured-jpeg.ts";
import { markForNames } from "./mark-for-names.ts";
import { traceWithRecord } from "./trace-with-record.ts";

const tools = nodePictureTools();
const photo = texturedJpeg(768, 512);
const names = ["Ben", "Chloe", "Dan"];

/** Keeps the record as a file would, and counts how often it was written. */
function recordFile(bytes: Uint8Array) {
  const file = { bytes, writes: 0 };
  const saveRecord = (next: Uint8Array) => {
    file.bytes = next;
    file.writes += 1;
    return Promise.resolve();
  };
  return { file, saveRecord };
}

describe("marking by name, without a server", () => {
  it("gives each name a JPEG of its own, and the record names the one that leaked", async () => {
    const made = await markForNames(tools, { bytes: photo, names });
    expect(made.copies.map(({ name }) => name)).toEqual(names);
    expect(made.psnrDb).toBeGreaterThan(45);
    const { file, saveRecord } = recordFile(made.record);
    const copy = await decodePicture(made.copies[1]?.bytes ?? new Uint8Array(0), tools);
    const crop = cropPicture(copy, { x: 100, y: 60, width: 540, height: 360 });
    const leak = encodeJpeg({ picture: crop, quality: 70 });
    const found = await traceWithRecord(tools, { leak, record: file.bytes, saveRecord });
    expect(found).toMatchObject({ verdict: "attributed", attributed: [{ name: "Chloe", sent: null }] });
    expect(file.writes).toBe(1);
    const again = await traceWithRecord(tools, { leak, record: file.bytes, saveRecord });
    expect(again).toMatchObject({ attributed: [{ accounting: { attempt: 2, words: 3 } }] });
  });

  it("names nobody for the original, and nothing of it depends on anybody's copy", async () => {
    const made = await markForNames(tools, { bytes: photo, names });
    const { saveRecord } = recordFile(made.record);
    const found = await traceWithRecord(tools, { leak: photo, record: made.record, saveRecord });
    expect(found.verdict).toBe("not-attributed");
    expect(JSON.stringify(found)).not.toMatch(/Ben|Chloe|Dan|accounting|log10/);
  });

  it("traces nothing when the run can't be counted", async () => {
    const made = await markForNames(tools, { bytes: photo, names: ["Ben"] });
    const leak = made.copies[0]?.bytes ?? new Uint8Array(0);
    const saveRecord = () => Promise.reject(new Error("the disk is full"));
    await expect(traceWithRecord(tools, { leak, record: made.record, saveRecord })).rejects.toThrow("the disk is full");
  });

  it("opens a sealed record with its passphrase only", { timeout: 120_000 }, async () => {
    const passphrase = "correct horse";
    const passphraseCost = { memoryKiB: 1024, iterations: 1, parallelism: 1 };
    const made = await markForNames(tools, { bytes: photo, names: ["Ben"], passphrase, passphraseCost });
    const { file, saveRecord } = recordFile(made.record);
    const leak = made.copies[0]?.bytes ?? new Uint8Array(0);
    const trace = (given: { readonly passphrase?: string }) =>
      traceWithRecord(tools, { leak, record: file.bytes, saveRecord, ...given });
    await expect(trace({})).rejects.toMatchObject({ code: "passphrase-needed" });
    await expect(trace({ passphrase: "wrong" })).rejects.toMatchObject({ code: "passphrase-wrong" });
    expect(await trace({ passphrase })).toMatchObject({ verdict: "attributed" });
    // What was written back opens with the same passphrase, and counts.
    expect(await trace({ passphrase })).toMatchObject({ attributed: [{ accounting: { attempt: 2 } }] });
  });

  it("refuses a record that was damaged, and names given twice", async () => {
    const made = await markForNames(tools, { bytes: photo, names: ["Ben"] });
    const { saveRecord } = recordFile(made.record);
    const record = made.record.slice(0, -10);
    await expect(traceWithRecord(tools, { leak: photo, record, saveRecord })).rejects.toMatchObject({
      code: "record-damaged",
    });
    await expect(markForNames(tools, { bytes: photo, names: ["Ben", "Ben"] })).rejects.toMatchObject({
      code: "bad-input",
    });
  });
});
