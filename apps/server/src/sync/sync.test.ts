import { systemRandom } from "@whosecopy/crypto";
import { proveRequest } from "@whosecopy/crypto";
import { nodeSignatures } from "@whosecopy/crypto/node";
import { decodeCanonical, fromBase64url, parseAs, signedToJson, SignedStatement, wakePath } from "@whosecopy/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { mailOf, makeConversation, makeMessage, sendMessage } from "../testing/conversation-kit.ts";
import { failing } from "../testing/failing.ts";
import { makePerson, type Person } from "../testing/person.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
let ana: Person;
let ben: Person;
let conversation: string;

beforeAll(async () => {
  server = await startTestServer();
  [ana, ben] = await Promise.all([makePerson(server.origin()), makePerson(server.origin())]);
  conversation = await makeConversation(ana, [ben]);
});
afterAll(() => server.end());

function hello(origin: string, person: Person, path: string = wakePath) {
  const text = proveRequest({
    host: origin,
    acct: person.acct,
    device: person.device.publicKey,
    deviceSecret: person.device.secretKey,
    chainVersion: 1,
    method: "GET",
    path,
    body: new Uint8Array(0),
    nowMs: Date.now(),
    random: systemRandom,
    signatures: nodeSignatures,
  });
  const statement = parseAs(SignedStatement, decodeCanonical(fromBase64url(text) ?? new Uint8Array(0)));
  return JSON.stringify({ proof: signedToJson(statement) });
}

interface Socket {
  readonly heads: number[];
  until(head: number): Promise<void>;
  readonly closed: Promise<{ code: number; reason: string }>;
  close(): void;
}

/** A socket that says its hello and collects what it is told. */
function wake(origin: string, frame: string): Socket {
  const socket = new WebSocket(origin.replace(/^http/, "ws") + wakePath);
  const heads: number[] = [];
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  socket.on("open", () => socket.send(frame));
  socket.on("message", (data: Buffer) => heads.push((JSON.parse(data.toString("utf8")) as { head: number }).head));
  return {
    heads,
    closed,
    close: () => socket.close(),
    async until(head) {
      for (let waited = 0; waited < 5000; waited += 5) {
        if ((heads.at(-1) ?? 0) >= head) return;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new Error(`not woken for ${head}: ${heads.join(", ")}`);
    },
  };
}

describe("sync", () => {
  it("pages through what waits, oldest first, and says when there is more", async () => {
    for (let i = 0; i < 5; i++) await sendMessage(ana, conversation, makeMessage(ana));
    const all = await mailOf(ben);
    expect(all.map((item) => item.n)).toEqual(all.map((_, i) => i + 1));
    const first = await ben.call("sync", { query: { after: "0", limit: "2" } });
    expect(first).toMatchObject({ more: true, head: all.length });
    expect(first.items).toEqual(all.slice(0, 2));
    const rest = await ben.call("sync", { query: { after: "2", limit: "500" } });
    expect(rest).toMatchObject({ more: false, items: all.slice(2) });
    expect(await ben.call("sync", { query: { after: String(all.length) } })).toMatchObject({ items: [], more: false });
  });

  it("keeps pages small when messages are large, and never empty", async () => {
    const before = (await mailOf(ben)).at(-1)?.n ?? 0;
    const large = Buffer.alloc(1_000_000).toString("base64url");
    for (let i = 0; i < 6; i++) await sendMessage(ana, conversation, { ...makeMessage(ana), message: large });
    const page = await ben.call("sync", { query: { after: String(before), limit: "500" } });
    expect(page.more).toBe(true);
    expect(page.items.length).toBeGreaterThan(0);
    expect(page.items.length).toBeLessThan(6);
  });

  it("deletes what was acknowledged, and remembers how far that was", async () => {
    const head = (await mailOf(ben)).at(-1)?.n ?? 0;
    await ben.call("acknowledge", { body: { upTo: head } });
    await ben.call("acknowledge", { body: { upTo: 1 } });
    expect(await mailOf(ben)).toHaveLength(0);
    expect(await ben.call("deviceState")).toMatchObject({ acknowledged: head });
    await expect(ben.call("acknowledge", { body: { upTo: head + 1 } })).rejects.toEqual(failing("bad-request"));
  });
});

describe("the socket of wake-ups", () => {
  it("tells a device at once where its mailbox stands, and again whenever it grows", async () => {
    const socket = wake(server.origin(), hello(server.origin(), ben));
    const { head } = await ben.call("sync", { query: { after: "0" } });
    await socket.until(head);
    await sendMessage(ana, conversation, makeMessage(ana));
    await socket.until(head + 1);
    expect(socket.heads).toEqual([...socket.heads].sort((a, b) => a - b));
    socket.close();
  });

  it("closes with the reason when the hello is of a stranger, of another request, or no hello at all", async () => {
    const stranger = { ...ben, device: ana.device };
    const frames: readonly (readonly [string, string])[] = [
      [hello(server.origin(), stranger), "device-unknown"],
      [hello("https://elsewhere.example", ben), "signature-invalid"],
      [hello(server.origin(), ben, "/v1/sync"), "signature-invalid"],
      ["{", "bad-request"],
      ["{}", "bad-request"],
    ];
    for (const [frame, reason] of frames) {
      expect(await wake(server.origin(), frame).closed).toEqual({ code: 1008, reason });
    }
  });
});
