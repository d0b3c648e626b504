import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openNodeStore } from "@whosecopy/client/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDataFolder } from "../apps/server/src/testing/cluster-template.ts";
import { texturedJpeg } from "../packages/client/src/testing/textured-jpeg.ts";
import { diskOf } from "./full-disk.ts";
import { addContacts, inboxOf, newestCopy, peopleOn, type Person, personIn } from "./people.ts";
import { jsonOf, resultOf, textAt, whosecopy } from "./processes.ts";
import { refusalOf } from "./refused.ts";
import { freshFolder, type ServerProcess, startServerProcess } from "./server-process.ts";

/** What a test of several commands may take on a busy machine. */
const minutes = { timeout: 120_000 };

describe("whosecopy with an account", () => {
  const folder = freshFolder();
  const at = (name: string) => join(folder, name);
  let server: ServerProcess;
  let ana: Person;
  let ben: Person;

  const pictures = async (person: Person) =>
    (await inboxOf(person)).filter(({ content }) => content.kind === "attachment").length;
  const textsOf = async (person: Person) =>
    (await inboxOf(person)).flatMap(({ content }) => (content.kind === "text" ? [content.text] : []));
  const say = (text: string, to = "ben") => ["send", "--text", text, "--to", to, "--json"];

  beforeAll(async () => {
    writeFileSync(at("photo.jpg"), texturedJpeg(768, 512));
    server = await startServerProcess({ cluster: await freshDataFolder() });
    [ana, ben] = (await peopleOn(server.origin, folder, ["ana", "ben"])) as [Person, Person];
    await addContacts(ana, [ben]);
    await ana.does(...say("hello").slice(0, -1));
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await server.end();
  });

  it("refuses invites, people and ids that are none, each with its own code", minutes, async () => {
    const invite = textAt(await ben.does("contact", "invite"), "link");
    const attempts = [
      [["contact", "add", "not an invite"], 2, "invite-damaged"],
      [["contact", "add", invite.slice(0, -9)], 2, "invite-damaged"],
      [say("hello", "bertram").slice(0, -1), 2, "contact-unknown"],
      [["contact", "verify", "bertram"], 2, "contact-unknown"],
      [["open", "m99", "-o", at("x.jpg")], 2, "not-found"],
      [["status", "a99"], 2, "not-found"],
      [["take-back", "a99"], 2, "not-found"],
      [["send", "--text", "hello", "--in", "No such group"], 2, "not-found"],
      [["send", "--text", "hello"], 2, "bad-input"],
      [["send", at("photo.jpg"), "--to", "ben", "--expires", "soon"], 2, "bad-input"],
      [["send", at("no such.jpg"), "--to", "ben"], 2, "bad-input"],
      [["init", "--server", server.origin, "--handle", "ana"], 6, "already-exists"],
    ] as const;
    for (const [args, exit, code] of attempts) {
      expect([...refusalOf(await ana.run(...args, "--json")), args[0]]).toEqual([exit, code, args[0]]);
    }
    const another = personIn(folder, "another ana");
    const taken = await another.run("init", "--server", server.origin, "--handle", "ana", "--json");
    expect([taken.exit, jsonOf(taken)]).toMatchObject([6, { error: { code: "handle-taken", exit: 6 } }]);
    const odd = await another.run("init", "--server", server.origin, "--handle", "Ana Maria", "--json");
    expect(refusalOf(odd)).toEqual([2, "bad-input"]);
  });

  it("searches everything that was sent when a leak is traced without a record", minutes, async () => {
    await ana.does("send", at("photo.jpg"), "--to", "ben", "--opens", "2");
    await ben.does("open", await newestCopy(ben), "-o", at("opened.jpg"));
    expect(await ana.does("trace", at("opened.jpg"))).toMatchObject({ attributed: ["ben"], sent: "a1" });
    const notSent = await ben.run("trace", at("opened.jpg"), "--json");
    expect([notSent.exit, jsonOf(notSent)]).toMatchObject([3, { verdict: "not-this-picture", attributed: [] }]);
  });

  it("shows the recovery key as soon as the account exists, and says it in the result", minutes, async () => {
    const dan = personIn(folder, "dan");
    const made = await dan.run("init", "--server", server.origin, "--handle", "dan", "--json");
    const key = textAt(resultOf(made), "recoveryKey");
    expect(made.complaint).toBe(`Recovery key (write it down now, it is kept nowhere): ${key}\n`);
    expect(statSync(join(dan.home, "store.key")).mode & 0o777).toBe(0o600);
  });

  it("opens a store that was sealed with a passphrase with that one only", minutes, async () => {
    writeFileSync(at("pass"), "correct horse\n");
    writeFileSync(at("wrong"), "incorrect horse\n");
    const eve = personIn(folder, "eve");
    await eve.does("init", "--server", server.origin, "--handle", "eve", "--passphrase-file", at("pass"));
    const [none, wrong] = [
      await eve.run("whoami", "--json"),
      await eve.run("inbox", "--passphrase-file", at("wrong"), "--json"),
    ];
    expect([refusalOf(none), refusalOf(wrong)]).toEqual([
      [2, "passphrase-needed"],
      [2, "passphrase-wrong"],
    ]);
    expect(await eve.does("whoami", "--passphrase-file", at("pass"))).toMatchObject({ handle: "eve" });
  });

  it("lets one process at a time into a store, and says when a store is damaged", minutes, async () => {
    const store = await openNodeStore({ home: ben.home });
    const busy = await ben.run("inbox", "--json");
    await store.close();
    expect(refusalOf(busy)).toEqual([9, "store-busy"]);
    const copy = personIn(folder, "a copy of ben");
    cpSync(ben.home, copy.home, { recursive: true });
    writeFileSync(join(copy.home, "store.key"), readFileSync(join(ben.home, "store.key")).subarray(0, 20));
    expect(refusalOf(await copy.run("whoami", "--json"))).toEqual([1, "store-damaged"]);
    rmSync(join(copy.home, "store.key"));
    expect(refusalOf(await copy.run("whoami", "--json"))).toEqual([1, "store-damaged"]);
    // Even then no new key was made, under which the old records would be lost.
    expect(readdirSync(copy.home)).not.toContain("store.key");
  });

  it(
    "keeps a text while the server is away, says that a picture was not kept, and goes on by itself",
    minutes,
    async () => {
      await server.stop();
      const text = await ana.run(...say("written while the server was away"));
      expect(refusalOf(text)).toEqual([7, "network"]);
      expect(jsonOf(text)).toMatchObject({ error: { kept: true, retryable: true } });
      const picture = await ana.run("send", at("photo.jpg"), "--to", "ben");
      expect(picture.exit).toBe(7);
      expect(picture.complaint).toContain("Nothing was sent, and nothing is kept: try again later. [network]");
      expect(refusalOf(await ben.run("inbox", "--json"))).toEqual([7, "network"]);
      await server.start();
      await ana.does("inbox");
      expect(await textsOf(ben)).toEqual(["hello", "written while the server was away"]);
      expect((await inboxOf(ana)).every(({ state }) => state === "sent")).toBe(true);
    },
  );

  it("refuses to send from a store that was put back to an older state, and still reads", minutes, async () => {
    const copy = personIn(folder, "restored ana");
    cpSync(ana.home, copy.home, { recursive: true });
    await ana.does(...say("after the backup").slice(0, -1));
    for (const args of [say("from the backup"), ["send", at("photo.jpg"), "--to", "ben", "--json"]]) {
      expect(refusalOf(await copy.run(...args))).toEqual([6, "state-rolled-back"]);
    }
    expect((await copy.run("inbox", "--json")).exit).toBe(0);
    await ana.does(...say("and on").slice(0, -1));
    const texts = await textsOf(ben);
    expect(texts.slice(-2)).toEqual(["after the backup", "and on"]);
    expect(texts).not.toContain("from the backup");
  });

  it.skipIf(!diskOf.isPossible)(`survives a full disk with nothing half sent (${diskOf.reason})`, minutes, async () => {
    const flo = personIn(folder, "flo");
    await flo.does("init", "--server", server.origin, "--handle", "flo");
    await addContacts(flo, [ben]);
    mkdirSync(at("disk"));
    const before = await pictures(ben);
    // The store on a disk with little room left beside a large file; then without that file.
    const script = `set -e
      node=$1 command=$2 picture=$4
      used=$(du -sk "$STORE" | cut -f1)
      mount -t tmpfs -o size=$((used + 9000))k tmpfs "$DISK"
      cp -a "$STORE" "$WHOSECOPY_HOME"
      dd if=/dev/zero of="$DISK/large" bs=1k count=8800 2>/dev/null
      "$node" "$command" send "$picture" --to ben --json || echo "exit $?"
      rm "$DISK/large"
      "$node" "$command" status --json
      "$node" "$command" send "$picture" --to ben --json`;
    const { text, complaint, exit } = await whosecopy(["send", at("photo.jpg")], {
      home: join(at("disk"), "home"),
      env: { STORE: flo.home, DISK: at("disk") },
      through: diskOf.through(script),
    });
    const [full = "", code, status = "", sent = ""] = text.split("\n");
    expect([exit, code, complaint]).toEqual([0, "exit 1", ""]);
    expect(JSON.parse(full)).toMatchObject({ error: { code: "storage-full", exit: 1 } });
    expect(JSON.parse(status)).toEqual({ sent: [] });
    expect(JSON.parse(sent)).toMatchObject({ id: "a1", messages: [{ state: "sent" }] });
    expect(await pictures(ben)).toBe(before + 1);
  });

  it("serves from a data folder once, and says which flag it does not know", minutes, async () => {
    const home = { home: folder };
    const second = await whosecopy(["serve", "--port", "0", "--data", server.dataDir], home);
    expect([second.exit, second.text]).toEqual([9, ""]);
    expect(second.complaint).toContain("[store-busy]");
    const unknown = await whosecopy(["serve", "--colour"], home);
    expect([unknown.exit, unknown.complaint]).toMatchObject([2, expect.stringContaining("--colour")]);
    const help = await whosecopy(["serve", "--help"], home);
    expect(help.exit).toBe(0);
    for (const words of ["--data FOLDER", "WHOSECOPY_DATA", "DATABASE_URL", "Examples:"])
      expect(help.text).toContain(words);
  });
});
