import { WhosecopyError } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { testPeople } from "../testing/test-people.ts";
import { texturedJpeg } from "../testing/textured-jpeg.ts";

describe("an upload", () => {
  it("that loses the server in the middle goes on where it was, with the same bytes, and is announced once", async () => {
    let away = false;
    const chunks: string[] = [];
    const { person, server } = await testPeople({
      handles: ["ana", "ben"],
      carry: (transport, handle) => ({
        ...transport,
        async request(request) {
          if (handle === "ana" && away) throw new WhosecopyError("network", "away");
          const { pathname } = new URL(request.url);
          const answer = await transport.request(request);
          if (pathname.includes("/chunks/") && request.method === "PUT") {
            chunks.push(pathname.slice(-1));
            away = chunks.length === 1;
          }
          return answer;
        },
      }),
    });
    const [ana, ben] = [person("ana"), person("ben")];
    const bytes = texturedJpeg(1600, 1200);
    const policy = { opens: 1 };
    await expect(ana.sendPicture({ to: ["ben"], bytes, policy })).rejects.toMatchObject({ code: "network" });
    expect((await ana.listSent())[0]).toMatchObject({ stage: "sending" });
    expect(server.state.copies.size).toBe(0);
    away = false;
    await ana.sync();
    expect((await ana.listSent())[0]).toMatchObject({ stage: "announced" });
    expect(chunks).toEqual(["0", "1"]);
    await ben.sync();
    const arrived = (await ben.inbox()).filter(({ content }) => content.kind === "attachment");
    expect(arrived).toHaveLength(1);
    const opened = await ben.openCopy({ message: arrived[0]?.id ?? "none" });
    expect(opened.bytes.length).toBeGreaterThan(100_000);
  });

  it("that is taken back before it arrived is not sent any more", async () => {
    let away = false;
    const { person, server } = await testPeople({
      handles: ["ana", "ben"],
      carry: (transport, handle) => ({
        ...transport,
        request(request) {
          if (handle === "ana" && away && request.url.includes("/blobs")) {
            return Promise.reject(new WhosecopyError("network", "away"));
          }
          return transport.request(request);
        },
      }),
    });
    const ana = person("ana");
    away = true;
    const bytes = texturedJpeg(400, 300);
    await expect(ana.sendPicture({ to: ["ben"], bytes })).rejects.toMatchObject({ code: "network" });
    away = false;
    await ana.takeBack({ id: "a1" });
    await ana.sync();
    expect(server.state.blobs.size).toBe(0);
    await person("ben").sync();
    expect((await person("ben").inbox()).filter(({ content }) => content.kind === "attachment")).toEqual([]);
  });
});
