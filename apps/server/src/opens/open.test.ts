import { readStatement, Release, routes, signedFromJson, TakeBackReceipt, toBase64url } from "@whosecopy/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  addCopies,
  confirm,
  type MadeCopy,
  makeCopy,
  makeOpen,
  sendOpen,
  sendTakeBack,
  takeBackStatement,
} from "../testing/copy-kit.ts";
import { makePerson, newId, type Person } from "../testing/person.ts";
import { failing as code } from "../testing/failing.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

const dayMs = 86_400_000;

let server: TestServer;
let ana: Person;
let ben: Person;
let chloe: Person;

const nowMs = () => server.clock.nowMs();

beforeAll(async () => {
  server = await startTestServer();
  [ana, ben, chloe] = await Promise.all([
    makePerson(server.origin(), { nowMs }),
    makePerson(server.origin(), { nowMs }),
    makePerson(server.origin(), { nowMs }),
  ]);
});
afterAll(() => server.end());

async function sent(params: Partial<Parameters<typeof makeCopy>[0]> = {}): Promise<MadeCopy & { attachment: string }> {
  const attachment = newId();
  const copy = await makeCopy({ server, from: ana, to: ben, attachment, ...params });
  await addCopies(ana, attachment, [copy]);
  return { ...copy, attachment };
}

async function statusOf(attachment: string) {
  const { copies } = await ana.call("status", { params: { attachment } });
  return copies[0];
}

describe("an open", () => {
  it("releases the share that the sender handed in, with a release signed by the host", async () => {
    const copy = await sent();
    const open = await makeOpen({ server, by: ben, copy });
    const { share, release } = await sendOpen(ben, open);
    expect(share).toEqual(copy.hostShare);
    const said = readStatement(Release, signedFromJson(release).body);
    expect(said.n).toBe(1);
    expect(await statusOf(copy.attachment)).toMatchObject({ state: "released", opensUsed: 1 });
  });

  it("is answered again and not counted when the identical request comes again", async () => {
    const copy = await sent();
    const open = await makeOpen({ server, by: ben, copy });
    const first = await sendOpen(ben, open);
    const again = await sendOpen(ben, open);
    expect(again.share).toEqual(first.share);
    expect(again.release).toEqual(first.release);
    expect(await statusOf(copy.attachment)).toMatchObject({ opensUsed: 1 });
  });

  it("may be fetched again hours later, long after its own time", async () => {
    const copy = await sent();
    const open = await makeOpen({ server, by: ben, copy });
    await sendOpen(ben, open);
    server.clock.advance(3_600_000);
    expect((await sendOpen(ben, open)).share).toEqual(copy.hostShare);
  });

  it("with the same id and other bytes is refused", async () => {
    const copy = await sent();
    const open = await makeOpen({ server, by: ben, copy });
    await sendOpen(ben, open);
    const other = await makeOpen({
      server,
      by: ben,
      copy,
      change: { open_id: open.openId },
      receipt: { open_id: open.openId },
    });
    await expect(sendOpen(ben, other)).rejects.toEqual(code("request-replayed"));
  });

  it("has exactly one winner when several race for the last one allowed", async () => {
    const copy = await sent({ policy: { opens: 1 } });
    const opens = await Promise.all(Array.from({ length: 8 }, () => makeOpen({ server, by: ben, copy })));
    const results = await Promise.allSettled(opens.map((open) => sendOpen(ben, open)));
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toEqual(code("opens-used-up"));
    }
    expect(await statusOf(copy.attachment)).toMatchObject({ opensUsed: 1, state: "used-up" });
  });

  it("counts once when the identical request races with itself", async () => {
    const copy = await sent({ policy: { opens: 2 } });
    const open = await makeOpen({ server, by: ben, copy });
    await Promise.all(Array.from({ length: 6 }, () => sendOpen(ben, open)));
    expect(await statusOf(copy.attachment)).toMatchObject({ opensUsed: 1 });
  });

  it("is refused before its time, and after it", async () => {
    const early = await sent({ policy: { not_before: nowMs() + 60_000 } });
    await expect(sendOpen(ben, await makeOpen({ server, by: ben, copy: early }))).rejects.toEqual(code("not-open-yet"));
    const late = await sent({ policy: { not_after: nowMs() + dayMs } });
    server.clock.advance(dayMs);
    await expect(sendOpen(ben, await makeOpen({ server, by: ben, copy: late }))).rejects.toEqual(code("expired"));
    await expect(ben.call("getCopy", { params: { copy: late.id } })).rejects.toEqual(code("expired"));
  });

  it("ends so long after the first one, if the policy says so", async () => {
    const copy = await sent({ policy: { after_first_open_s: 60, opens: null } });
    const open = await makeOpen({ server, by: ben, copy });
    await sendOpen(ben, open);
    server.clock.advance(61_000);
    await expect(sendOpen(ben, await makeOpen({ server, by: ben, copy }))).rejects.toEqual(code("expired"));
    await expect(sendOpen(ben, open)).rejects.toEqual(code("released-then-closed"));
  });

  it("is refused to everybody but the person the copy is for, who are not told that it exists", async () => {
    const copy = await sent();
    await expect(sendOpen(chloe, await makeOpen({ server, by: chloe, copy }))).rejects.toEqual(code("not-found"));
    await expect(sendOpen(ana, await makeOpen({ server, by: ana, copy }))).rejects.toEqual(code("not-found"));
    const asBen = await makeOpen({ server, by: chloe, copy, change: { acct: ben.acct } });
    await expect(sendOpen(chloe, asBen)).rejects.toEqual(code("statement-invalid"));
    await expect(sendOpen(chloe, await makeOpen({ server, by: ben, copy }))).rejects.toEqual(code("signature-invalid"));
  });

  it.each([
    ["another host", { host: "https://elsewhere.example" }, "statement-invalid"],
    ["another copy", { copy_id: new Uint8Array(16) }, "statement-invalid"],
    ["another policy", { core_digest: new Uint8Array(32) }, "policy-mismatch"],
    ["a longer chain", { chain_version: 9 }, "chain-invalid"],
    ["a time far off", { at: 1 }, "clock-skew"],
  ] as const)("bound to %s is refused", async (_, change, expected) => {
    const copy = await sent();
    const open = await makeOpen({ server, by: ben, copy, change });
    await expect(sendOpen(ben, open)).rejects.toEqual(code(expected));
    expect(await statusOf(copy.attachment)).toMatchObject({ opensUsed: 0 });
  });
});

