import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planted } from "../../exif/testing/write-tiff.ts";
import { cleanBytes, holdsPlanted, leftOver, sameBytes } from "../../testing/check-file.ts";

const hasFfmpeg = spawnSync("ffmpeg", ["-version"]).status === 0;
const hasExifTool = spawnSync("exiftool", ["-ver"]).status === 0;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "check-mp4-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Every decoded frame or sample of the first track of a kind, as hashes; undefined without one. */
function decoded(path: string, kind: "v" | "a"): string[] | undefined {
  const options = ["-v", "error", "-i", path, "-map", `0:${kind}:0`, "-vsync", "passthrough", "-f", "framemd5", "-"];
  const answer = spawnSync("ffmpeg", options, { encoding: "utf8", maxBuffer: 1e8 });
  if (answer.status !== 0) return undefined;
  const lines = answer.stdout.split("\n").filter((line) => !line.startsWith("#") && line !== "");
  return lines.map((line) => line.split(",").at(-1)!.trim());
}

/** What ExifTool says about the file that a decoder does not need. */
function saidByExifTool(path: string): string[] {
  const answer = spawnSync("exiftool", ["-ee", "-G1", "-a", "-s", "-u", path], { encoding: "utf8", maxBuffer: 1e8 });
  const telling =
    /GPS|Location|Serial|Make\b|Model|Software|Encoder|Comment|Title|Artist|Author|Vendor|Handler(?:Desc|Vendor)|Copyright/u;
  const dates = /(?:Date|Time)\s*:.*[1-9]\d{3}:/u;
  return answer.stdout
    .split("\n")
    .filter((line) => !/^\[(?:ExifTool|System|File)\]/u.test(line))
    .filter((line) => telling.test(line) || dates.test(line) || /Language.*: (?!und)/u.test(line));
}

async function expectSame(dirty: string, name: string): Promise<Uint8Array> {
  const cleaned = await cleanBytes(new Uint8Array(await readFile(dirty)));
  const path = join(folder, `clean-${name}`);
  await writeFile(path, cleaned.bytes);
  expect(leftOver(cleaned)).toEqual([]);
  let frames = 0;
  for (const kind of ["v", "a"] as const) {
    const before = decoded(dirty, kind);
    if (before === undefined) continue;
    frames += before.length;
    expect(decoded(path, kind)).toEqual(before);
  }
  expect(frames).toBeGreaterThan(0);
  if (hasExifTool) expect(saidByExifTool(path)).toEqual([]);
  expect(sameBytes((await cleanBytes(cleaned.bytes)).bytes, cleaned.bytes)).toBe(true);
  return cleaned.bytes;
}

describe.skipIf(!hasFfmpeg)("videos made by ffmpeg (skipped where it is not installed)", () => {
  const picture = ["-f", "lavfi", "-i", "testsrc=size=96x64:rate=25:duration=2"];
  const tone = ["-f", "lavfi", "-i", "sine=frequency=440:duration=2"];
  const tags = ["title", "artist", "comment", "location", "make", "model"].flatMap((tag) => [
    "-metadata",
    `${tag}=${planted} ${tag}`,
  ]);
  const both = [...picture, ...tone, ...tags, "-metadata", "creation_time=2024-05-06T07:08:09Z"];
  const x264 = ["-c:v", "libx264", "-g", "10", "-c:a", "aac"];
  const make = (name: string, ...options: string[]): string => {
    const path = join(folder, name);
    execFileSync("ffmpeg", ["-v", "error", "-y", ...options, path]);
    return path;
  };

  it.each([
    ["a.mp4", [...both, ...x264]],
    ["fast.mp4", [...both, ...x264, "-movflags", "+faststart+use_metadata_tags"]],
    ["fragments.mp4", [...both, ...x264, "-movflags", "+frag_keyframe+empty_moov"]],
    ["a.mov", [...both, "-c:v", "libx264", "-c:a", "pcm_s16le", "-timecode", "10:11:12:13"]],
    ["hevc.mov", [...both, "-c:v", "libx265", "-x265-params", "log-level=none", "-tag:v", "hvc1", "-c:a", "alac"]],
    ["prores.mov", [...both, "-c:v", "prores_ks", "-c:a", "pcm_s24be"]],
    ["old.3gp", [...both, "-s", "176x144", "-c:v", "h263", "-c:a", "aac", "-ar", "16000"]],
    ["mpeg4.m4v", [...both, "-c:v", "mpeg4", "-bf", "2", "-c:a", "aac", "-f", "mp4"]],
    ["vp9.mp4", [...both, "-c:v", "libvpx-vp9", "-cpu-used", "8", "-c:a", "libopus"]],
    ["flac.mp4", [...tone, ...tags, "-c:a", "flac", "-strict", "-2"]],
    ["a.m4a", [...tone, ...tags, "-c:a", "aac"]],
  ])("%s plays the same after cleaning", async (name, options) => {
    const bytes = await expectSame(make(name, ...options), name);
    expect(holdsPlanted(bytes)).toBe(false);
  });

  it("a part cut out of a video without making it anew plays the same, and is shorter", async () => {
    const whole = make("whole.mp4", ...both, ...x264);
    const part = make("part.mp4", "-ss", "0.9", "-t", "0.5", "-i", whole, "-c", "copy");
    const bytes = await expectSame(part, "part.mp4");
    expect(bytes.length).toBeLessThan((await readFile(part)).length);
  });

  it("subtitles are dropped, or kept when they are chosen", async () => {
    const text = join(folder, "a.srt");
    await writeFile(text, `1\n00:00:00,000 --> 00:00:01,000\n${planted} words\n`);
    const path = make(
      "text.mp4",
      ...picture,
      ...tone,
      "-i",
      text,
      "-map",
      "0:v",
      "-map",
      "1:a",
      "-map",
      "2:s",
      ...x264,
      "-c:s",
      "mov_text",
    );
    await expectSame(path, "text.mp4");
    const kept = await cleanBytes(new Uint8Array(await readFile(path)), { keep: ["subtitles"] });
    const out = join(folder, "kept.mp4");
    await writeFile(out, kept.bytes);
    const words = execFileSync("ffmpeg", ["-v", "error", "-i", out, "-map", "0:s", "-f", "srt", "-"], {
      encoding: "utf8",
    });
    expect(words).toContain(`${planted} words`);
  });
});

const corpus = join(process.env["WHOSECOPY_TESTDATA"] ?? "", "metadata");
const files = [
  "gopro/max-heromode.mp4",
  "gopro/karma.mp4",
  "drew/with-gps.mov",
  "drew/with-gps.mp4",
  "drew/ftyp3gp5.mp4",
  "mat2/dirty.mp4",
].filter((name) => existsSync(join(corpus, name)));

describe.skipIf(files.length === 0 || !hasFfmpeg)(
  "videos of cameras and phones that other tools fail on (skipped without WHOSECOPY_TESTDATA or ffmpeg)",
  () => {
    it.each(files)("%s", async (name) => {
      const path = join(corpus, name);
      const bytes = await expectSame(path, name.replace("/", "-"));
      expect(bytes.length).toBeLessThan((await readFile(path)).length);
    });
  },
);
