import { describe, expect, it } from "vitest";
import { fakeServer } from "../testing/fake-server.ts";
import { acquaint, testClient, testClock } from "../testing/test-client.ts";

async function people(...handles: readonly string[]) {
  const clock = testClock();
  const server = fakeServer(() => clock.nowMs());
  const clients = await Promise.all(
    handles.map(async (handle) => {
      const client = await testClient({ transport: server.transport, clock });
      await client.createAccount({ server: server.origin, handle });
      return client;
    }),
  );
  return { clock, server, clients };
}

const textsOf = async (client: Awaited<ReturnType<typeof testClient>>) =>
  (await client.inbox()).flatMap(({ content, from }) => (content.kind === "text" ? [`${from}: ${content.text}`] : []));

describe("a conversation", () => {
  it("carries texts both ways in one direct conversation", async () => {
    const { clients } = await people("ana", "ben");
    const [ana, ben] = clients;
    if (ana === undefined || ben === undefined) throw new Error("two people");
    await acquaint(ana, ben);
    const [sent] = await ana.sendText({ to: ["ben"], text: "hello" });
    expect(sent?.state).toBe("sent");
    const got = await ben.sync();
    expect(got.messages.map(({ content }) => content)).toContainEqual({ kind: "text", text: "hello" });
    await ben.sendText({ to: ["ana"], text: "hello back" });
    await ana.sync();
    expect((await textsOf(ana)).slice(-1)).toEqual(["ben: hello back"]);
    expect(await ben.conversations()).toHaveLength(1);
    expect(await ana.conversations()).toHaveLength(1);
  });
});
