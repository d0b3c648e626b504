import { toBase64url } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import type { Client } from "../client.ts";
import { copyRecords, memoryRecords } from "../testing/memory-engine.ts";
import { acquaint, testClient } from "../testing/test-client.ts";
import { testPeople } from "../testing/test-people.ts";

const textsOf = async (client: Client) =>
  (await client.inbox()).flatMap(({ content, from }) => (content.kind === "text" ? [`${from}: ${content.text}`] : []));

const idOf = async (client: Client, name: string) =>
  (await client.conversations()).find((conversation) => conversation.name === name)?.id ?? "none";

describe("a group", () => {
  it("carries a message to everyone in it, under its name, and to nobody who is added later", async () => {
    const { person } = await testPeople({ handles: ["ana", "ben", "chloe", "dan"] });
    const ana = person("ana");
    const made = await ana.createConversation({ contacts: ["ben", "chloe"], name: "trip" });
    expect(made.members).toEqual(["ben", "chloe"]);
    await ana.sendText({ conversation: "trip", text: "before dan" });
    const after = await ana.addMembers({ conversation: made.id, contacts: ["dan"] });
    expect(after.members).toEqual(["ben", "chloe", "dan"]);
    await ana.sendText({ conversation: made.id, text: "with dan" });
    for (const name of ["ben", "chloe", "dan"]) await person(name).sync();
    expect(await textsOf(person("ben"))).toEqual(["ana: before dan", "ana: with dan"]);
    expect(await textsOf(person("dan"))).toEqual(["ana: with dan"]);
    await person("dan").sendText({ conversation: "trip", text: "hello all" });
    await person("chloe").sync();
    expect((await textsOf(person("chloe"))).at(-1)).toBe("dan: hello all");
  });

  it("tells nothing more to somebody who was removed, and closes what they have not opened", async () => {
    const { person, server } = await testPeople({ handles: ["ana", "ben", "chloe"] });
    const ana = person("ana");
    await ana.createConversation({ contacts: ["ben", "chloe"], name: "trip" });
    await ana.sendText({ conversation: "trip", text: "secret", policy: { opens: 1 } });
    await person("ben").sync();
    await person("chloe").sync();
    await ana.removeMembers({ conversation: "trip", contacts: ["ben"] });
    await ana.sendText({ conversation: "trip", text: "without ben" });
    await person("ben").sync();
    await person("chloe").sync();
    expect(await textsOf(person("ben"))).toEqual([]);
    expect(await textsOf(person("chloe"))).toEqual(["ana: without ben"]);
    await expect(person("ben").sendText({ conversation: "trip", text: "?" })).rejects.toMatchObject({
      code: "not-a-member",
    });
    const states = [...server.state.copies.values()].map(({ holder, state }) => [holder, state]);
    const ben = toBase64url((await person("ben").whoami()).acct);
    expect(states.find(([holder]) => holder === ben)?.[1]).toBe("closed");
    expect(states.find(([holder]) => holder !== ben)?.[1]).toBe("sent");
  });

  it("takes in everybody whom two members add at the same moment", async () => {
    const { person } = await testPeople({ handles: ["ana", "ben", "chloe", "dan"] });
    const [ana, ben, chloe, dan] = ["ana", "ben", "chloe", "dan"].map(person) as [Client, Client, Client, Client];
    await acquaint(ben, dan);
    await ana.createConversation({ contacts: ["ben"], name: "trip" });
    await ben.sync();
    const id = await idOf(ben, "trip");
    await Promise.all([
      ana.addMembers({ conversation: id, contacts: ["chloe"] }),
      ben.addMembers({ conversation: id, contacts: ["dan"] }),
    ]);
    for (const client of [ana, ben, chloe, dan]) await client.sync();
    await Promise.all(
      [ana, ben, chloe, dan].map((client, i) => client.sendText({ conversation: id, text: `from ${i}` })),
    );
    for (const client of [ana, ben, chloe, dan]) {
      await client.sync();
      const group = (await client.conversations()).find((each) => each.id === id);
      expect(group?.members).toHaveLength(3);
      expect((await textsOf(client)).map((text) => text.slice(-1)).sort()).toEqual(["0", "1", "2", "3"]);
    }
  });

  it("reads answers to its own commit although it never heard that the commit was accepted", async () => {
    let lose = false;
    const { person } = await testPeople({
      handles: ["ana", "ben", "chloe"],
      carry: (transport, handle) => ({
        ...transport,
        async request(request) {
          const answer = await transport.request(request);
          const lost = lose && handle === "ana" && request.url.endsWith("/commits");
          return lost ? { status: 500, body: new Uint8Array(0) } : answer;
        },
      }),
    });
    const [ana, ben] = [person("ana"), person("ben")];
    await ana.createConversation({ contacts: ["ben"], name: "trip" });
    await ben.sync();
    lose = true;
    const adding = ana.addMembers({ conversation: "trip", contacts: ["chloe"] });
    await expect(adding).rejects.toMatchObject({ code: "server-unavailable" });
    lose = false;
    await ben.sync();
    await ben.sendText({ conversation: "trip", text: "welcome, chloe" });
    await ana.sync();
    expect(await textsOf(ana)).toEqual(["ben: welcome, chloe"]);
    expect((await ana.conversations())[0]?.members).toEqual(["ben", "chloe"]);
  });

  it("sends a text that was written while others changed the group, once", async () => {
    const { person } = await testPeople({ handles: ["ana", "ben", "chloe"] });
    const [ana, ben] = [person("ana"), person("ben")];
    await ana.createConversation({ contacts: ["ben"], name: "trip" });
    await ben.sync();
    await ana.addMembers({ conversation: "trip", contacts: ["chloe"] });
    // Ben does not know of Chloe yet: his first try is for an epoch that is over.
    const [sent] = await ben.sendText({ conversation: "trip", text: "late" });
    expect(sent?.state).toBe("sent");
    await ana.sync();
    await person("chloe").sync();
    expect(await textsOf(ana)).toEqual(["ben: late"]);
    expect(await textsOf(person("chloe"))).toEqual(["ben: late"]);
  });
});

