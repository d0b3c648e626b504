import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodePicture, encodeJpeg, resizePicture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "../command.ts";
import { drawPicture } from "../demo/picture.ts";
import { silentProgress } from "../progress.ts";
import { mark } from "./mark.ts";
import { trace, type TraceCommandParams } from "./trace.ts";

const folder = mkdtempSync(join(tmpdir(), "whosecopy-trace-"));
const at = (...parts: readonly string[]) => join(folder, ...parts);
const record = at("copies", "record.whosecopy");
const context: Context = {
  env: {},
  progress: silentProgress,
  signal: new AbortController().signal,
  note: () => undefined,
  warn: () => undefined,
  now: () => Date.UTC(2026, 10, 10),
};
const hostile = "Ben <script>alert(1)</script>";
const run = (more: Partial<TraceCommandParams> = {}) => trace(context, { leak: at("leak.jpg"), record, ...more });
/** The record as it lies there: each search is counted in it, so one that stays the same has cost none. */
const counted = () => readFileSync(record).toString("base64");

beforeAll(async () => {
  const picture = resizePicture(drawPicture(), { width: 768, height: 512 });
  writeFileSync(at("photo.jpg"), encodeJpeg({ picture, quality: 92 }));
  await mark(context, { photo: at("photo.jpg"), to: [hostile, "Chloe"], out: at("copies") });
  const copies = readdirSync(at("copies")).filter((name) => name.startsWith("photo.Ben"));
  const copy = await decodePicture(new Uint8Array(readFileSync(at("copies", copies[0] ?? ""))), { codecs: nodeCodecs });
  writeFileSync(at("leak.jpg"), encodeJpeg({ picture: resizePicture(copy, { width: 600, height: 400 }), quality: 70 }));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("whosecopy trace --report", () => {
  it("writes a page and a picture that only their owner can read, and says where", async () => {
    const found = await run({ report: at("findings"), firstSeen: "2026-11-03" });
    const files = { page: at("findings", "report.html"), picture: at("findings", "report.png") };
    expect(found.exit).toBe(0);
    expect(found.json).toMatchObject({ verdict: "attributed", recipient: hostile, report: files });
    expect(found.lines.at(-1)).toBe(`Report: ${files.page} and ${files.picture}`);
    const page = readFileSync(files.page, "utf8");
    for (const text of ["&lt;script&gt;", "not who passed it on", "leak.jpg", "2026-11-03", "at most once in"]) {
      expect([text, page.includes(text)]).toEqual([text, true]);
    }
    expect(page.includes("<script")).toBe(false);
    expect(page.includes("Chloe")).toBe(false);
    for (const file of Object.values(files)) expect(statSync(file).mode & 0o777).toBe(0o600);
    const drawn = await decodePicture(new Uint8Array(readFileSync(files.picture)), { codecs: nodeCodecs });
    expect(drawn.width).toBeGreaterThan(1500);
  });

  it("does not write over anything unless it is told to, and then has cost no search", async () => {
    writeFileSync(at("mine.html"), "mine");
    const before = counted();
    await expect(run({ report: at("mine.html") })).rejects.toMatchObject({ code: "bad-input" });
    expect(readFileSync(at("mine.html"), "utf8")).toBe("mine");
    expect(existsSync(at("mine.png"))).toBe(false);
    expect(counted() === before).toBe(true);
    await run({ report: at("mine.html"), force: true });
    expect(readFileSync(at("mine.html"), "utf8").startsWith("<!doctype html>")).toBe(true);
    expect(existsSync(at("mine.png"))).toBe(true);
  });

  it("writes nothing about another picture, and says so", async () => {
    const picture = resizePicture(drawPicture(), { width: 97, height: 300 });
    writeFileSync(
      at("other.jpg"),
      encodeJpeg({ picture: { ...picture, rgb: picture.rgb.map((v, i) => v ^ (i * 37)) }, quality: 80 }),
    );
    const found = await run({ leak: at("other.jpg"), report: at("nothing") });
    expect([found.exit, found.json]).toEqual([
      3,
      expect.objectContaining({ verdict: "not-this-picture", report: null }),
    ]);
    expect(readdirSync(at("nothing"))).toEqual([]);
  });
});

describe("whosecopy trace --corners", () => {
  it("takes the corners from a person", async () => {
    const found = await run({ corners: "2,0 600,3 598,400 0,398" });
    expect(found.json).toMatchObject({ verdict: "attributed", recipient: hostile });
    const part = await run({ corners: "0,0 300,0 300,400 0,400", region: "0,0 384,0 384,512 0,512" });
    expect(part.json).toMatchObject({ verdict: "attributed", recipient: hostile });
  });

  it("refuses what are none before anything is searched or written", async () => {
    const before = counted();
    for (const asked of [{ corners: "1,2" }, { region: "0,0 1,0 1,1 0,1" }, { firstSeen: "soon" }]) {
      await expect(run({ ...asked, report: at("never") })).rejects.toMatchObject({ code: "bad-input" });
    }
    await expect(run({ corners: "0,0 9,9 20,20 30,30" })).rejects.toMatchObject({ code: "bad-input" });
    await expect(trace(context, { leak: at("leak.jpg"), corners: "0,0 9,0 9,9 0,9" })).rejects.toMatchObject({
      message: expect.stringContaining("--sent"),
    });
    expect(existsSync(at("never"))).toBe(false);
    expect(counted() === before).toBe(true);
  });
});
