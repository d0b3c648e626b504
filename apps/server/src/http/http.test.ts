import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { generateSigningKey, systemRandom } from "@whosecopy/crypto";
import { ErrorAnswer, routes, toBase64url } from "@whosecopy/protocol";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeConversation, makeMessage, sendMessage } from "../testing/conversation-kit.ts";
import { addCopies, makeCopy, makeOpen, sendOpen } from "../testing/copy-kit.ts";
import { failing } from "../testing/failing.ts";
import { callOpenly, makePerson, newId, type Person } from "../testing/person.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { openToAnyone } from "./handler.ts";

let server: TestServer;
let ana: Person;
let ben: Person;
const minute = 60_000;

beforeAll(async () => {
  server = await startTestServer();
  [ana, ben] = await Promise.all([
    makePerson(server.origin(), { handle: "ana-of-the-log-test" }),
    makePerson(server.origin(), { handle: "ben-of-the-log-test" }),
  ]);
});
afterAll(() => server.end());

/** A raw request, with whatever headers, and the code it is refused with. */
function refusal(path: string, options: { method: string; headers?: Record<string, string>; body?: string | Buffer }) {
  return new Promise<{ status: number; code: string }>((resolve, reject) => {
    const { method, headers = {}, body } = options;
    const sent = httpRequest(server.origin() + path, { method, headers }, (response) => {
      let text = "";
      response.on("data", (piece: Buffer) => (text += piece.toString()));
      response.on("end", () => {
        const { error } = v.parse(ErrorAnswer, JSON.parse(text));
        resolve({ status: response.statusCode ?? 0, code: error.code });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

describe("a signed request", () => {
  it.each([
    ["of another server", { host: "https://elsewhere.example" }, "signature-invalid"],
    ["of another path", { path: "/v1/sync?after=1" }, "signature-invalid"],
    ["of another body", { signedBody: Uint8Array.of(1) }, "signature-invalid"],
    ["by another key", { secretKey: generateSigningKey(systemRandom).secretKey }, "signature-invalid"],
    ["by a device that the account does not have", { device: new Uint8Array(32).fill(9) }, "device-unknown"],
    ["from six minutes ago", { at: Date.now() - 6 * minute }, "clock-skew"],
    ["from six minutes ahead", { at: Date.now() + 6 * minute }, "clock-skew"],
    ["naming a chain that is longer than it is", { chainVersion: 2 }, "chain-invalid"],
  ] as const)("%s is refused", async (_, bend, code) => {
    await expect(ana.call("deviceState", {}, bend)).rejects.toEqual(failing(code));
  });

  it("from four minutes ago is accepted", async () => {
    await expect(ana.call("deviceState", {}, { at: Date.now() - 4 * minute })).resolves.toBeDefined();
  });

  it("replayed byte for byte is refused", async () => {
    const seen: { url: string; init: RequestInit }[] = [];
    const real = globalThis.fetch;
    globalThis.fetch = (url, init) => {
      seen.push({ url: url as string, init: init ?? {} });
      return real(url, init);
    };
    await ana.call("deviceState").finally(() => {
      globalThis.fetch = real;
    });
    const again = await fetch(seen[0]?.url ?? "", seen[0]?.init);
    expect(v.parse(ErrorAnswer, await again.json()).error.code).toBe("request-replayed");
  });

  it("is what every route asks for but the three that show what is public", async () => {
    const open = Object.entries(routes).filter(([, route]) => route.auth === "anyone");
    expect(open.map(([name]) => name).sort()).toEqual([...openToAnyone].sort());
    for (const route of Object.values(routes)) {
      if (route.auth === "anyone") continue;
      const path = route.path.replace(/:[a-z]+/gi, "x");
      expect(await refusal(path, { method: route.method })).toEqual({ status: 401, code: "signature-invalid" });
    }
  });

  it("of an account that was revoked is refused at once", async () => {
    const dana = await makePerson(server.origin());
    const by = { kind: "recovery" };
    const value = { v: 1, kind: "revoke-device", prev: dana.acct, by, at: 1, device: dana.device.publicKey };
    await dana.appendEntry(dana.sign("account-entry", value, dana.recovery.secretKey));
    await expect(dana.call("deviceState")).rejects.toEqual(failing("device-revoked"));
  });
});

describe("hostile input", () => {
  const proof = "whosecopy-proof";

  it.each([
    ["no CBOR", "AAAA"],
    ["no base64url", "%%%%"],
    ["a header of some kilobytes", "A".repeat(9000)],
    ["nested arrays", toBase64url(new Uint8Array(2000).fill(0x81))],
  ])("in the proof (%s) is refused", async (_, header) => {
    const answer = await refusal("/v1/sync?after=0", { method: "GET", headers: { [proof]: header } });
    expect(answer.code).toBe("signature-invalid");
  });

  it.each([
    ["no JSON", "{"],
    ["no UTF-8", Buffer.from([0x22, 0xff, 0x22])],
    ["another shape", "[]"],
    ["a further field", JSON.stringify({ genesis: {}, claim: {}, prekey: {}, more: 1 })],
    ["a prototype", '{"__proto__": {"genesis": 1}}'],
  ])("in the body (%s) is refused", async (_, body) => {
    expect((await refusal("/v1/accounts", { method: "POST", body })).code).toBe("bad-request");
  });

  it("that is too large is refused before it is read", async () => {
    const headers = { "content-length": "70000000" };
    const code = await new Promise((resolve, reject) => {
      const sent = httpRequest(`${server.origin()}/v1/accounts`, { method: "POST", headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.on("error", reject);
      // Nothing of the body is sent: the answer comes from its announced length alone.
      sent.flushHeaders();
    });
    expect(code).toBe(413);
    const body = Buffer.alloc(20_000);
    expect(await refusal("/v1/accounts", { method: "POST", body })).toEqual({ status: 413, code: "too-large" });
  });

  it("cut off in the middle leaves the server well", async () => {
    for (const text of ["POST /v1/accounts HTTP/1.1\r\ncontent-length: 100\r\n\r\n{", "\u0000\u0000\r\n\r\n"]) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(new URL(server.origin()).port), "127.0.0.1", () => {
          socket.write(text);
          setTimeout(() => socket.destroy(), 30);
        });
        socket.on("error", () => undefined);
        socket.on("close", () => resolve());
      });
    }
    await expect(ana.call("deviceState")).resolves.toBeDefined();
  });

  it("to routes that are not there is refused in the same words", async () => {
    expect(await refusal("/v1/nothing", { method: "GET" })).toEqual({ status: 404, code: "not-found" });
    expect(await refusal("/v1/accounts/%ff", { method: "GET" })).toMatchObject({ code: "bad-request" });
    expect(await refusal("/../../etc/passwd", { method: "GET" })).toMatchObject({ code: "not-found" });
  });
});

describe("pages", () => {
  it.each(["/", "/i"])("%s is under the strict policy and has nothing inline", async (path) => {
    const response = await fetch(server.origin() + path);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain("unsafe");
    const html = await response.text();
    expect(html).not.toMatch(/<script|<style|\sstyle=|\son[a-z]+=|src="http|href="http/i);
    for (const [, href] of html.matchAll(/(?:href|src)="(\/[^"]*)"/g)) {
      expect((await fetch(server.origin() + (href ?? ""))).status).toBe(200);
    }
  });

  it("and every other answer carry the security headers", async () => {
    for (const path of ["/", "/v1/server", "/healthz", "/metrics", "/openapi.json", "/style.css", "/nowhere"]) {
      const { headers } = await fetch(server.origin() + path);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("cross-origin-embedder-policy")).toBe("require-corp");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.get("permissions-policy")).toContain("camera=()");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    }
  });

  it("include an OpenAPI document of every route", async () => {
    const document = v.parse(
      v.object({ openapi: v.string(), paths: v.record(v.string(), v.record(v.string(), v.unknown())) }),
      await (await fetch(`${server.origin()}/openapi.json`)).json(),
    );
    expect(document.openapi).toBe("3.1.0");
    for (const route of Object.values(routes)) {
      const path = route.path.replace(/:([a-zA-Z]+)/g, "{$1}");
      expect(document.paths[path]?.[route.method.toLowerCase()]).toBeDefined();
    }
  });

  it("say who the server is and how it is", async () => {
    const info = await callOpenly(server.origin(), "serverInfo");
    expect(info).toMatchObject({ origin: server.origin(), releasesHeld: false });
    expect(await (await fetch(`${server.origin()}/healthz`)).json()).toMatchObject({ status: "ok" });
  });
});

describe("the log and the metrics", () => {
  it("hold no handle, id, key, query, address or body of anybody", async () => {
    const conversation = await makeConversation(ana, [ben]);
    const message = makeMessage(ana);
    await sendMessage(ana, conversation, message);
    await ana.call("findHandle", { params: { handle: ben.handle } });
    const attachment = newId();
    const copy = await makeCopy({ server, from: ana, to: ben, attachment });
    await addCopies(ana, attachment, [copy]);
    await sendOpen(ben, await makeOpen({ server, by: ben, copy }));
    await ben.call("sync", { query: { after: "0" } });
    await expect(ana.call("findHandle", { params: { handle: "nobody-of-the-log" } })).rejects.toEqual(
      failing("handle-unknown"),
    );
    await expect(ben.call("getCopy", { params: { copy: newId() } })).rejects.toEqual(failing("not-found"));
    const metrics = await (await fetch(`${server.origin()}/metrics`)).text();
    expect(metrics).toContain("whosecopy_messages_total");
    const log = server.logged();
    expect(log).toContain('"route":"/v1/conversations/:conversation/messages"');
    expect(log).toContain('"code":"handle-unknown"');
    const secret = [
      "-of-the-log",
      "whosecopy-proof",
      "after=0",
      "127.0.0.1:",
      "remoteAddress",
      conversation,
      attachment,
      copy.id,
      message.messageId,
      message.message,
      ...[ana, ben].flatMap((each) => [toBase64url(each.acct), toBase64url(each.device.publicKey)]),
      ...[ana, ben].flatMap((each) => [each.acct, each.device.publicKey].map((id) => Buffer.from(id).toString("hex"))),
      toBase64url(copy.hostShare),
      Buffer.from(copy.hostShare).toString("hex"),
    ];
    for (const text of [log.replace(/Server listening at [^"]*/, ""), metrics]) {
      for (const each of secret) expect(text.includes(each)).toBe(false);
    }
  });
});