describe("a store that was put back to an older state", () => {
  it("is noticed, sends nothing, and can still be read", async () => {
    const { person, server, clock } = await testPeople({ handles: ["ana", "ben"] });
    const memory = memoryRecords();
    const open = (records: typeof memory) => testClient({ transport: server.transport, clock, memory: records });
    const eve = await open(memory);
    await eve.createAccount({ server: server.origin, handle: "eve" });
    await acquaint(eve, person("ben"));
    await eve.sendText({ to: ["ben"], text: "one" });
    const backup = copyRecords(memory);
    await eve.sendText({ to: ["ben"], text: "two" });
    await person("ben").sync();
    await person("ben").sendText({ to: ["eve"], text: "three" });
    await eve.sync();

    const restored = await open(backup);
    await expect(restored.sendText({ to: ["ben"], text: "four" })).rejects.toMatchObject({ code: "state-rolled-back" });
    expect((await restored.sync()).rolledBack).toBe(true);
    expect(await textsOf(restored)).toEqual(["eve: one"]);
    await person("ben").sync();
    expect(await textsOf(person("ben"))).toEqual(["eve: one", "eve: two", "ben: three"]);
    // The store that is not a copy goes on.
    await eve.sendText({ to: ["ben"], text: "five" });
  });

  it("is noticed by what it had received, too", async () => {
    const { person, server, clock } = await testPeople({ handles: ["ana", "ben"] });
    const memory = memoryRecords();
    const eve = await testClient({ transport: server.transport, clock, memory });
    await eve.createAccount({ server: server.origin, handle: "eve" });
    await acquaint(eve, person("ben"));
    const backup = copyRecords(memory);
    await person("ben").sendText({ to: ["eve"], text: "hello" });
    await eve.sync();
    const restored = await testClient({ transport: server.transport, clock, memory: backup });
    expect((await restored.sync()).rolledBack).toBe(true);
  });
});
