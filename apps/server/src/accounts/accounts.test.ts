import { generateSigningKey, systemRandom } from "@whosecopy/crypto";
import { signedToJson, toBase64url } from "@whosecopy/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failing } from "../testing/failing.ts";
import { accountStatements, callOpenly, makePerson, newId, type Person } from "../testing/person.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
let ana: Person;
const nowMs = () => server.clock.nowMs();
const dayMs = 86_400_000;

beforeAll(async () => {
  server = await startTestServer({
    limits: {
      maxKeyPackages: 5,
      rates: {
        accounts: { burst: 40, everyMs: 3_600_000 },
        accountViews: { burst: 100, everyMs: 10 },
        handles: { burst: 3, everyMs: 60_000 },
        claims: { burst: 8, everyMs: 60_000 },
        claimsOfOne: { burst: 20, everyMs: 60_000 },
      },
    },
  });
  ana = await makePerson(server.origin(), { nowMs, handle: "ana" });
});
afterAll(() => server.end());

type Made = Awaited<ReturnType<typeof accountStatements>>;

function create(made: Pick<Made, "genesis" | "claim" | "prekey">) {
  const { genesis, claim, prekey } = made;
  return callOpenly(server.origin(), "createAccount", {
    body: { genesis: signedToJson(genesis), claim: signedToJson(claim), prekey: signedToJson(prekey) },
  });
}

const made = (handle: string) => accountStatements({ origin: server.origin(), handle, nowMs: nowMs() });

