import { decodePicture, encodeJpeg, resizePicture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import type { ReportWords } from "@whosecopy/marks";
import { beforeAll, describe, expect, it } from "vitest";
import { WhosecopyError } from "@whosecopy/protocol";
import { testPeople } from "../testing/test-people.ts";
import { texturedJpeg } from "../testing/textured-jpeg.ts";
import { traceReport } from "./trace-report.ts";

const codecs = nodeCodecs;
type Client = ReturnType<Awaited<ReturnType<typeof testPeople>>["person"]>;

const dayMs = 86_400_000;
const words: ReportWords = {
  language: "en",
  title: "Trace",
  verdict: "Ben's copy",
  sentences: [],
  limits: { title: "Limits", sentences: [] },
  leak: { alt: "leak", caption: "leak" },
  original: { alt: "original", caption: "original" },
  legend: { line: "line", dots: "dots", dark: "dark" },
  facts: { title: "Facts", rows: [] },
};

/** Opens the newest copy of a person, saved again at a lower quality and a smaller size. */
async function leakOf(person: Client): Promise<Uint8Array> {
  await person.sync();
  const message = (await person.inbox()).find(({ content }) => content.kind === "attachment")?.id ?? "none";
  const picture = await decodePicture((await person.openCopy({ message })).bytes, { codecs });
  return encodeJpeg({ picture: resizePicture(picture, { width: 480, height: 360 }), quality: 70 });
}

describe("a trace of what was sent", () => {
  /** What Ana's device asks the server for, and whether it gets there. */
  const line = { asked: [] as string[], isUp: true };
  let ana: Client;
  let leak: Uint8Array;
  let sent: string;

  beforeAll(async () => {
    const people = await testPeople({
      handles: ["ana", "ben", "chloe"],
      carry: (transport, handle) => {
        if (handle !== "ana") return transport;
        return {
          ...transport,
          request: (request) => {
            line.asked.push(new URL(request.url).pathname);
            return line.isUp ? transport.request(request) : Promise.reject(new WhosecopyError("network", "cut"));
          },
        };
      },
    });
    ana = people.person("ana");
    sent = (await ana.sendPicture({ to: ["ben", "chloe"], bytes: texturedJpeg(640, 480) })).id;
    leak = await leakOf(people.person("ben"));
  });

  it("says when the person's device opened it, as exactly as receipts tell", async () => {
    const found = await ana.trace({ leak });
    const opened = found.verdict === "attributed" ? found.attributed[0]?.opened : undefined;
    expect(opened).toMatchObject({ is: "before", precision: "day" });
    expect(opened?.is === "before" ? opened.atMs % dayMs : -1).toBe(0);
  });

  it("says so when nothing was opened before the leak was first seen", async () => {
    const found = await ana.trace({ leak, firstSeen: { fromMs: 1000, untilMs: 1000 } });
    expect(found).toMatchObject({ attributed: [{ name: "ben", opened: { is: "not-before", claimed: 0 } }] });
  });

  it("answers without the server, and says that opens are not known then", async () => {
    line.isUp = false;
    const found = await ana.trace({ leak }).finally(() => (line.isUp = true));
    expect(found).toMatchObject({ attributed: [{ name: "ben", opened: { is: "unknown" } }] });
  });

  it("takes corners set by hand, of one thing sent", async () => {
    const placement = {
      unit: "pixel",
      leak: [
        [2, 0],
        [480, 1],
        [479, 360],
        [0, 358],
      ],
    } as const;
    expect(await ana.trace({ leak, id: sent, placement })).toMatchObject({ attributed: [{ name: "ben" }] });
    const crossed = { ...placement, leak: [0, 2, 1, 3].map((i) => placement.leak[i] ?? ([0, 0] as const)) };
    await expect(ana.trace({ leak, id: sent, placement: crossed })).rejects.toMatchObject({ code: "bad-input" });
    await ana.sendPicture({ to: ["ben"], bytes: texturedJpeg(320, 240, 9) });
    await expect(ana.trace({ leak, placement })).rejects.toMatchObject({ code: "bad-input" });
  });

  it("is drawn for people", async () => {
    const found = await ana.trace({ leak, id: sent });
    if (found.verdict === "not-this-picture") throw new Error("not found");
    const report = await traceReport({ codecs }, { leak, found, words });
    expect(report.page.includes("Ben&#39;s copy")).toBe(true);
    expect((await decodePicture(report.picture, { codecs })).width).toBe(900 + 900 + 3 * 24);
  });

  it("that names nobody asks the server nothing, and holds no name", async () => {
    line.asked.length = 0;
    const found = await ana.trace({ leak: texturedJpeg(640, 480), id: sent });
    expect(found.verdict).toBe("not-attributed");
    expect(line.asked).toEqual([]);
    expect(JSON.stringify({ ...found, original: null })).not.toMatch(/ben|chloe|opened|log10/);
  });
});
