import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { deflateSync } from "node:zlib";
import { decodePicture, encodeJpeg, resizePicture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pngChunk } from "../packages/image/src/testing/write-png.ts";
import { texturedJpeg } from "../packages/client/src/testing/textured-jpeg.ts";
import { diskOf } from "./full-disk.ts";
import { personIn } from "./people.ts";
import { begin, jsonOf, resultOf, whosecopy } from "./processes.ts";
import { refusalOf } from "./refused.ts";
import { freshFolder, isRoot } from "./server-process.ts";

const folder = freshFolder();
const at = (...name: readonly string[]) => join(folder, ...name);
const nobody = personIn(folder, "nobody");
const photo = texturedJpeg(768, 512);

/** A JPEG whose header claims another size, and that is as long as if it were so. */
function claiming(width: number, height: number, paddingBytes: number): Uint8Array {
  const bytes = Buffer.concat([photo, Buffer.alloc(paddingBytes)]);
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes.writeUInt16BE(height, frame + 5);
  bytes.writeUInt16BE(width, frame + 7);
  return bytes;
}

/** A black PNG of so many pixels each way, one bit for each: a few kilobytes that ask for gigabytes. */
function blackPng(side: number, linesThere: number): Uint8Array {
  const head = Buffer.from("00000000000000000100000000", "hex");
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  const data = deflateSync(Buffer.alloc((1 + Math.ceil(side / 8)) * linesThere));
  const chunks = [pngChunk("IHDR", head), pngChunk("IDAT", data), pngChunk("IEND", new Uint8Array(0))];
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), ...chunks]);
}

