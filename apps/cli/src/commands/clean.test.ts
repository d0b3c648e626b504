import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeJpeg } from "@whosecopy/image";
import { concatBytes, utf8 } from "@whosecopy/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CommandResult, Context } from "../command.ts";
import { silentProgress } from "../progress.ts";
import { check } from "./check.ts";
import { clean } from "./clean.ts";

const secret = "SECRET-PLACE";
const rgb = Uint8Array.from({ length: 3 * 48 * 32 }, (_, i) => (i * 7) % 256);
const plain = encodeJpeg({ picture: { width: 48, height: 32, rgb }, quality: 80 });
const comment = concatBytes(Uint8Array.of(0xff, 0xfe, 0, secret.length + 2), utf8(secret));
const telling = concatBytes(plain.subarray(0, 2), comment, plain.subarray(2), utf8(`after the end ${secret}`));

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "whosecopy-clean-"));
  await mkdir(join(folder, "in", "deeper"), { recursive: true });
  await writeFile(join(folder, "in", "a.jpg"), telling);
  await writeFile(join(folder, "in", "deeper", ".hidden.jpg"), telling);
  await writeFile(join(folder, "in", "plain.jpg"), plain);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function context(signal = new AbortController().signal): Context {
  return { env: {}, progress: silentProgress, signal, note: () => undefined, warn: () => undefined, now: () => 0 };
}
const textOf = (result: CommandResult) => result.lines.join("\n") + JSON.stringify(result.json);
const there = (path: string) => readdir(join(folder, path), { recursive: true }).then((names) => names.sort());
const bytesOf = (path: string) => readFile(join(folder, path));

describe("check", () => {
  it("looks into folders and hidden files, ends with 4 when something is found, and keeps values to itself", async () => {
    const result = await check(context(), { paths: [join(folder, "in")] });
    expect(result.exit).toBe(4);
    expect(result.lines.join("\n")).toContain(".hidden.jpg (JPEG picture)");
    expect(result.lines.at(-1)).toBe("2 of 3 files give something away. To remove it: whosecopy clean PATH --out DIR");
    expect(textOf(result)).not.toContain(secret);
    const open = await check(context(), { paths: [join(folder, "in", "a.jpg")], values: true });
    expect(open.lines.join("\n")).toContain(secret);
    expect(JSON.stringify(open.json)).toContain(secret);
  });

  it("ends with 0 for nothing found, without calling it safe, and with 2 for what it can't read", async () => {
    const nothing = await check(context(), { paths: [join(folder, "in", "plain.jpg")] });
    expect(nothing.exit).toBe(0);
    expect(nothing.lines[0]).toContain("nothing found in what was looked at");
    await writeFile(join(folder, "strange"), "no format that is known");
    const unknown = await check(context(), { paths: [join(folder, "strange")] });
    expect(unknown.exit).toBe(2);
    expect(unknown.lines[0]).toContain("not looked at");
  });

  it("does not follow links out of a folder or around in it", async () => {
    await symlink(join(folder, "in"), join(folder, "in", "again"));
    expect((await check(context(), { paths: [join(folder, "in")] })).lines.at(-1)).toContain("2 of 3 files");
  });
});

describe("clean", () => {
  it("writes cleaned files below the output folder, leaves originals alone, and finds nothing in them", async () => {
    const out = join(folder, "out");
    const result = await clean(context(), { paths: [join(folder, "in")], out, keep: [] });
    expect(result.exit).toBe(0);
    expect(await there("out")).toEqual(["in", "in/a.jpg", "in/deeper", "in/deeper/.hidden.jpg", "in/plain.jpg"]);
    expect(await bytesOf("out/in/a.jpg")).toEqual(Buffer.from(plain));
    expect(await bytesOf("in/a.jpg")).toEqual(Buffer.from(telling));
    expect((await check(context(), { paths: [out] })).exit).toBe(0);
  });

  it("never writes over anything", async () => {
    const params = { paths: [join(folder, "in", "a.jpg")], out: join(folder, "out"), keep: [] };
    await clean(context(), params);
    await writeFile(join(folder, "out", "a.jpg"), "mine");
    expect((await clean(context(), params)).exit).toBe(6);
    expect(await bytesOf("out/a.jpg")).toEqual(Buffer.from("mine"));
    const onto = await clean(context(), { paths: [join(folder, "in", "a.jpg")], out: join(folder, "in"), keep: [] });
    expect(onto.exit).toBe(6);
    expect(await bytesOf("in/a.jpg")).toEqual(Buffer.from(telling));
  });

  it("keeps the original as a backup when it cleans in place, and no second time over that backup", async () => {
    const params = { paths: [join(folder, "in", "a.jpg")], inPlace: true, keep: [] };
    expect((await clean(context(), params)).exit).toBe(0);
    expect(await bytesOf("in/a.jpg")).toEqual(Buffer.from(plain));
    expect(await bytesOf("in/a.jpg.original")).toEqual(Buffer.from(telling));
    expect((await clean(context(), params)).exit).toBe(6);
    expect(await bytesOf("in/a.jpg.original")).toEqual(Buffer.from(telling));
  });

  it("says which files it could not clean and cleans the others", async () => {
    await writeFile(join(folder, "in", "strange"), "no format that is known");
    const result = await clean(context(), { paths: [join(folder, "in")], out: join(folder, "out"), keep: [] });
    expect(result.exit).toBe(2);
    expect(result.lines.filter((line) => line.includes("not cleaned"))).toHaveLength(1);
    expect(await there("out")).toContain("in/a.jpg");
  });

  it("leaves nothing behind when it is stopped", async () => {
    const stopped = context(AbortSignal.abort());
    const params = { paths: [join(folder, "in")], out: join(folder, "out"), keep: [] };
    await expect(clean(stopped, params)).rejects.toMatchObject({ name: "AbortError" });
    expect(await there(".")).not.toContain("out");
  });

  it("asks where to when neither place was said", async () => {
    const params = { paths: [join(folder, "in")], keep: [] };
    await expect(clean(context(), params)).rejects.toMatchObject({ code: "bad-input" });
    await expect(clean(context(), { ...params, out: "x", inPlace: true })).rejects.toMatchObject({ code: "bad-input" });
  });
});
