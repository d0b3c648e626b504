import { describe, expect, it } from "vitest";
import { fakeServer } from "../testing/fake-server.ts";
import { memoryRecords } from "../testing/memory-engine.ts";
import { testClient, testClock } from "../testing/test-client.ts";
import { testPeople } from "../testing/test-people.ts";

const newestCopy = async (client: Awaited<ReturnType<typeof testClient>>) =>
  (await client.inbox({ incomingOnly: true })).findLast(({ content }) => content.kind === "attachment")?.id ?? "none";

/** Ana and Ben have written to each other and sent each other something with limits and something without. */
async function acquainted() {
  const made = await testPeople({ handles: ["ana", "ben", "chloe"] });
  const [ana, ben, chloe] = [made.person("ana"), made.person("ben"), made.person("chloe")];
  await ana.sendText({ to: ["ben"], text: "hello" });
  await ana.sendText({ to: ["ben"], text: "three times", policy: { opens: 3 } });
  await ben.sync();
  await ben.sendText({ to: ["ana"], text: "twice", policy: { opens: 2 } });
  await ana.sync();
  await ana.openCopy({ message: await newestCopy(ana) });
  return { ...made, ana, ben, chloe };
}

describe("a contact who is removed", () => {
  it("is gone from the contacts, with the conversation and its messages", async () => {
    const { ana } = await acquainted();
    await ana.sendText({ to: ["chloe"], text: "only chloe" });
    await ana.removeContact("ben");
    expect((await ana.contacts()).map(({ name }) => name)).toEqual(["chloe"]);
    expect((await ana.conversations()).map(({ members }) => members)).toEqual([["chloe"]]);
    expect((await ana.inbox()).map(({ content }) => content)).toEqual([{ kind: "text", text: "only chloe" }]);
    await expect(ana.sendText({ to: ["ben"], text: "?" })).rejects.toMatchObject({ code: "contact-unknown" });
    await expect(ana.removeContact("ben")).rejects.toMatchObject({ code: "contact-unknown" });
    expect((await ana.sync()).refused).toEqual([]);
  });

  it("holds what was sent, under the old name, and it can still be taken back", async () => {
    const { ana, ben } = await acquainted();
    await ana.removeContact("ben");
    const [item] = await ana.listSent();
    expect(item?.to.map(({ name }) => name)).toEqual(["ben"]);
    expect(await ana.status({ id: item?.id ?? "" })).toMatchObject([{ to: "ben" }]);
    await ana.takeBack({ id: item?.id ?? "" });
    await ben.sync();
    await expect(ben.openCopy({ message: await newestCopy(ben) })).rejects.toMatchObject({ code: "taken-back" });
  });

  it("stays in the groups that both are in, with a name", async () => {
    const { ana, ben } = await acquainted();
    const { id } = await ana.createConversation({ contacts: ["ben", "chloe"], name: "all" });
    await ben.sync();
    await ana.removeContact("ben");
    await ben.sendText({ conversation: id, text: "to all" });
    await ana.sync();
    expect((await ana.conversations()).find((each) => each.id === id)?.members).toEqual(["ben", "chloe"]);
    expect((await ana.inbox()).at(-1)).toMatchObject({ from: "ben", content: { text: "to all" } });
    expect((await ana.contacts()).map(({ name }) => name)).toEqual(["chloe"]);
  });

  it("is back after writing again, or being added again, with nothing of before", async () => {
    const { ana, ben } = await acquainted();
    await ana.removeContact("ben");
    await ben.sendText({ to: ["ana"], text: "still there?" });
    await ana.sync();
    expect((await ana.contacts()).map(({ name }) => name)).toEqual(["ben", "chloe"]);
    expect((await ana.inbox()).map(({ content }) => content)).toEqual([{ kind: "text", text: "still there?" }]);
    await ana.removeContact("ben");
    await ana.addContact((await ben.makeInvite()).link);
    await ana.sendText({ to: ["ben"], text: "yes" });
    await ben.sync();
    expect((await ben.inbox()).at(-1)?.content).toEqual({ kind: "text", text: "yes" });
    expect(await ben.conversations()).toHaveLength(1);
    expect(await ana.conversations()).toHaveLength(1);
  });

  it("gets nothing of what had not left this device", async () => {
    const clock = testClock();
    const server = fakeServer(() => clock.nowMs());
    let isAway = false;
    const request: typeof server.transport.request = (wanted) =>
      isAway ? Promise.reject(new TypeError("no network")) : server.transport.request(wanted);
    const ana = await testClient({ transport: { ...server.transport, request }, clock, memory: memoryRecords() });
    const ben = await testClient({ transport: server.transport, clock });
    await ana.createAccount({ server: server.origin, handle: "ana" });
    await ben.createAccount({ server: server.origin, handle: "ben" });
    await ana.addContact((await ben.makeInvite()).link);
    isAway = true;
    await ana.sendText({ to: ["ben"], text: "not yet" }).catch(() => undefined);
    await ana.removeContact("ben");
    isAway = false;
    await ana.sync();
    await ben.sync();
    expect((await ben.inbox()).filter(({ content }) => content.kind === "text")).toEqual([]);
    expect(await ana.inbox()).toEqual([]);
  });
});
