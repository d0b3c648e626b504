import { execFile } from "node:child_process";
import { readdir, rename, rm, truncate, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { readStatement, Release, signedFromJson } from "@whosecopy/protocol";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { reconcile } from "../reconcile.ts";
import { makeConversation, makeMessage, sendMessage } from "../testing/conversation-kit.ts";
import {
  addCopies,
  confirm,
  type MadeCopy,
  makeCopy,
  makeOpen,
  sendOpen,
  sendTakeBack,
  takeBackStatement,
} from "../testing/copy-kit.ts";
import { failing } from "../testing/failing.ts";
import { makePerson, newId, type Person } from "../testing/person.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

const run = promisify(execFile);

let server: TestServer;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  server = await startTestServer();
  [ana, ben] = await Promise.all([makePerson(server.origin()), makePerson(server.origin())]);
});
afterEach(() => server.end());
afterAll(() => undefined);

interface Sent extends MadeCopy {
  readonly attachment: string;
}

async function sent(opens?: number | null): Promise<Sent> {
  const attachment = newId();
  const policy = opens === undefined ? {} : { policy: { opens } };
  const copy = await makeCopy({ server, from: ana, to: ben, attachment, ...policy });
  await addCopies(ana, attachment, [copy]);
  return { ...copy, attachment };
}

const opened = async (copy: Sent) => sendOpen(ben, await makeOpen({ server, by: ben, copy }));

async function backUp(): Promise<void> {
  await server.stop();
  await run("cp", ["-a", join(server.dataDir, "postgres"), join(server.dataDir, "backup")]);
  await server.restart();
}

async function restore(): Promise<void> {
  await server.stop();
  await rm(join(server.dataDir, "postgres"), { recursive: true });
  await rename(join(server.dataDir, "backup"), join(server.dataDir, "postgres"));
  await server.restart();
}

async function usedOf(copy: Sent): Promise<number | undefined> {
  const { copies } = await ana.call("status", { params: { attachment: copy.attachment } });
  return copies[0]?.opensUsed;
}

describe("a database restored from a backup", () => {
  it("releases nothing until it is reconciled; then counts are right and what was taken back stays so", async () => {
    const [opened3, takenBack, untouched] = [await sent(), await sent(), await sent()];
    await opened(opened3);
    await backUp();
    await opened(opened3);
    await opened(opened3);
    await opened(takenBack);
    const statement = takeBackStatement(server, ana, { attachment: takenBack.attachment });
    await sendTakeBack(ana, takenBack.attachment, statement);
    const lost = await sent();
    await opened(lost);
    await restore();

    expect(server.server().heldBecause()).toEqual(["database-behind"]);
    expect(await ana.call("serverInfo")).toMatchObject({ releasesHeld: true });
    for (const copy of [opened3, takenBack, untouched]) {
      await expect(opened(copy)).rejects.toEqual(failing("releases-held"));
    }
    // Sending goes on.
    const conversation = await makeConversation(ana, [ben]);
    await sendMessage(ana, conversation, makeMessage(ana));
    const during = await sent();
    // Restarting changes nothing.
    await server.restart();
    await expect(opened(untouched)).rejects.toEqual(failing("releases-held"));

    await expect(reconcile({ dataDir: server.dataDir })).rejects.toEqual(failing("store-busy"));
    await server.stop();
    expect(await reconcile({ dataDir: server.dataDir })).toMatchObject({
      opens: 3,
      takeBacks: 1,
      unknownCopies: 1,
      lostSegments: [],
    });
    expect(await reconcile({ dataDir: server.dataDir })).toMatchObject({ opens: 0, takeBacks: 0 });
    await server.restart();

    expect(server.server().heldBecause()).toEqual([]);
    expect(await usedOf(opened3)).toBe(3);
    await expect(opened(opened3)).rejects.toEqual(failing("opens-used-up"));
    await expect(opened(takenBack)).rejects.toEqual(failing("taken-back"));
    expect((await opened(untouched)).share).toEqual(untouched.hostShare);
    expect((await opened(during)).share).toEqual(during.hostShare);
    // The sender hands a lost copy in again: what was released of it is still counted.
    await addCopies(ana, lost.attachment, [lost]);
    const { release } = await opened(lost);
    expect(readStatement(Release, signedFromJson(release).body).n).toBe(2);
    // And presents the take-back again, as her client does on its next sync: the same receipt.
    await sendTakeBack(ana, takenBack.attachment, statement);
  });
});