describe("what the sender gets to see of an open", () => {
  it("is the device's receipt of the day, never the request or the exact time", async () => {
    const copy = await sent();
    const open = await makeOpen({ server, by: ben, copy });
    await sendOpen(ben, open);
    const shown = await statusOf(copy.attachment);
    expect(shown?.opens[0]?.receipt?.body).toBe(toBase64url(open.receipt?.body ?? new Uint8Array(0)));
    expect(JSON.stringify(shown)).not.toContain(toBase64url(open.request.body));
    const { items } = await ana.call("sync", { query: { after: "0", limit: "500" } });
    const word = items.findLast((item) => item.kind === "opened" && item.copy === copy.id);
    expect(word?.at).toBe(nowMs() - (nowMs() % dayMs));
  });

  it("is nothing but the count when the policy wants no receipts", async () => {
    const copy = await sent({ policy: { receipts: "none" } });
    await sendOpen(ben, await makeOpen({ server, by: ben, copy }));
    expect((await statusOf(copy.attachment))?.opens).toMatchObject([{ n: 1, receipt: null }]);
    const { items } = await ana.call("sync", { query: { after: "0", limit: "500" } });
    expect(items.some((item) => item.kind === "opened" && item.copy === copy.id)).toBe(false);
  });

  it("must be signed by the opening device, say what the policy asks for, and be there", async () => {
    const copy = await sent({ policy: { receipts: "exact" } });
    const cases = [
      makeOpen({ server, by: ben, copy, receipt: null }),
      makeOpen({ server, by: ben, copy, receipt: { at: nowMs() - 1 } }),
      makeOpen({ server, by: ben, copy, receipt: { copy_id: new Uint8Array(16) } }),
    ];
    for (const made of cases) await expect(sendOpen(ben, await made)).rejects.toEqual(code("policy-mismatch"));
    const open = await makeOpen({ server, by: ben, copy });
    const forged = chloe.sign("open-receipt", {
      v: 1,
      copy_id: copy.core.copy_id,
      open_id: open.openId,
      acct: ben.acct,
      core_digest: copy.coreDigest,
      at: 1,
    });
    await expect(sendOpen(ben, { ...open, receipt: forged })).rejects.toEqual(code("signature-invalid"));
    const unasked = await sent({ policy: { receipts: "none" } });
    const none = await makeOpen({ server, by: ben, copy: unasked });
    await expect(sendOpen(ben, { ...none, receipt: open.receipt })).rejects.toEqual(code("policy-mismatch"));
  });

  it("is confirmed by the device that opened, and by no other", async () => {
    const copy = await sent();
    const open = await makeOpen({ server, by: ben, copy });
    await sendOpen(ben, open);
    await expect(confirm(chloe, open)).rejects.toEqual(code("not-found"));
    await confirm(ben, open, "bad-bundle");
    expect((await statusOf(copy.attachment))?.opens[0]?.confirmed).toBe("bad-bundle");
    await confirm(ben, open);
    await confirm(ben, open, "bad-share");
    expect(await statusOf(copy.attachment)).toMatchObject({ state: "confirmed", opens: [{ confirmed: "ok" }] });
  });
});

