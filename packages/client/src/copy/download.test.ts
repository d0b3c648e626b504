import { WhosecopyError } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { testPeople } from "../testing/test-people.ts";
import { texturedJpeg } from "../testing/textured-jpeg.ts";

describe("a download", () => {
  it("that loses the server in the middle costs no open, and fetches only what has not arrived", async () => {
    const asked: string[] = [];
    let refuseFrom = 1;
    const { person } = await testPeople({
      handles: ["ana", "ben"],
      carry: (transport, handle) => ({
        ...transport,
        async request(request) {
          const isChunk = handle === "ben" && request.method === "GET" && request.url.includes("/chunks/");
          if (isChunk && asked.length >= refuseFrom) throw new WhosecopyError("network", "away");
          if (isChunk) asked.push(request.url.slice(-1));
          return transport.request(request);
        },
      }),
    });
    const [ana, ben] = [person("ana"), person("ben")];
    const sent = await ana.sendPicture({ to: ["ben"], bytes: texturedJpeg(1600, 1200), policy: { opens: 1 } });
    await ben.sync();
    const message = (await ben.inbox()).find(({ content }) => content.kind === "attachment")?.id ?? "none";
    await expect(ben.openCopy({ message })).rejects.toMatchObject({ code: "network" });
    expect((await ana.status({ id: sent.id }))[0]?.opens).toEqual([]);
    expect(asked).toEqual(["0"]);
    refuseFrom = Infinity;
    const opened = await ben.openCopy({ message });
    expect(opened).toMatchObject({ openNumber: 1, opensLeft: 0 });
    expect(asked).toEqual(["0", "1"]);
  });
});
