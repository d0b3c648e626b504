import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemRandom } from "@whosecopy/crypto";
import { nodeSignatures } from "@whosecopy/crypto/node";
import { type Client, createClient, openClientStore, systemClock } from "@whosecopy/client";
import { nodeGroupCrypto, nodePictureTools, nodeTransport } from "@whosecopy/client/node";
import { type RunningServer, startServer } from "@whosecopy/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Faults, faults } from "../packages/client/src/testing/faults.ts";
import {
  copyRecords,
  memoryEngine,
  type MemoryRecords,
  memoryRecords,
} from "../packages/client/src/testing/memory-engine.ts";

let folder: string;
let server: RunningServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whosecopy-e2e-"));
  await chmod(folder, 0o711);
  server = await startServer({ dataDir: join(folder, "server"), port: 0, log: null, checkAnswers: true });
}, 120_000);

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function client(memory: MemoryRecords, fault?: Faults): Promise<Client> {
  const engine = fault === undefined ? memoryEngine(memory) : fault.engine(memory);
  const transport = nodeTransport();
  return createClient({
    ...nodePictureTools(),
    store: await openClientStore({ engine, key: new Uint8Array(32).fill(1), random: systemRandom }),
    transport: fault === undefined ? transport : fault.transport(transport),
    clock: systemClock,
    signatures: nodeSignatures,
    groupCrypto: nodeGroupCrypto(),
  });
}

const textsOf = async (who: Client) =>
  (await who.inbox()).flatMap(({ content }) => (content.kind === "text" ? [content.text] : []));

async function say(who: Client, to: string, text: string): Promise<void> {
  await who.sync();
  if (!(await textsOf(who)).includes(text)) await who.sendText({ to: [to], text });
}

describe("a crash against the real server", () => {
  it(
    "of a sender and of a receiver, at points all over, neither loses nor doubles a message",
    { timeout: 240_000 },
    async () => {
      const memories = { ana: memoryRecords(), ben: memoryRecords() };
      let ana = await client(memories.ana);
      let ben = await client(memories.ben);
      await ana.createAccount({ server: server.origin, handle: "ana" });
      await ben.createAccount({ server: server.origin, handle: "ben" });
      await ana.addContact((await ben.makeInvite()).link);
      await ben.addContact((await ana.makeInvite()).link);
      const said: string[] = [];
      // The same two people go on and on; each round one of them dies at a later point.
      for (let at = 1; at <= 12; at++) {
        for (const when of ["before", "after"] as const) {
          const hers = faults({ at, when });
          const his = faults({ at, when });
          const [question, answer] = [`question ${at} ${when}`, `answer ${at} ${when}`];
          ana = await client(memories.ana, hers);
          ben = await client(memories.ben, his);
          await say(ana, "ben", question).catch(() => undefined);
          await ben.sync().catch(() => undefined);
          ana = await client(memories.ana);
          ben = await client(memories.ben);
          await say(ana, "ben", question);
          await say(ben, "ana", answer);
          await ana.sync();
          said.push(question, answer);
          const heard = { at, when, ana: await textsOf(ana), ben: await textsOf(ben) };
          expect(heard).toEqual({ at, when, ana: said, ben: said });
        }
      }
    },
  );

  it("and a store put back afterwards is refused by the server's own count", async () => {
    const memory = memoryRecords();
    const cleo = await client(memory);
    await cleo.createAccount({ server: server.origin, handle: "cleo" });
    const dan = await client(memoryRecords());
    await dan.createAccount({ server: server.origin, handle: "dan" });
    await cleo.addContact((await dan.makeInvite()).link);
    await cleo.sendText({ to: ["dan"], text: "one" });
    const backup = copyRecords(memory);
    await cleo.sendText({ to: ["dan"], text: "two" });
    const restored = await client(backup);
    await expect(restored.sendText({ to: ["dan"], text: "three" })).rejects.toMatchObject({
      code: "state-rolled-back",
    });
    await dan.sync();
    expect(await textsOf(dan)).toEqual(["one", "two"]);
  });
});
