import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@whosecopy/client";
import { openNodeClient } from "@whosecopy/client/node";
import { decodePicture, encodeJpeg, resizePicture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { type RunningServer, startServer } from "@whosecopy/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { texturedJpeg } from "../packages/client/src/testing/textured-jpeg.ts";

let folder: string;
let server: RunningServer;
const open: Client[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whosecopy-e2e-"));
  // PostgreSQL runs as another user when this runs as root.
  await chmod(folder, 0o711);
  server = await startServer({ dataDir: join(folder, "server"), port: 0, log: null, checkAnswers: true });
}, 120_000);

afterAll(async () => {
  for (const client of open) await client.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** A person with a store of their own and an account on the server. */
async function person(handle: string): Promise<Client> {
  const client = await openNodeClient({ home: join(folder, handle) });
  open.push(client);
  await client.createAccount({ server: server.origin, handle });
  return client;
}

async function acquaint(first: Client, second: Client): Promise<void> {
  await first.addContact((await second.makeInvite()).link);
  await second.addContact((await first.makeInvite()).link);
}

const attachmentOf = async (client: Client) =>
  (await client.inbox()).findLast(({ content }) => content.kind === "attachment")?.id ?? "none";

const textsOf = async (client: Client) =>
  (await client.inbox()).flatMap(({ content, from }) => (content.kind === "text" ? [`${from}: ${content.text}`] : []));

describe("three people and a real server", () => {
  it("play the story: a photo to two, a leak, its trace, a take-back", async () => {
    const [ana, ben, chloe] = [await person("ana"), await person("ben"), await person("chloe")];
    await acquaint(ana, ben);
    await acquaint(ana, chloe);
    expect(await ana.safetyNumber("ben")).toBe(await ben.safetyNumber("ana"));

    const sent = await ana.sendPicture({
      to: ["ben", "chloe"],
      bytes: texturedJpeg(960, 640),
      name: "beach.jpg",
      caption: "for you",
      policy: { opens: 3, expiresAtMs: Date.now() + 7 * 86_400_000 },
    });
    expect(sent.messages.map(({ state }) => state)).toEqual(["sent", "sent"]);

    await ben.sync();
    await chloe.sync();
    const preview = await ben.previewCopy({ message: await attachmentOf(ben) });
    expect(preview).toMatchObject({ from: "ana", opensLeft: 3, policy: { marked: true, reported: "day" } });
    const bens = await ben.openCopy({ message: await attachmentOf(ben) });
    await chloe.openCopy({ message: await attachmentOf(chloe) });

    const picture = await decodePicture(bens.bytes, { codecs: nodeCodecs });
    const leak = encodeJpeg({ picture: resizePicture(picture, { width: 480, height: 320 }), quality: 60 });
    expect(await ana.trace({ leak })).toMatchObject({
      verdict: "attributed",
      attributed: [{ name: "ben", sent: sent.id }],
    });

    const taken = await ana.takeBack({ id: sent.id });
    expect(taken.copies.map(({ releases }) => releases)).toEqual([1, 1]);
    await expect(chloe.openCopy({ message: await attachmentOf(chloe) })).rejects.toMatchObject({ code: "taken-back" });
    expect((await chloe.sync()).takenBack).toHaveLength(1);
    const status = await ana.status({ id: sent.id });
    expect(status.map(({ to, state, opens }) => [to, state, opens.length])).toEqual([
      ["ben", "taken-back", 1],
      ["chloe", "taken-back", 1],
    ]);
    expect(status.flatMap(({ opens }) => opens).every(({ provenBy }) => provenBy === "device")).toBe(true);
    expect((await ana.sync()).opened).toHaveLength(2);
  });

  it("count opens, and tell who opened by the device's signature alone", async () => {
    const [dora, emil] = [await person("dora"), await person("emil")];
    await acquaint(dora, emil);
    await dora.sendText({ to: ["emil"], text: "once", policy: { opens: 1, receipts: "exact" } });
    await emil.sync();
    const message = await attachmentOf(emil);
    const before = Date.now();
    expect(new TextDecoder().decode((await emil.openCopy({ message })).bytes)).toBe("once");
    await expect(emil.openCopy({ message })).rejects.toMatchObject({ code: "opens-used-up" });
    const [status] = await dora.status({ id: (await dora.listSent())[0]?.id ?? "none" });
    expect(status).toMatchObject({ to: "emil", opensUsed: 1, unproven: 0 });
    expect(status?.opens[0]?.atMs).toBeGreaterThanOrEqual(before - 5);
  });

  it("talk in a group that changes, and keep those out who were removed", async () => {
    const [fred, gina, hugo] = [await person("fred"), await person("gina"), await person("hugo")];
    await acquaint(fred, gina);
    await acquaint(fred, hugo);
    await acquaint(gina, hugo);
    await fred.createConversation({ contacts: ["gina"], name: "trip" });
    await gina.sync();
    // Gina adds Hugo while Fred writes without having heard of it.
    await gina.addMembers({ conversation: "trip", contacts: ["hugo"] });
    await fred.sendText({ conversation: "trip", text: "one" });
    await hugo.sync();
    await gina.sync();
    expect(await textsOf(hugo)).toEqual(["fred: one"]);
    await fred.sendText({ conversation: "trip", text: "limited", policy: { opens: 2 } });
    await hugo.sync();
    await fred.removeMembers({ conversation: "trip", contacts: ["hugo"] });
    await fred.sendText({ conversation: "trip", text: "two" });
    await hugo.sync();
    await gina.sync();
    expect(await textsOf(hugo)).toEqual(["fred: one"]);
    expect(await textsOf(gina)).toEqual(["fred: one", "fred: two"]);
    await expect(hugo.openCopy({ message: await attachmentOf(hugo) })).rejects.toMatchObject({ code: "not-a-member" });
    expect(new TextDecoder().decode((await gina.openCopy({ message: await attachmentOf(gina) })).bytes)).toBe(
      "limited",
    );
  });

  it("are woken when something waits", async () => {
    const [ines, jan] = [await person("ines"), await person("jan")];
    await acquaint(ines, jan);
    const stop = new AbortController();
    let woken = 0;
    const watching = jan.watch({ onWake: () => (woken += 1), signal: stop.signal });
    await expect.poll(() => woken, { timeout: 10_000 }).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const before = woken;
    await ines.sendText({ to: ["jan"], text: "wake up" });
    await expect.poll(() => woken, { timeout: 10_000 }).toBeGreaterThan(before);
    stop.abort();
    await watching;
    await jan.sync();
    expect(await textsOf(jan)).toEqual(["ines: wake up"]);
  });

  it("keep everything in their stores, sealed, over closing and opening again", async () => {
    const home = join(folder, "kim");
    const passphraseCost = { memoryKiB: 1024, iterations: 1, parallelism: 1 };
    const first = await openNodeClient({ home, passphrase: "a long enough passphrase", passphraseCost });
    await first.createAccount({ server: server.origin, handle: "kim" });
    await expect(openNodeClient({ home })).rejects.toMatchObject({ code: "store-busy" });
    await first.close();
    await expect(openNodeClient({ home })).rejects.toMatchObject({ code: "passphrase-needed" });
    await expect(openNodeClient({ home, passphrase: "wrong" })).rejects.toMatchObject({ code: "passphrase-wrong" });
    const again = await openNodeClient({ home, passphrase: "a long enough passphrase" });
    open.push(again);
    expect(await again.whoami()).toMatchObject({ handle: "kim", origin: server.origin });
    expect((await readFile(join(home, "store.key"))).length).toBeGreaterThan(80);
    expect((await again.sync()).rolledBack).toBe(false);
  });

  it("can't take a handle twice, and try again under another", async () => {
    const client = await openNodeClient({ home: join(folder, "lea") });
    open.push(client);
    await expect(client.createAccount({ server: server.origin, handle: "kim" })).rejects.toMatchObject({
      code: "handle-taken",
    });
    const shown: string[] = [];
    const made = await client.createAccount({
      server: server.origin,
      handle: "lea",
      onRecoveryKey: (printed) => {
        shown.push(printed);
      },
    });
    expect(shown).toEqual([made.recoveryKey]);
    expect((await client.whoami()).handle).toBe("lea");
  });
});
