import { concatBytes, utf8 } from "@whosecopy/protocol";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { planted } from "../../exif/testing/write-tiff.ts";
import { cleanBytes, holdsPlanted, inspectBytes, kindsOf, leftOver } from "../../testing/check-file.ts";
import { mutate, seeded } from "../../testing/mutate.ts";
import { WhosecopyError } from "@whosecopy/protocol";
import { buildZip } from "../../zip/testing/build-zip.ts";
import { fields } from "../../zip/write-zip.ts";
import { encodePng } from "@whosecopy/image";
import { scene } from "../../testing/picture.ts";
import { chunkOf } from "../png/chunks.ts";

const png = await encodePng(scene(24, 16));
const tellingPng = concatBytes(png.subarray(0, 33), chunkOf("tEXt", utf8(`Author\0${planted}`)), png.subarray(33));
const text = utf8("plain words");
const timestamps = fields([2, 0x5455], [2, 4], [4, 0x01020304]);
const owner = concatBytes(fields([2, 0x7875], [2, 4]), Uint8Array.of(1, 1, 9, 9));
const telling = buildZip(
  [
    { name: `Users/${planted}/trip/photo.png`, bytes: tellingPng, extra: concatBytes(timestamps, owner) },
    { name: "trip/notes.txt", bytes: text, comment: planted, descriptor: true },
    { name: "trip/", bytes: new Uint8Array(0), stored: true },
    { name: "stored.png", bytes: tellingPng, stored: true },
    { name: "__MACOSX/trip/._photo.png", bytes: utf8(planted) },
    { name: "trip/.DS_Store", bytes: utf8(planted) },
    { name: "trip/Thumbs.db", bytes: utf8(planted) },
    { name: "inner.zip", bytes: buildZip([{ name: "deep.png", bytes: tellingPng }], { comment: planted }) },
  ],
  { comment: planted },
);

describe("ZIP archives", () => {
  it("lose dates, owners, comments, junk and what the files in them tell", async () => {
    const before = await inspectBytes(telling);
    expect(kindsOf(before)).toEqual(
      expect.arrayContaining(["account-or-path", "date", "hidden-content", "person-name", "text"]),
    );
    expect(before.findings.some(({ where }) => where.join(">").startsWith("inner.zip>deep.png"))).toBe(true);
    const cleaned = await cleanBytes(telling);
    expect(leftOver(cleaned)).toEqual([]);
    expect(holdsPlanted(cleaned.bytes)).toBe(false);
    expect((await cleanBytes(cleaned.bytes)).bytes).toEqual(cleaned.bytes);
  });

  it.skipIf(spawnSync("unzip", ["-v"]).status !== 0)("unpack to the same files with Info-ZIP [unzip]", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zip-"));
    writeFileSync(join(folder, "a.zip"), (await cleanBytes(telling)).bytes);
    expect(spawnSync("unzip", ["-t", join(folder, "a.zip")]).status).toBe(0);
    spawnSync("unzip", ["-q", join(folder, "a.zip"), "-d", folder]);
    expect(readFileSync(join(folder, "trip/notes.txt"), "utf8")).toBe("plain words");
    expect(new Uint8Array(readFileSync(join(folder, "trip/photo.png")))).toEqual(png);
    expect(new Uint8Array(readFileSync(join(folder, "stored.png")))).toEqual(png);
  });

  it("keep what needed no cleaning packed as it was", async () => {
    const bytes = buildZip([{ name: "a.txt", bytes: new Uint8Array(5_000).fill(65) }]);
    const packed = bytes.subarray(35, 35 + 20);
    const cleaned = (await cleanBytes(bytes)).bytes;
    expect(cleaned.subarray(35, 35 + 20)).toEqual(packed);
  });

  it("say what lies before, between and after, and lose it", async () => {
    const rest = utf8(planted);
    const cases = [{ before: rest }, { between: rest }, { after: rest }];
    for (const options of cases) {
      const bytes = buildZip([{ name: "a.txt", bytes: text }], options);
      expect(kindsOf(await inspectBytes(bytes))).toContain("trailing-data");
      const cleaned = await cleanBytes(bytes);
      expect(leftOver(cleaned)).toEqual([]);
      expect(holdsPlanted(cleaned.bytes)).toBe(false);
    }
  });

  it("say where their two lists differ", async () => {
    const bytes = buildZip([{ name: "a.txt", localName: "b.txt", bytes: text }]);
    expect((await inspectBytes(bytes)).findings.map(({ sentence }) => sentence).join()).toContain("two lists");
    expect(leftOver(await cleanBytes(bytes))).toEqual([]);
  });

  it("keep files under a password and say that they were not seen", async () => {
    const bytes = buildZip([
      { name: "secret.bin", bytes: utf8("0123456789abcdef"), stored: true, flags: 1 },
      { name: "rar.bin", bytes: text, method: 14 },
    ]);
    const { after, bytes: cleaned } = await cleanBytes(bytes);
    expect(after.unseen.map(({ where }) => where[0])).toEqual(["secret.bin", "rar.bin"]);
    expect(new TextDecoder().decode(cleaned)).toContain("0123456789abcdef");
  });

  it("keep names in UTF-8 and lengths in 64 bits", async () => {
    const bytes = buildZip([{ name: "Grüße/日本.txt", bytes: text, wide: true }]);
    const cleaned = await cleanBytes(bytes);
    expect(new TextDecoder().decode(cleaned.bytes)).toContain("Grüße/日本.txt");
    expect(leftOver(cleaned)).toEqual([]);
  });

  it("are refused as bombs: by size, and by entries that lie on each other", async () => {
    const bomb = buildZip([{ name: "zeros", bytes: new Uint8Array(6e6) }]);
    const { inspect } = await import("../../inspect.ts");
    const { sourceOfBytes } = await import("../../source/byte-source.ts");
    await expect(inspect(sourceOfBytes(bomb), { limits: { unpackedBytes: 5e6 } })).rejects.toMatchObject({
      code: "check-limit",
    });
    await expect(inspect(sourceOfBytes(bomb), { limits: { ratio: 0, parts: 0 } })).rejects.toMatchObject({
      code: "check-limit",
    });
    const twice = buildZip([
      { name: "a", bytes: text },
      { name: "b", bytes: text },
    ]);
    // The second entry of the list points to the first file.
    const list = new TextDecoder("latin1").decode(twice).lastIndexOf("PK\x01\x02");
    twice.fill(0, list + 42, list + 46);
    await expect(inspectBytes(twice)).rejects.toMatchObject({ code: "file-damaged" });
  });

  it("never fail in another way than by a code, however damaged", async () => {
    const random = seeded(5);
    const others: unknown[] = [];
    for (let i = 0; i < 300; i++) {
      const bytes = mutate(telling, random);
      await cleanBytes(bytes, { limits: { time: 5_000 } }).catch((error: unknown) => {
        if (!(error instanceof WhosecopyError)) others.push(error);
      });
    }
    expect(others).toEqual([]);
  });
});
