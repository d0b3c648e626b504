import { beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../client.ts";
import { fakeServer, type FakeServer, serverOver } from "../testing/fake-server.ts";
import { copyState } from "../testing/fake-state.ts";
import { type Faults, faults } from "../testing/faults.ts";
import { copyRecords, type MemoryRecords, memoryRecords } from "../testing/memory-engine.ts";
import { acquaint, testClient, testClock } from "../testing/test-client.ts";

const clock = testClock();
let start: { server: FakeServer; ana: MemoryRecords; ben: MemoryRecords };

beforeAll(async () => {
  const server = fakeServer(() => clock.nowMs());
  const { transport } = server;
  const memories = { ana: memoryRecords(), ben: memoryRecords() };
  const ana = await testClient({ transport, clock, memory: memories.ana });
  const ben = await testClient({ transport, clock, memory: memories.ben });
  await ana.createAccount({ server: server.origin, handle: "ana" });
  await ben.createAccount({ server: server.origin, handle: "ben" });
  await acquaint(ana, ben);
  start = { server, ...memories };
});

/** Both clients anew, one of them on faulty ground. */
async function world(faulty: "ana" | "ben", fault: Faults) {
  const server = serverOver(copyState(start.server.state));
  const memories = { ana: copyRecords(start.ana), ben: copyRecords(start.ben) };
  const open = (who: "ana" | "ben", broken: boolean) =>
    testClient({
      clock,
      transport: broken ? fault.transport(server.transport) : server.transport,
      ...(broken ? { engine: fault.engine(memories[who]) } : { memory: memories[who] }),
    });
  return {
    ana: await open("ana", faulty === "ana"),
    ben: await open("ben", faulty === "ben"),
    reopen: (who: "ana" | "ben") => open(who, false),
    server,
  };
}

const textsOf = async (client: Client) =>
  (await client.inbox()).flatMap(({ content }) => (content.kind === "text" ? [content.text] : []));

/** Says something unless it was kept: what a person does who looks into the store after a crash. */
async function say(client: Client, to: string, text: string): Promise<void> {
  await client.sync();
  if (!(await textsOf(client)).includes(text)) await client.sendText({ to: [to], text });
}

/** Ana writes first, Ben answers, Ana writes again; each step is repeated by the next client when the first one dies. */
async function play(faulty: "ana" | "ben", fault: Faults): Promise<void> {
  const made = await world(faulty, fault);
  let { ana, ben } = made;
  const survive = async (step: () => Promise<void>) => {
    try {
      await step();
    } catch (error) {
      if (!fault.crashed()) throw error;
      if (faulty === "ana") ana = await made.reopen("ana");
      else ben = await made.reopen("ben");
      await step();
    }
  };
  await survive(() => say(ana, "ben", "one"));
  await survive(() => say(ana, "ben", "two"));
  await survive(async () => void (await ben.sync()));
  await survive(() => say(ben, "ana", "three"));
  await survive(() => say(ana, "ben", "four"));
  await survive(async () => void (await ben.sync()));
  await survive(async () => void (await ana.sync()));
  const at = `${faulty} at ${fault.passed()}`;
  const states = (await Promise.all([ana.inbox(), ben.inbox()])).flat();
  const unfinished = states.filter(
    ({ state, content }) => state === "sending" || state === "failed" || content.kind === "unreadable",
  );
  const said = ["one", "two", "three", "four"];
  expect({ at, ana: await textsOf(ana), ben: await textsOf(ben), unfinished }).toEqual({
    at,
    ana: said,
    ben: said,
    unfinished: [],
  });
}

describe("a crash", () => {
  for (const who of ["ana", "ben"] as const) {
    it(`of ${who} at any commit or request neither loses nor doubles a message`, { timeout: 180_000 }, async () => {
      const whole = faults({ at: Number.POSITIVE_INFINITY, when: "before" });
      await play(who, whole);
      expect(whole.passed()).toBeGreaterThan(10);
      for (let at = 1; at <= whole.passed(); at++) {
        await play(who, faults({ at, when: "before" }));
        await play(who, faults({ at, when: "after" }));
      }
    });
  }
});