describe("making an account", () => {
  it("again answers the same, as its answer may have been lost", async () => {
    const account = await made("again");
    const first = await create(account);
    expect(await create(account)).toEqual(first);
    expect(first.acct).toBe(toBase64url(account.acct));
    await Promise.all([create(await made("x1")), create(await made("x2"))]);
  });

  it("under a handle that is taken is refused, and two at once have one winner", async () => {
    await expect(create(await made("ana"))).rejects.toEqual(failing("handle-taken"));
    const both = await Promise.allSettled([create(await made("twin")), create(await made("twin"))]);
    expect(both.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("is refused when anything in it is of another account, device, server or time", async () => {
    const [a, b] = [await made("mixed-a"), await made("mixed-b")];
    await expect(create({ ...a, claim: b.claim })).rejects.toEqual(failing("signature-invalid"));
    await expect(create({ ...a, prekey: b.prekey })).rejects.toEqual(failing("signature-invalid"));
    await expect(create({ ...a, genesis: { ...a.genesis, signature: new Uint8Array(64) } })).rejects.toEqual(
      failing("chain-invalid"),
    );
    const elsewhere = await accountStatements({ origin: "https://x.example", handle: "mixed-c", nowMs: nowMs() });
    await expect(create(elsewhere)).rejects.toEqual(failing("statement-invalid"));
    const old = await accountStatements({ origin: server.origin(), handle: "mixed-d", nowMs: nowMs() - dayMs });
    await expect(create(old)).rejects.toEqual(failing("clock-skew"));
    await expect(create(await made("Not A Handle"))).rejects.toEqual(failing("bad-request"));
  });

  it("too often from one address is refused for a while", async () => {
    const results = [];
    for (let i = 0; i < 50; i++) results.push(await create(await made(`many-${i}`)).catch((error: unknown) => error));
    expect(results.at(-1)).toEqual(failing("rate-limited"));
    server.clock.advance(40 * 3_600_000);
    await create(await made("later"));
  });
});

describe("an account", () => {
  it("is found by its handle and shown with its chain and prekey", async () => {
    const { acct } = await ana.call("findHandle", { params: { handle: "ana" } });
    const shown = await callOpenly(server.origin(), "getAccount", { params: { acct } });
    expect(shown).toMatchObject({ acct: toBase64url(ana.acct), handle: "ana", chain: [signedToJson(ana.genesis)] });
    expect(shown.prekeys).toHaveLength(1);
    await expect(ana.call("findHandle", { params: { handle: "nobody" } })).rejects.toEqual(failing("handle-unknown"));
    await ana.call("findHandle", { params: { handle: "ana" } });
    await expect(ana.call("findHandle", { params: { handle: "ana" } })).rejects.toEqual(failing("rate-limited"));
  });

  it("grows by entries that follow the newest, one winner at a time", async () => {
    const ben = await makePerson(server.origin(), { nowMs });
    const add = (prev: Uint8Array, secretKey = ben.device.secretKey) =>
      ben.sign(
        "account-entry",
        {
          v: 1,
          kind: "add-device",
          prev,
          by: { kind: "device", device: ben.device.publicKey },
          at: nowMs(),
          device: generateSigningKey(systemRandom).publicKey,
        },
        secretKey,
      );
    await expect(ben.appendEntry(add(new Uint8Array(32)))).rejects.toEqual(failing("chain-invalid"));
    await expect(ben.appendEntry(add(ben.acct, ana.device.secretKey))).rejects.toEqual(failing("chain-invalid"));
    const results = await Promise.allSettled([1, 2, 3].map(() => ben.appendEntry(add(ben.acct))));
    expect(results.filter((each) => each.status === "fulfilled")).toHaveLength(1);
    const shown = await callOpenly(server.origin(), "getAccount", { params: { acct: toBase64url(ben.acct) } });
    expect(shown.chain).toHaveLength(2);
    const last = shown.chain[1];
    expect(await ben.call("appendEntry", { body: { entry: last } })).toEqual({ chainVersion: 2 });
  });

  it("replaces its prekey only by one of its own device, for now", async () => {
    const prekey = (change: Record<string, unknown>, secretKey?: Uint8Array) =>
      ana.sign(
        "copy-prekey",
        {
          v: 1,
          acct: ana.acct,
          device: ana.device.publicKey,
          cpk_id: systemRandom.bytes(16),
          suite: 1,
          public_key: systemRandom.bytes(32),
          not_before: nowMs(),
          not_after: nowMs() + 7 * dayMs,
          ...change,
        },
        secretKey,
      );
    const put = (statement: ReturnType<typeof prekey>) =>
      ana.call("putPrekey", { body: { prekey: signedToJson(statement) } });
    const next = prekey({});
    await put(next);
    const shown = await callOpenly(server.origin(), "getAccount", { params: { acct: toBase64url(ana.acct) } });
    expect(shown.prekeys).toEqual([signedToJson(next)]);
    for (const change of [
      { acct: systemRandom.bytes(32) },
      { not_after: nowMs() - 1 },
      { not_after: nowMs() + 365 * dayMs },
      { suite: 2 },
    ]) {
      await expect(put(prekey(change))).rejects.toEqual(failing("statement-invalid"));
    }
    await expect(put(prekey({}, generateSigningKey(systemRandom).secretKey))).rejects.toEqual(
      failing("signature-invalid"),
    );
  });
});

describe("key packages", () => {
  const onePackage = (lastResort = false, notAfterMs = nowMs() + dayMs) => ({
    ref: toBase64url(systemRandom.bytes(32)),
    bytes: toBase64url(systemRandom.bytes(300)),
    notAfterMs,
    lastResort,
  });
  const publish = (by: Person, packages: readonly unknown[]) => by.call("publishKeyPackages", { body: { packages } });
  const claim = (by: Person, of: Person, claimId = newId()) =>
    by.call("claimKeyPackages", { params: { acct: toBase64url(of.acct) }, body: { claimId } });

  it("are given once each, then the last-resort one, and the same claim answers the same", async () => {
    const [ben, chloe] = await Promise.all([
      makePerson(server.origin(), { nowMs }),
      makePerson(server.origin(), { nowMs }),
    ]);
    await expect(claim(ben, chloe)).rejects.toEqual(failing("key-package-none"));
    const [one, two, last] = [onePackage(), onePackage(false, nowMs() + 2 * dayMs), onePackage(true)];
    expect(await publish(chloe, [one, two, last])).toEqual({ left: 2 });
    expect(await publish(chloe, [one, two, last])).toEqual({ left: 2 });
    const id = newId();
    const first = await claim(ben, chloe, id);
    expect(first.packages).toMatchObject([{ ref: one.ref, bytes: one.bytes, lastResort: false }]);
    expect(await claim(ben, chloe, id)).toEqual(first);
    // Given out is gone for good, even if it is published again.
    expect(await publish(chloe, [one])).toEqual({ left: 1 });
    const results = await Promise.all([claim(ana, chloe), claim(ben, chloe), claim(ana, chloe)]);
    const refs = results.map((each) => each.packages[0]?.ref);
    expect(refs.filter((ref) => ref === two.ref)).toHaveLength(1);
    expect(refs.filter((ref) => ref === last.ref)).toHaveLength(2);
  });

  it("are never given twice when many claim at once", async () => {
    const chloe = await makePerson(server.origin(), { nowMs });
    const packages = Array.from({ length: 5 }, () => onePackage());
    await publish(chloe, packages);
    const people = await Promise.all([1, 2, 3].map(() => makePerson(server.origin(), { nowMs })));
    const results = await Promise.allSettled(people.flatMap((each) => [claim(each, chloe), claim(each, chloe)]));
    const given = results.flatMap((each) => (each.status === "fulfilled" ? each.value.packages : []));
    expect(new Set(given.map((each) => each.ref)).size).toBe(given.length);
    expect(given).toHaveLength(5);
  });

  it("that have expired are neither taken nor given", async () => {
    const chloe = await makePerson(server.origin(), { nowMs });
    await expect(publish(chloe, [onePackage(false, nowMs() - 1)])).rejects.toEqual(failing("key-package-expired"));
    await expect(publish(chloe, [onePackage(false, nowMs() + 1000 * dayMs)])).rejects.toEqual(failing("bad-request"));
    await publish(chloe, [onePackage(false, nowMs() + 60_000)]);
    server.clock.advance(60_001);
    await expect(claim(ana, chloe)).rejects.toEqual(failing("key-package-none"));
  });

  it("are bounded in number, and claims of one caller in rate", async () => {
    const [ben, chloe] = await Promise.all([
      makePerson(server.origin(), { nowMs }),
      makePerson(server.origin(), { nowMs }),
    ]);
    const many = Array.from({ length: 6 }, () => onePackage());
    await expect(publish(chloe, many)).rejects.toEqual(failing("quota-exceeded"));
    await publish(chloe, [onePackage(true)]);
    const results = [];
    for (let i = 0; i < 9; i++) results.push(await claim(ben, chloe).catch((error: unknown) => error));
    expect(results.at(-1)).toEqual(failing("rate-limited"));
  });
});
