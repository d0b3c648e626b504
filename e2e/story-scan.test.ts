import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDataFolder } from "../apps/server/src/testing/cluster-template.ts";
import { addContacts, inboxOf, newestCopy, peopleOn, type Person } from "./people.ts";
import { photo } from "./pictures.ts";
import { textAt } from "./processes.ts";
import { type Needles, scanFolder, scannerFor, scanTables, windowsOf, withDatabase } from "./scan.ts";
import { copyShares, encodingSecrets, ownSecrets } from "./secrets.ts";
import { freshFolder, type ServerProcess, startServerProcess } from "./server-process.ts";

// Nothing that anybody could have written by chance.
const said = {
  caption: "Grandmother's birthday on the pontoon of Veskarholm",
  "file name": "IMG_veskarholm_20311",
  text: "The spare key hangs behind the third beehive",
  "text with limits": "The alarm code is Peregrine and then the year",
  "group's name": "Regatta of the unlucky herons",
  answer: "Understood, I will feed the bees at dawn",
};
const handles = ["annika.w7", "bertil.q9", "camilla.z3"] as const;

describe("what the server keeps of a conversation", () => {
  const folder = freshFolder();
  const at = (name: string) => join(folder, name);
  let server: ServerProcess;
  let secrets: Needles;
  let accounts: Needles;

  async function play(): Promise<void> {
    const original = await photo(7);
    const name = at(`${said["file name"]}.jpg`);
    writeFileSync(name, original);
    const people = await peopleOn(server.origin, folder, handles);
    const [ana, ben, chloe] = people as [Person, Person, Person];
    await addContacts(ana, [ben, chloe]);
    await addContacts(ben, [ana]);
    const both = ["--to", ben.handle, "--to", chloe.handle];
    const sent = await ana.does("send", name, ...both, "--opens", "3", "--expires", "7d", "--caption", said.caption);
    await ana.does("send", "--text", said.text, ...both);
    await ana.does("send", "--text", said["text with limits"], "--to", ben.handle, "--opens", "1");
    await ana.does(
      "conversation",
      "create",
      "--with",
      ben.handle,
      "--with",
      chloe.handle,
      "--name",
      said["group's name"],
    );
    const arrived = await inboxOf(ben);
    const picture = arrived.find(({ content }) => content.caption === said.caption)?.id ?? "none";
    const text = await newestCopy(ben);
    const shares = await copyShares("Bertil", ben.home, picture);
    await ben.does("open", picture, "-o", at("b.jpg"));
    expect(await ben.does("open", text)).toMatchObject({ text: said["text with limits"], openNumber: 1 });
    await ben.does("send", "--text", said.answer, "--to", ana.handle);
    const hers = (await inboxOf(chloe)).find(({ content }) => content.caption === said.caption)?.id ?? "none";
    await chloe.does("open", hers, "-o", at("c.jpg"));
    secrets = {
      ...(await ownSecrets("Annika", ana.home)),
      ...(await ownSecrets("Bertil", ben.home)),
      ...(await encodingSecrets(ana.home, textAt(sent, "id"))),
      ...shares,
    };
    await ana.does("take-back", textAt(sent, "id"), "--from", chloe.handle);
    // Refusals are logged, too: they must say no more than successes.
    expect((await chloe.run("open", hers, "-o", at("d.jpg"))).exit).toBe(5);
    expect((await ben.run("contact", "add", "nobody")).exit).toBe(2);
    const known = await Promise.all(people.map(async ({ handle, does }) => [handle, await does("whoami")] as const));
    accounts = Object.fromEntries(
      known.flatMap(([handle, self]) => [
        [`handle ${handle}`, handle],
        [`account of ${handle}`, textAt(self, "account")],
        [`device of ${handle}`, textAt(self, "device")],
      ]),
    );
  }

  const forbidden = (): Needles => ({
    ...said,
    ...secrets,
    ...windowsOf("the original", readFileSync(at(`${said["file name"]}.jpg`))),
    ...windowsOf("Bertil's copy", readFileSync(at("b.jpg"))),
    ...windowsOf("Camilla's copy", readFileSync(at("c.jpg"))),
  });

  beforeAll(async () => {
    server = await startServerProcess({ cluster: await freshDataFolder() });
    await play();
  }, 180_000);

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await server.end();
  });

  it("holds no text, caption, file name, picture or key in any value of its database", async () => {
    const { found, rows } = await scanTables(scannerFor(forbidden()), server.dataDir);
    expect(found).toEqual([]);
    expect(rows).toBeGreaterThan(50);
  });

  it("has written none of it to its disk: tables, write-ahead log, blobs, journal, keys", () => {
    const { found, bytes } = scanFolder(scannerFor(forbidden()), server.dataDir);
    expect(found).toEqual([]);
    expect(bytes).toBeGreaterThan(5_000_000);
  });

  it("logs none of it, and no handle, account or device either, at the most talkative level", () => {
    const log = server.log();
    expect(log.split("\n").filter((line) => line.includes('"request"')).length).toBeGreaterThan(50);
    expect(log).toContain("taken-back");
    expect(scannerFor({ ...forbidden(), ...accounts }).scan("the log", Buffer.from(log))).toEqual([]);
  });

  it("would be found out: the same scan finds what is put there, in each place and shape", async () => {
    const planted = Buffer.from("a sentence that was planted for this scan to find");
    const scanner = scannerFor({ planted, also: "handle-that-was-planted" });
    expect(scanner.scan("a log", Buffer.from(`{"to":"handle-that-was-planted"}`))).toEqual(["also, in a log"]);
    await withDatabase(server.dataDir, async ({ db }) => {
      await db.schema.createTable("planted").addColumn("words", "text").addColumn("bytes", "bytea").execute();
      const row = { words: `${planted.toString("base64url")} `.repeat(400), bytes: planted };
      await db
        .insertInto("planted" as "accounts")
        .values(row as never)
        .execute();
    });
    writeFileSync(join(server.dataDir, "blobs", "planted"), `noise ${planted.toString("hex")} noise`);
    const tables = await scanTables(scanner, server.dataDir);
    expect(tables.found.sort()).toEqual([
      "planted, in base64, in the table planted, column words",
      "planted, in the table planted, column bytes",
    ]);
    await server.stop();
    const { found } = scanFolder(scanner, server.dataDir);
    expect(found.join("\n")).toMatch(/^planted, in hexadecimal, in blobs.planted$/m);
    expect(found.join("\n")).toMatch(/^planted, in postgres.base.\d+.\d+$/m);
    expect(found.join("\n")).toMatch(/^planted, in postgres.pg_wal.\w+$/m);
    // And what was settled only by stopping holds nothing either.
    expect(scanFolder(scannerFor(forbidden()), server.dataDir).found).toEqual([]);
  });
});