beforeAll(() => {
  writeFileSync(at("photo.jpg"), photo);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("whosecopy mark", () => {
  const bad = [
    ["empty.jpg", new Uint8Array(0), "image-unsupported"],
    ["a text.jpg", Buffer.from("Dear Ben, this is no picture at all.\n".repeat(40)), "image-unsupported"],
    ["a document.jpg", Buffer.from("%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n"), "image-unsupported"],
    ["cut off.jpg", photo.subarray(0, photo.length >> 1), "image-damaged"],
    ["only a head.png", photo.subarray(0, 12), "image-damaged"],
    ["60,000 by 60,000 in a few bytes.jpg", claiming(60_000, 60_000, 0), "image-damaged"],
    ["60,000 by 60,000.jpg", claiming(60_000, 60_000, 11_000_000), "image-too-large"],
    ["12,000 by 12,000.png", blackPng(12_000, 12_000), "image-too-large"],
    ["100,000 by 100,000 in a few lines.png", blackPng(100_000, 9), "image-damaged"],
  ] as const;

  it.each(bad)("refuses %s and leaves nothing behind", async (name, bytes, code) => {
    writeFileSync(at(name), bytes);
    const out = at(`copies of ${name}`);
    const args = ["mark", at(name), "--to", "Ben", "--out", out];
    expect(refusalOf(await nobody.run(...args, "--json"))).toEqual([2, code]);
    expect(existsSync(out)).toBe(false);
  });

  it("refuses a picture that is too small to prove anything, and says so in words too", async () => {
    const small = await decodePicture(photo, { codecs: nodeCodecs });
    const picture = resizePicture(small, { width: 40, height: 30 });
    writeFileSync(at("small.jpg"), encodeJpeg({ picture, quality: 90 }));
    const args = ["mark", at("small.jpg"), "--to", "Ben", "--out", at("small copies")];
    const { exit, complaint, text } = await nobody.run(...args);
    expect([exit, text]).toEqual([2, ""]);
    expect(complaint).toMatch(/^whosecopy: This picture is too small or too plain .* \[image-too-small\]\n$/);
  });

  it("names the file that is missing, the folder that is no file, and the place that can't be written to", async () => {
    const missing = await nobody.run("mark", at("no such photo.jpg"), "--to", "Ben", "--out", at("x"));
    expect([missing.exit, missing.complaint]).toEqual([
      2,
      `whosecopy: There is no such file or folder: ${at("no such photo.jpg")} [bad-input]\n`,
    ]);
    expect(refusalOf(await nobody.run("mark", folder, "--to", "Ben", "--out", at("x"), "--json"))).toEqual([
      2,
      "bad-input",
    ]);
    // Below a file no folder can be made, whoever one is.
    const below = ["--out", at("photo.jpg", "copies"), "--json"];
    expect(refusalOf(await nobody.run("mark", at("photo.jpg"), "--to", "Ben", ...below))).toEqual([2, "bad-input"]);
    if (!isRoot) {
      mkdirSync(at("closed"), { mode: 0o500 });
      const closed = ["--out", at("closed", "copies"), "--json"];
      expect(refusalOf(await nobody.run("mark", at("photo.jpg"), "--to", "Ben", ...closed))).toEqual([2, "bad-input"]);
    }
  });

  it("refuses names that are missing, doubled or fall together as files, and numbers that are none", async () => {
    const mark = ["mark", at("photo.jpg"), "--out", at("x")];
    const usages = await Promise.all([
      nobody.run(...mark),
      nobody.run(...mark, "--to", "Ben", "--quality", "best"),
      nobody.run(...mark, "--to", "Ben", "--colour"),
    ]);
    for (const { exit, complaint } of usages) {
      expect(exit).toBe(2);
      expect(complaint).toMatch(/^error: .+/);
    }
    const doubled = nobody.run(...mark, "--to", "Ben", "--to", "Ben", "--json");
    const fallen = nobody.run(...mark, "--to", "a/b", "--to", "a b", "--json");
    for (const ended of await Promise.all([doubled, fallen])) expect(refusalOf(ended)).toEqual([2, "bad-input"]);
    expect(existsSync(at("x"))).toBe(false);
  });

  it("stopped by Ctrl-C in the middle of a large picture, ends with 130 and leaves no file", async () => {
    const picture = resizePicture(await decodePicture(photo, { codecs: nodeCodecs }), { width: 3600, height: 2400 });
    writeFileSync(at("large.jpg"), encodeJpeg({ picture, quality: 92 }));
    mkdirSync(at("stopped"));
    const names = Array.from({ length: 40 }, (_, n) => ["--to", `person ${n}`]).flat();
    const marking = begin(["mark", at("large.jpg"), ...names, "--out", at("stopped")], { home: nobody.home });
    // Once it reports its progress it is in the middle.
    while (marking.goesOn() && !marking.written().includes("Marking")) await wait(20);
    marking.kill("SIGINT");
    const { exit, complaint } = await marking.ended;
    expect(exit).toBe(130);
    expect(complaint).toContain("whosecopy: Stopped. Nothing is left half done. [cancelled]");
    expect(readdirSync(at("stopped"))).toEqual([]);
  });

  it.skipIf(!diskOf.isPossible)(`on a full disk says so and leaves no file (${diskOf.reason})`, async () => {
    const disk = at("disk");
    mkdirSync(disk);
    // Room for the record and not for the copies.
    const script = `mount -t tmpfs -o size=320k tmpfs "$DISK" && "$@"; code=$?; ls -A "$DISK/out" >&2; exit $code`;
    const ended = await whosecopy(
      ["mark", at("photo.jpg"), "--to", "Ben", "--to", "Chloe", "--out", join(disk, "out"), "--json"],
      { home: nobody.home, env: { DISK: disk }, through: diskOf.through(script) },
    );
    expect(ended.exit).toBe(1);
    expect(jsonOf(ended)).toMatchObject({ error: { code: "storage-full", exit: 1 } });
    expect(ended.complaint).toBe("");
  });
});

describe("whosecopy trace --record", () => {
  const record = at("copies", "record.whosecopy");
  const copy = at("copies", "photo.Chloe.jpg");
  const sealed = at("sealed", "record.whosecopy");
  let marked: unknown;
  const trace = (...args: readonly string[]) => nobody.run("trace", copy, ...args, "--json");

  beforeAll(async () => {
    writeFileSync(at("pass"), "correct horse battery\nnot this line\n");
    writeFileSync(at("wrong"), "incorrect horse\n");
    writeFileSync(at("blank"), "\n");
    marked = await nobody.does("mark", at("photo.jpg"), "--to", "Ben", "--to", "Chloe", "--out", at("copies"));
    const pass = ["--passphrase-file", at("pass")];
    await nobody.does("mark", at("photo.jpg"), "--to", "Ben", "--out", at("sealed"), ...pass);
  });

  it("names the copy, from a record that only its owner can read, of which nothing but the copies lies about", async () => {
    const ben = { recipient: "Ben", file: at("copies", "photo.Ben.jpg") };
    expect(marked).toMatchObject({ record, copies: [ben, { recipient: "Chloe", file: copy }] });
    expect(statSync(record).mode & 0o777).toBe(0o600);
    expect(readdirSync(at("copies")).sort()).toEqual(["photo.Ben.jpg", "photo.Chloe.jpg", "record.whosecopy"]);
    const found = resultOf(await trace("--record", record));
    expect(found).toMatchObject({ verdict: "attributed", recipient: "Chloe", attributed: ["Chloe"] });
    expect(statSync(record).mode & 0o777).toBe(0o600);
  });

  it("keeps the record that another run would have overwritten, and counts each trace in it", async () => {
    const again = await nobody.does("mark", at("photo.jpg"), "--to", "Dan", "--out", at("copies"));
    const earlier = at("copies", "record.1.whosecopy");
    expect(again).toMatchObject({ record, earlierRecord: earlier });
    expect(resultOf(await trace("--record", earlier))).toMatchObject({
      attributed: ["Chloe"],
      accounting: { attempt: 2, words: 2 },
    });
  });

  it("opens a sealed record with its passphrase only, and only from a file", async () => {
    const own = ["trace", at("sealed", "photo.Ben.jpg"), "--record", sealed, "--json"];
    const [none, wrong, blank, right] = await Promise.all([
      nobody.run(...own),
      nobody.run(...own, "--passphrase-file", at("wrong")),
      nobody.run(...own, "--passphrase-file", at("blank")),
      nobody.run(...own, "--passphrase-file", at("pass")),
    ]);
    expect(refusalOf(none)).toEqual([2, "passphrase-needed"]);
    expect(refusalOf(wrong)).toEqual([2, "passphrase-wrong"]);
    expect(refusalOf(blank)).toEqual([2, "bad-input"]);
    expect(resultOf(right)).toMatchObject({ verdict: "attributed", recipient: "Ben" });
    for (const file of [record, sealed]) expect(readFileSync(file).includes("correct horse")).toBe(false);
    expect(readFileSync(record, "latin1")).toMatch(/Chloe|Dan/);
    expect(readFileSync(sealed).includes("Ben")).toBe(false);
  });

  it("refuses a record that is damaged or is none, and a leak that is no picture", async () => {
    writeFileSync(at("cut"), readFileSync(record).subarray(0, 5000));
    writeFileSync(at("changed"), readFileSync(sealed).fill(0x55, 300, 310));
    const results = await Promise.all([
      trace("--record", at("cut")),
      trace("--record", at("changed"), "--passphrase-file", at("pass")),
      trace("--record", at("photo.jpg")),
      trace("--record", at("no such record")),
      nobody.run("trace", at("pass"), "--record", record, "--json"),
    ]);
    const codes = ["record-damaged", "record-damaged", "record-damaged", "bad-input", "image-unsupported"];
    expect(results.map(refusalOf)).toEqual(codes.map((code) => [2, code]));
  });

  it("is what a person without an account is told of, and how to make one", async () => {
    const ended = await trace();
    expect(refusalOf(ended)).toEqual([2, "bad-input"]);
    expect(ended.text).toContain("whosecopy init");
  });
});
