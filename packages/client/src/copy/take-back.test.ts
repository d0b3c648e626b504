import { describe, expect, it } from "vitest";
import { testPeople } from "../testing/test-people.ts";

describe("a take-back while its copies are on their way", () => {
  /** What ana asks just before ("before") or after ("after") the host stores her copies. */
  async function race(when: "before" | "after") {
    let meanwhile: (() => Promise<unknown>) | undefined;
    const once = async () => {
      const work = meanwhile;
      meanwhile = undefined;
      await work?.();
    };
    const people = await testPeople({
      handles: ["ana", "ben"],
      carry: (transport) => ({
        ...transport,
        async request(request) {
          const isDelivery = request.method === "POST" && request.url.endsWith("/copies");
          if (isDelivery && when === "before") await once();
          const answer = await transport.request(request);
          if (isDelivery && when === "after") await once();
          return answer;
        },
      }),
    });
    const ana = people.person("ana");
    const ben = people.person("ben");
    let asked = 0;
    meanwhile = async () => {
      asked += 1;
      const [sent] = await ana.listSent();
      await ana.takeBack({ id: sent?.id ?? "none" });
    };
    await ana.sendText({ to: ["ben"], text: "never mind", policy: { opens: 1 } });
    await ben.sync();
    expect(asked).toBe(1);
    return { ana, ben, copies: () => [...people.server.state.copies.values()] };
  }

  it.each(["before", "after"] as const)("holds when it comes %s the host stores them", async (when) => {
    const { ana, ben, copies } = await race(when);
    const [sent] = await ana.listSent();
    expect(sent?.stage).toBe("failed");
    expect(sent?.to[0]?.takenBackAtMs).not.toBeNull();
    expect((await ben.inbox()).filter(({ content }) => content.kind === "attachment")).toEqual([]);
    // What reached the host after the take-back is taken back with the next sync.
    await ana.sync();
    expect(copies().map(({ state }) => state)).toEqual(["taken-back"]);
  });
});