describe("a share", () => {
  it("is destroyed once all opens are used and confirmed", async () => {
    const copy = await sent({ policy: { opens: 1 } });
    const open = await makeOpen({ server, by: ben, copy });
    await sendOpen(ben, open);
    expect((await sendOpen(ben, open)).share).toEqual(copy.hostShare);
    await confirm(ben, open);
    await expect(sendOpen(ben, open)).rejects.toEqual(code("released-then-closed"));
    expect(await statusOf(copy.attachment)).toMatchObject({ state: "used-up" });
  });

  it("is destroyed a day after the last open when nothing was confirmed", async () => {
    const copy = await sent({ policy: { opens: 1 } });
    const open = await makeOpen({ server, by: ben, copy });
    await sendOpen(ben, open);
    server.clock.advance(dayMs + 1000);
    await server.server().cleanUp();
    await expect(sendOpen(ben, open)).rejects.toEqual(code("released-then-closed"));
  });

  it("is sealed again under the new week's key and still released", async () => {
    const copy = await sent({ policy: { not_after: null } });
    for (let week = 0; week < 3; week++) {
      server.clock.advance(7 * dayMs);
      await server.server().cleanUp();
    }
    const { share } = await sendOpen(ben, await makeOpen({ server, by: ben, copy }));
    expect(share).toEqual(copy.hostShare);
  });
});

describe("a take-back", () => {
  it("destroys what the copy needs and answers what had been released", async () => {
    const copy = await sent();
    const open = await makeOpen({ server, by: ben, copy });
    await sendOpen(ben, open);
    const statement = takeBackStatement(server, ana, { attachment: copy.attachment });
    const { receipt } = await sendTakeBack(ana, copy.attachment, statement);
    const said = readStatement(TakeBackReceipt, signedFromJson(receipt).body);
    expect(said.copies).toMatchObject([{ releases: 1, last_release_at: nowMs() - (nowMs() % dayMs) }]);
    await expect(sendOpen(ben, open)).rejects.toEqual(code("released-then-closed"));
    await expect(sendOpen(ben, await makeOpen({ server, by: ben, copy }))).rejects.toEqual(code("taken-back"));
    await expect(ben.call("getCopy", { params: { copy: copy.id } })).rejects.toEqual(code("taken-back"));
    expect(await statusOf(copy.attachment)).toMatchObject({ state: "taken-back" });
    const { items } = await ben.call("sync", { query: { after: "0", limit: "500" } });
    expect(items.some((item) => item.kind === "taken-back" && item.copy === copy.id)).toBe(true);
  });

  it("answers the same receipt to the same statement", async () => {
    const copy = await sent();
    const statement = takeBackStatement(server, ana, { attachment: copy.attachment, copies: [copy] });
    const first = await sendTakeBack(ana, copy.attachment, statement);
    expect(await sendTakeBack(ana, copy.attachment, statement)).toEqual(first);
  });

  it("takes back one copy and leaves the others", async () => {
    const attachment = newId();
    const forBen = await makeCopy({ server, from: ana, to: ben, attachment });
    const forChloe = await makeCopy({ server, from: ana, to: chloe, attachment });
    await addCopies(ana, attachment, [forBen, forChloe]);
    await sendTakeBack(ana, attachment, takeBackStatement(server, ana, { attachment, copies: [forBen] }));
    await expect(sendOpen(ben, await makeOpen({ server, by: ben, copy: forBen }))).rejects.toEqual(code("taken-back"));
    expect((await sendOpen(chloe, await makeOpen({ server, by: chloe, copy: forChloe }))).share).toEqual(
      forChloe.hostShare,
    );
  });

  it("by anybody but the sender is refused", async () => {
    const copy = await sent();
    const byBen = takeBackStatement(server, ben, { attachment: copy.attachment });
    await expect(sendTakeBack(ben, copy.attachment, byBen)).rejects.toEqual(code("not-found"));
    const asAna = takeBackStatement(server, ana, { attachment: copy.attachment });
    await expect(sendTakeBack(ben, copy.attachment, asAna)).rejects.toEqual(code("signature-invalid"));
  });

  it("races with an open: either the share went out and is counted, or it never does", async () => {
    for (let round = 0; round < 5; round++) {
      const copy = await sent();
      const open = await makeOpen({ server, by: ben, copy });
      const statement = takeBackStatement(server, ana, { attachment: copy.attachment });
      const [opened, taken] = await Promise.allSettled([
        sendOpen(ben, open),
        sendTakeBack(ana, copy.attachment, statement),
      ]);
      if (taken.status === "rejected") throw taken.reason;
      const said = readStatement(TakeBackReceipt, signedFromJson(taken.value.receipt).body);
      expect(said.copies[0]?.releases).toBe(opened.status === "fulfilled" ? 1 : 0);
    }
  });
});