describe("a database restored from a backup that was made while the server ran", () => {
  it("releases nothing until it is reconciled, also when the server was not started in between", async () => {
    const unlimited = await sent(null);
    await opened(unlimited);
    const backup = join(server.dataDir, "backup");
    await run("cp", ["-a", join(server.dataDir, "postgres"), backup]);
    await rm(join(backup, "postmaster.pid"));
    for (let n = 0; n < 40; n++) await opened(unlimited);
    await restore();
    expect(server.server().heldBecause()).toContain("database-behind");
    await expect(opened(unlimited)).rejects.toEqual(failing("releases-held"));
    await server.stop();
    expect(await reconcile({ dataDir: server.dataDir })).toMatchObject({ opens: 40, unknownCopies: 0 });
    await server.restart();
    expect(server.server().heldBecause()).toEqual([]);
    expect(await usedOf(unlimited)).toBe(41);
  });
});

describe("a journal", () => {
  const segments = async () => (await readdir(join(server.dataDir, "journal"))).sort();

  it("that is gone while the database has releases holds them", async () => {
    await opened(await sent());
    await server.stop();
    await rm(join(server.dataDir, "journal"), { recursive: true });
    await server.restart();
    expect(server.server().heldBecause()).toEqual(["journal-missing"]);
    await server.stop();
    expect((await reconcile({ dataDir: server.dataDir })).lostSegments).toHaveLength(1);
    await server.restart();
    expect(server.server().heldBecause()).toEqual([]);
  });

  it("that is shorter than the database says holds releases", async () => {
    const copy = await sent();
    await opened(copy);
    await opened(copy);
    await server.stop();
    const path = join(server.dataDir, "journal", (await segments())[0] ?? "");
    await truncate(path, (await stat(path)).size - 200);
    await server.restart();
    expect(server.server().heldBecause()).toEqual(["journal-behind"]);
  });

  it("with a damaged record holds releases", async () => {
    const copy = await sent();
    await opened(copy);
    await opened(copy);
    await server.stop();
    const path = join(server.dataDir, "journal", (await segments())[0] ?? "");
    await run("sh", ["-c", `printf 'X' | dd of="$0" bs=1 seek=200 conv=notrunc 2>/dev/null`, path]);
    await server.restart();
    expect(server.server().heldBecause()).toEqual(["journal-damaged"]);
    await server.stop();
    await reconcile({ dataDir: server.dataDir });
    await server.restart();
    expect(server.server().heldBecause()).toEqual([]);
  });

  it("starts a new segment at each start and is not held by that", async () => {
    await opened(await sent());
    for (let i = 0; i < 3; i++) await server.restart();
    expect(await segments()).toHaveLength(4);
    expect(server.server().heldBecause()).toEqual([]);
    const copy = await sent();
    const open = await makeOpen({ server, by: ben, copy });
    await sendOpen(ben, open);
    await confirm(ben, open);
  });
});

describe("a host whose key is not the one that its copies name", () => {
  it("releases nothing", async () => {
    const copy = await sent();
    await server.stop();
    await rm(join(server.dataDir, "host-keys"), { recursive: true });
    await server.restart();
    expect(server.server().heldBecause()).toEqual(["host-key-changed"]);
    await expect(opened(copy)).rejects.toEqual(failing("releases-held"));
  });
});
