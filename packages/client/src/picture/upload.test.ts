import { WhosecopyError } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { testPeople } from "../testing/test-people.ts";
import { texturedJpeg } from "../testing/textured-jpeg.ts";

describe("an upload", () => {
  it("that loses the server in the middle goes on where it was, with the same bytes, and is announced once", async () => {
    let away = false;
    let begun = 0;
    const chunks: string[] = [];
    const { person, server } = await testPeople({
      handles: ["ana", "ben"],
      carry: (transport, handle) => ({
        ...transport,
        async request(request) {
          const isChunk = request.url.includes("/chunks/") && request.method === "PUT";
          if (handle === "ana" && isChunk && ++begun === 2) away = true;
          if (handle === "ana" && away) throw new WhosecopyError("network", "away");
          const answer = await transport.request(request);
          if (isChunk) chunks.push(request.url.slice(-1));
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

  /** Ana's picture to Ben and Chloe, kept on her device because its upload fails; the server is back afterwards. */
  async function waiting() {
    let away = false;
    const { person, server } = await testPeople({
      handles: ["ana", "ben", "chloe"],
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
    const sending = ana.sendPicture({ to: ["ben", "chloe"], bytes: texturedJpeg(400, 300) });
    await expect(sending).rejects.toMatchObject({ code: "network" });
    away = false;
    const arrived = async (name: "ben" | "chloe") => {
      await person(name).sync();
      return (await person(name).inbox()).filter(({ content }) => content.kind === "attachment").length;
    };
    return { ana, server, arrived };
  }

  it("that is taken back before it arrived is not sent any more", async () => {
    const { ana, server, arrived } = await waiting();
    const taken = await ana.takeBack({ id: "a1" });
    expect(taken.copies.map(({ releases }) => releases)).toEqual([0, 0]);
    await ana.sync();
    expect(server.state.blobs.size).toBe(0);
    expect([await arrived("ben"), await arrived("chloe")]).toEqual([0, 0]);
  });

  it("that is taken back from one person before it arrived still goes to the other", async () => {
    const { ana, arrived } = await waiting();
    await ana.takeBack({ id: "a1", from: ["ben"] });
    await ana.sync();
    expect([await arrived("ben"), await arrived("chloe")]).toEqual([0, 1]);
  });
});
