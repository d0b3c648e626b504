import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concatBytes, utf8, WhosecopyError } from "@whosecopy/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planted } from "../../exif/testing/write-tiff.ts";
import { cleanBytes, holdsPlanted, kindsOf, leftOver, sameBytes } from "../../testing/check-file.ts";
import { mutate, seeded } from "../../testing/mutate.ts";
import { voidElement } from "./ebml.ts";

function element(id: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(...content);
  const name: number[] = [];
  for (let rest = id; rest > 0; rest = Math.floor(rest / 256)) name.unshift(rest % 256);
  const size = Uint8Array.of(0x10 | (body.length >> 24), body.length >> 16, body.length >> 8, body.length);
  return concatBytes(Uint8Array.from(name), size, body);
}
const text = (id: number, words: string) => element(id, utf8(words));

const dirty = concatBytes(
  element(0x1a45dfa3, text(0x4282, "webm")),
  element(
    0x18538067,
    element(
      0x114d9b74,
      element(0x4dbb, element(0x53ab, Uint8Array.of(0x12, 0x54, 0xc3, 0x67)), element(0x53ac, Uint8Array.of(9))),
    ),
    element(0xec, utf8(planted)),
    element(
      0x1549a966,
      element(0xbf, Uint8Array.of(1, 2, 3, 4)),
      text(0x7ba9, planted),
      text(0x4d80, planted),
      text(0x5741, planted),
      element(0x4461, new Uint8Array(8)),
      element(0x73a4, new Uint8Array(16)),
    ),
    element(
      0x1654ae6b,
      element(
        0xae,
        element(0xd7, Uint8Array.of(1)),
        element(0x83, Uint8Array.of(1)),
        text(0x536e, planted),
        text(0x86, "V_VP8"),
      ),
    ),
    element(0x1254c367, element(0x7373, element(0x67c8, text(0x45a3, "LOCATION"), text(0x4487, planted)))),
    element(0x1941a469, element(0x61a7, text(0x466e, planted), text(0x465c, planted))),
    element(0x1043a770, text(0x85, planted)),
    element(0x1f43b675, element(0xe7, Uint8Array.of(0)), element(0xa3, Uint8Array.of(0x81, 0, 0, 0x80, 1, 2, 3))),
  ),
  utf8(`after the end ${planted}`),
);

describe("a Matroska file", () => {
  it("tells what it holds, and keeps only what a player needs, everything in its place", async () => {
    const cleaned = await cleanBytes(dirty);
    expect(kindsOf(cleaned.before)).toEqual([
      "date",
      "embedded-file",
      "place",
      "software",
      "text",
      "timed-data",
      "trailing-data",
      "unique-id",
    ]);
    expect(holdsPlanted(cleaned.bytes)).toBe(false);
    expect(cleaned.after.findings).toEqual([]);
    expect(cleaned.bytes.length).toBe(dirty.length - 14 - planted.length);
    expect(sameBytes((await cleanBytes(cleaned.bytes)).bytes, cleaned.bytes)).toBe(true);
  });

  it("has empty elements of every size", () => {
    for (const size of [2, 3, 127, 128, 129, 130, 70_000]) expect(voidElement(size)).toHaveLength(size);
  });

  it("never gives anything but an answer or a clear error when it is damaged", async () => {
    const random = seeded(3);
    for (let i = 0; i < 300; i++) {
      try {
        const cleaned = await cleanBytes(mutate(dirty, random));
        expect(sameBytes((await cleanBytes(cleaned.bytes)).bytes, cleaned.bytes)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(WhosecopyError);
      }
    }
  });
});

const hasFfmpeg = spawnSync("ffmpeg", ["-version"]).status === 0;

describe.skipIf(!hasFfmpeg)("video made by ffmpeg (skipped where it is not installed)", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "check-matroska-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const framesOf = (path: string): string => {
    const answer = spawnSync(
      "ffmpeg",
      ["-v", "error", "-i", path, "-map", "0:v", "-map", "0:a", "-f", "framemd5", "-"],
      { encoding: "utf8" },
    );
    expect(answer.stderr).toBe("");
    return answer.stdout;
  };

  it.each(["a.mkv", "a.webm"])("%s looks and sounds the same after cleaning", async (name) => {
    const path = join(folder, name);
    const sources = [
      "-f",
      "lavfi",
      "-i",
      "testsrc=size=64x48:rate=10:duration=1",
      "-f",
      "lavfi",
      "-i",
      "sine=duration=1",
    ];
    const codecs = ["-c:v", "libvpx", "-c:a", "libvorbis"];
    const told = [
      "-metadata",
      `title=${planted}`,
      "-metadata",
      `location=${planted}`,
      "-metadata:s:v",
      `title=${planted}`,
    ];
    execFileSync("ffmpeg", ["-v", "error", "-y", ...sources, ...codecs, ...told, path]);
    const cleaned = await cleanBytes(new Uint8Array(await readFile(path)));
    expect(leftOver(cleaned)).toEqual([]);
    expect(holdsPlanted(cleaned.bytes)).toBe(false);
    await writeFile(join(folder, `clean-${name}`), cleaned.bytes);
    expect(framesOf(join(folder, `clean-${name}`))).toBe(framesOf(path));
  });
});

const sample = join(process.env["WHOSECOPY_TESTDATA"] ?? "", "metadata", "exiftool", "Matroska.mkv");

describe.skipIf(!existsSync(sample))("a real file (skipped without WHOSECOPY_TESTDATA)", () => {
  it("is cleaned", async () => {
    const cleaned = await cleanBytes(new Uint8Array(await readFile(sample)));
    expect(leftOver(cleaned)).toEqual([]);
  });
});