describe("adding copies", () => {
  it("again answers the same, and another copy for the same person is refused while one is live", async () => {
    const attachment = newId();
    const copy = await makeCopy({ server, from: ana, to: ben, attachment });
    const first = await addCopies(ana, attachment, [copy]);
    expect(await addCopies(ana, attachment, [copy])).toEqual(first);
    const second = await makeCopy({ server, from: ana, to: ben, attachment });
    await expect(addCopies(ana, attachment, [second])).rejects.toEqual(code("copy-exists"));
    await sendTakeBack(ana, attachment, takeBackStatement(server, ana, { attachment }));
    await addCopies(ana, attachment, [second]);
  });

  it("is all or none", async () => {
    const attachment = newId();
    const good = await makeCopy({ server, from: ana, to: ben, attachment });
    const bad = await makeCopy({ server, from: ana, to: ben, attachment });
    await expect(addCopies(ana, attachment, [good, bad])).rejects.toEqual(code("copy-exists"));
    await expect(ben.call("getCopy", { params: { copy: good.id } })).rejects.toEqual(code("not-found"));
  });

  it.each([
    ["another share host", { share_hosts: [{ origin: "https://other.example", host_key: new Uint8Array(32) }] }],
    ["a share that was not signed", { host_share_com: new Uint8Array(32) }],
    ["a parent", { parent: new Uint8Array(32) }],
    ["another attachment", { att_id: new Uint8Array(16) }],
    ["the pool of a grant", { audience: { kind: "pool", pool_id: new Uint8Array(16) } }],
  ] as const)("with %s is refused", async (_, core) => {
    const attachment = newId();
    const copy = await makeCopy({ server, from: ana, to: ben, attachment, core: core as never });
    await expect(addCopies(ana, attachment, [copy])).rejects.toEqual(code("statement-invalid"));
  });

  it("with another bundle, a forged signature or an envelope for a stranger's device is refused", async () => {
    const attachment = newId();
    const copy = await makeCopy({ server, from: ana, to: ben, attachment });
    const otherBundle = { ...copy, json: { ...copy.json, bundle: "AAAA" } };
    await expect(addCopies(ana, attachment, [otherBundle])).rejects.toEqual(code("statement-invalid"));
    await expect(addCopies(chloe, attachment, [copy])).rejects.toEqual(code("statement-invalid"));
    const envelopes = (copy.json["envelopes"] as object[]).map((each) => ({
      ...each,
      device: toBase64url(chloe.device.publicKey),
    }));
    const astray = { ...copy, json: { ...copy.json, envelopes } };
    await expect(addCopies(ana, attachment, [astray])).rejects.toEqual(code("device-unknown"));
  });

  it("of marked form needs the whole blob first", async () => {
    const attachment = newId();
    const copy = await makeCopy({ server, from: ana, to: ben, attachment, form: 1 });
    await expect(addCopies(ana, attachment, [copy])).rejects.toEqual(code("blob-incomplete"));
  });

  it("gives the recipient the statement, bundle and envelope exactly as they were handed in", async () => {
    const copy = await sent();
    const got = await ben.call("getCopy", { params: { copy: copy.id } });
    expect(got).toMatchObject({
      bundle: copy.json["bundle"],
      statement: copy.json["statement"],
      pair: copy.pair,
      envelope: (copy.json["envelopes"] as object[])[0],
      state: "sent",
      opensUsed: 0,
      blobBytes: null,
    });
    await expect(chloe.call("getCopy", { params: { copy: copy.id } })).rejects.toEqual(code("not-found"));
    expect(routes.getCopy.auth).toBe("device");
  });
});
