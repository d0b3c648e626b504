import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeJpeg } from "@whosecopy/image";
import { concatBytes, WhosecopyError } from "@whosecopy/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planted } from "../exif/testing/write-tiff.ts";
import { cleanBytes, holdsPlanted, inspectBytes, kindsOf, leftOver, sameBytes } from "../testing/check-file.ts";
import { mutate, seeded } from "../testing/mutate.ts";
import { scene } from "../testing/picture.ts";
import {
  plantFlac,
  tellingEntries,
  writeApe,
  writeId3v1,
  writeId3v2,
  writeLyrics3,
  writeMp3Frames,
  writeWav,
} from "./testing/write-sound.ts";

const cover = encodeJpeg({ picture: scene(32, 24), quality: 50 });
const samples = Int16Array.from({ length: 22_050 }, (_, i) => 8_000 * Math.sin(i / 20));
const hasFfmpeg = spawnSync("ffmpeg", ["-version"]).status === 0;

const mp3Bytes = concatBytes(
  writeId3v2(3, cover),
  writeId3v2(4, cover),
  writeMp3Frames(40),
  writeApe(),
  writeLyrics3(),
  writeId3v1(),
);

describe("an MP3 with tags at both ends", () => {
  it("tells what they hold, looks into the cover, and keeps nothing but the frames", async () => {
    const cleaned = await cleanBytes(mp3Bytes);
    expect(kindsOf(cleaned.before)).toEqual(
      ["account-or-path", "date", "embedded-file", "person-name", "text", "unique-id"].concat(["format-detail"]).sort(),
    );
    const places = new Set(cleaned.before.findings.map(({ where }) => where[0] ?? ""));
    expect(places).toEqual(new Set(["APE tag", "ID3 tag", "ID3v1 tag", "Lyrics3 tag"]));
    expect(sameBytes(cleaned.bytes, writeMp3Frames(40))).toBe(true);
    expect(cleaned.after.findings).toEqual([]);
  });

  it("drops what stands between frames and is no frame", async () => {
    const middle = new TextEncoder().encode("PLANTED between the frames");
    const { bytes, before } = await cleanBytes(concatBytes(writeMp3Frames(10), middle, writeMp3Frames(10)));
    expect(sameBytes(bytes, writeMp3Frames(20))).toBe(true);
    expect(kindsOf(before)).toContain("trailing-data");
  });
});

describe("a WAV from a recorder", () => {
  it("tells what its chunks hold and keeps format and samples", async () => {
    const cleaned = await cleanBytes(writeWav(samples, true));
    expect(kindsOf(cleaned.before)).toEqual(
      expect.arrayContaining(["date", "edit-history", "person-name", "text", "trailing-data", "unknown-data"]),
    );
    expect(sameBytes(cleaned.bytes, writeWav(samples, false))).toBe(true);
    expect(cleaned.after.findings).toEqual([]);
  });

  it("takes all there is when a recorder was switched off and left a size of zero", async () => {
    const bytes = writeWav(samples, false);
    bytes.fill(0, 40, 44);
    expect(sameBytes((await cleanBytes(bytes)).bytes, writeWav(samples, false))).toBe(true);
  });
});

describe.skipIf(!hasFfmpeg)("sound made by ffmpeg (skipped where it is not installed)", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "check-sound-"));
    await writeFile(join(folder, "in.wav"), writeWav(samples, false));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const encoded = async (name: string, ...options: string[]): Promise<Uint8Array> => {
    const path = join(folder, name);
    execFileSync("ffmpeg", ["-v", "error", "-y", "-i", join(folder, "in.wav"), ...options, path]);
    return readFile(path);
  };
  const soundOf = async (bytes: Uint8Array, name: string): Promise<string> => {
    const path = join(folder, `check-${name}`);
    await writeFile(path, bytes);
    const answer = spawnSync("ffmpeg", ["-v", "error", "-i", path, "-map", "0:a", "-f", "md5", "-"], {
      encoding: "utf8",
    });
    expect(answer.stderr).toBe("");
    return answer.stdout;
  };

  // Long enough for several pages, so that those of the sound get other numbers.
  const tags = [...tellingEntries(cover), `COMMENT=${planted.repeat(9_000)}`].flatMap((entry) => ["-metadata", entry]);
  const cases: Record<string, { options?: string[]; dirty: (plain: Uint8Array, tagged: Uint8Array) => Uint8Array }> = {
    "a.flac": { dirty: (plain) => plantFlac(plain, cover) },
    "a.opus": { dirty: (_, tagged) => tagged },
    "a.ogg": { options: ["-c:a", "libvorbis"], dirty: (_, tagged) => tagged },
    "a.spx": { options: ["-ar", "16000"], dirty: (_, tagged) => tagged },
    "a.mp3": { dirty: (plain) => concatBytes(writeId3v2(4, cover), plain, writeId3v1()) },
    "a.wav": { dirty: (_, tagged) => tagged },
  };
  it.each(Object.entries(cases))("%s sounds the same after cleaning and tells nothing more", async (name, sample) => {
    const options = ["-bitexact", ...(sample.options ?? [])];
    const plain = await encoded(name, ...options);
    const dirty = sample.dirty(plain, await encoded(`tagged-${name}`, ...options, ...tags));
    expect(holdsPlanted(dirty)).toBe(true);
    const cleaned = await cleanBytes(dirty);
    expect(holdsPlanted(cleaned.bytes)).toBe(false);
    expect(leftOver(cleaned)).toEqual([]);
    expect(await soundOf(cleaned.bytes, name)).toBe(await soundOf(plain, name));
    expect(sameBytes((await cleanBytes(cleaned.bytes)).bytes, cleaned.bytes)).toBe(true);
  });
});

describe("damaged sound", () => {
  it.each([
    ["MP3", mp3Bytes],
    ["WAV", writeWav(samples.subarray(0, 500), true)],
  ])("%s never gives anything but an answer or a clear error", async (_, bytes) => {
    const random = seeded(5);
    for (let i = 0; i < 150; i++) {
      const damaged = mutate(bytes, random);
      try {
        const cleaned = await cleanBytes(damaged);
        expect(sameBytes((await cleanBytes(cleaned.bytes)).bytes, cleaned.bytes)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(WhosecopyError);
      }
    }
  });
});

const corpus = join(process.env["WHOSECOPY_TESTDATA"] ?? "", "metadata", "mat2");
const names = existsSync(corpus)
  ? readdirSync(corpus).filter((name) => /\.(?:mp3|flac|ogg|opus|wav)$/u.test(name))
  : [];

describe.skipIf(names.length === 0)("files that other tools stumble over (skipped without WHOSECOPY_TESTDATA)", () => {
  it.each(names)("%s", async (name) => {
    const bytes = new Uint8Array(await readFile(join(corpus, name)));
    const cleaned = await cleanBytes(bytes);
    expect(cleaned.before.findings.length).toBeGreaterThan(0);
    expect(leftOver(cleaned)).toEqual([]);
    expect((await inspectBytes(cleaned.bytes)).findings.every(({ cleanable }) => cleanable === "stays")).toBe(true);
  });
});
