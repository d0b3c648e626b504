import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { databaseUser } from "../postgres/embedded.ts";
import { type RunningServer, startServer } from "../start-server.ts";
import { mailOf, makeConversation, makeMessage, sendMessage } from "../testing/conversation-kit.ts";
import { addCopies, makeCopy, makeOpen, sendOpen } from "../testing/copy-kit.ts";
import { failing } from "../testing/failing.ts";
import { makePerson, newId, type Person } from "../testing/person.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { connectDatabase } from "../database/connect.ts";
import { wakeHub } from "./wake-hub.ts";

let first: TestServer;
let second: RunningServer;

// Two servers on one database and one data folder, as behind a load balancer.
beforeAll(async () => {
  first = await startTestServer();
  const folder = encodeURIComponent(join(first.dataDir, "socket"));
  second = await startServer({
    dataDir: first.dataDir,
    port: 0,
    publicOrigin: first.origin(),
    databaseUrl: `postgres://${databaseUser}@${folder}/postgres`,
    checkAnswers: true,
  });
});
afterAll(async () => {
  await second.close();
  await first.end();
});

const person = (server: 1 | 2): Promise<Person> =>
  makePerson(first.origin(), server === 1 ? {} : { at: `http://127.0.0.1:${second.port}` });

it("wakes a device at one server for what came in at the other", async () => {
  const [ana, ben] = await Promise.all([person(1), person(2)]);
  const folder = join(first.dataDir, "socket");
  const database = await connectDatabase({ address: { socketFolder: folder, user: databaseUser }, maxConnections: 1 });
  const hub = await wakeHub(database);
  const conversation = await makeConversation(ana, [ben]);
  const woken = new Promise<void>((resolve) => {
    hub.subscribe(ben.acct, resolve);
  });
  await sendMessage(ana, conversation, makeMessage(ana));
  await woken;
  expect((await mailOf(ben)).map((item) => item.kind)).toEqual(["welcome", "message"]);
  await database.close();
});

it("gives two servers' messages of one conversation one order, each message once", async () => {
  const [ana, ben, chloe] = await Promise.all([person(1), person(2), person(1)]);
  const conversation = await makeConversation(ana, [ben, chloe]);
  const send = async (by: Person) => {
    for (let i = 0; i < 15; i++) await sendMessage(by, conversation, makeMessage(by));
  };
  await Promise.all([send(ana), send(ben)]);
  const got = (await mailOf(chloe)).filter((item) => item.kind === "message");
  expect(got.map((item) => item.seq)).toEqual(Array.from({ length: 30 }, (_, i) => i + 2));
});

it("has one winner when opens race for the last one through both", async () => {
  const [ana, ben] = await Promise.all([person(1), person(1)]);
  const elsewhere = `http://127.0.0.1:${second.port}`;
  const attachment = newId();
  const copy = await makeCopy({ server: first, from: ana, to: ben, attachment, policy: { opens: 1 } });
  await addCopies(ana, attachment, [copy]);
  const opens = await Promise.all(Array.from({ length: 6 }, () => makeOpen({ server: first, by: ben, copy })));
  const through: Person = {
    ...ben,
    call: async (name, input, bend) => ben.call(name, input, { ...bend, address: elsewhere }),
  };
  const results = await Promise.allSettled(opens.map((open, i) => sendOpen(i % 2 === 0 ? ben : through, open)));
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  for (const result of results) {
    if (result.status === "rejected") expect(result.reason).toEqual(failing("opens-used-up"));
  }
});

it("refuses at one server the device that was revoked at the other", async () => {
  const ana = await person(1);
  const elsewhere = `http://127.0.0.1:${second.port}`;
  await ana.call("deviceState", {}, { address: elsewhere });
  const entry = ana.sign(
    "account-entry",
    {
      v: 1,
      kind: "revoke-device",
      prev: ana.acct,
      by: { kind: "recovery" },
      at: Date.now(),
      device: ana.device.publicKey,
    },
    ana.recovery.secretKey,
  );
  await ana.appendEntry(entry);
  for (let waited = 0; waited < 2000; waited += 20) {
    const state = await ana.call("deviceState", {}, { address: elsewhere }).catch((error: unknown) => error);
    if (state instanceof Error) {
      expect(state).toEqual(failing("device-revoked"));
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect.unreachable("still accepted");
});
