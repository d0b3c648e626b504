import { utf8, WhosecopyError } from "@whosecopy/protocol";
import { describe, expect, test } from "vitest";
import { nodeGroupCrypto } from "../node/mls-crypto.ts";
import { webGroupCrypto } from "./group-crypto.ts";
import { createGroupEngine } from "./create-engine.ts";
import type { GroupState, Processed } from "./group-engine.ts";
import { advance, anaAndBen, flip, groupOf, isNotSpent, joinWith, nameOf, now, world } from "./testing/people.ts";

const day = 86_400_000;

function asApplication(processed: Processed) {
  if (processed.kind !== "application") throw new Error(`a ${processed.kind}`);
  return processed;
}

describe("a conversation", () => {
  test("carries messages both ways, with who sent them and what was authenticated", async () => {
    const { engine, ana, ben } = await anaAndBen();
    const sent = await engine.encrypt({ state: ana, plaintext: utf8("hello"), authenticatedData: utf8("clear") });
    const read = asApplication(await engine.process({ state: ben, message: sent.message }));
    expect(nameOf(read.sender)).toBe("ana");
    expect(read.sender.leafIndex).toBe(0);
    expect(read.epoch).toBe(1);
    expect(read.plaintext).toEqual(utf8("hello"));
    expect(read.authenticatedData).toEqual(utf8("clear"));
    const answer = await engine.encrypt({ state: read.next, plaintext: utf8("hi") });
    const back = asApplication(await engine.process({ state: sent.next, message: answer.message }));
    expect([nameOf(back.sender), back.plaintext]).toEqual(["ben", utf8("hi")]);
  });

  test("says who is in it, who was added and removed, and by whom", async () => {
    const { engine, states, stateOf, keyPackage } = await groupOf(["ana", "ben", "chloe"]);
    expect(engine.members(stateOf("ben")).map(nameOf)).toEqual(["ana", "ben", "chloe"]);
    expect(engine.ownLeafIndex(stateOf("chloe"))).toBe(2);
    expect(engine.groupId(stateOf("chloe"))).toEqual(utf8("group"));
    const dan = await keyPackage("dan");
    const made = await engine.commit({ state: stateOf("ben"), add: [dan.keyPackage], remove: [2], nowMs: now });
    expect([made.added.map(nameOf), made.removed.map(nameOf), made.epoch]).toEqual([["dan"], ["chloe"], 2]);
    const seen = await engine.process({ state: stateOf("ana"), message: made.commit });
    if (seen.kind !== "commit") throw new Error(seen.kind);
    expect(nameOf(seen.by)).toBe("ben");
    expect([seen.added, seen.removed, seen.epoch]).toEqual([made.added, made.removed, 2]);
    const joined = await joinWith(engine, dan, made.welcome);
    expect([nameOf(joined.by), joined.epoch, joined.groupId]).toEqual(["ben", 2, utf8("group")]);
    await advance(engine, states, "ben", made);
    expect([...states.keys()]).toEqual(["ana", "ben"]);
    expect(engine.members(joined.state).map(nameOf)).toEqual(["ana", "ben", "dan"]);
    const authenticators = [...states.values(), joined.state].map((state) => engine.epochAuthenticator(state));
    expect(new Set(authenticators.map(String)).size).toBe(1);
    const exports = [...states.values(), joined.state].map((state) =>
      engine.exportSecret({ state, label: "use", context: utf8("x"), lengthBytes: 48 }),
    );
    expect(new Set((await Promise.all(exports)).map(String)).size).toBe(1);
  });

  test("goes on between Node's and the web's cryptography, also over one state", async () => {
    const { engine, certified, ana, ben } = await anaAndBen();
    const authenticate = () => certified.size > 0;
    const web = createGroupEngine({ crypto: await webGroupCrypto(), authenticate });
    const update = await web.commit({ state: ben, nowMs: now });
    const seen = await engine.process({ state: ana, message: update.commit });
    if (seen.kind !== "commit") throw new Error(seen.kind);
    const updated = await engine.acceptCommit({ state: ben, pending: update.pending });
    const sent = await web.encrypt({ state: updated, plaintext: utf8("from the web") });
    const read = asApplication(await engine.process({ state: seen.next, message: sent.message }));
    expect(read.plaintext).toEqual(utf8("from the web"));
    expect(web.epochAuthenticator(read.next)).toEqual(engine.epochAuthenticator(sent.next));
    const pair = await web.generateSignatureKeyPair();
    expect([pair.publicKey.length, pair.secretKey.length]).toEqual([32, 32]);
    const signature = await nodeGroupCrypto().signature.sign(pair.secretKey, utf8("x"));
    expect(await nodeGroupCrypto().signature.verify(pair.publicKey, utf8("x"), signature)).toBe(true);
  });

  test("a state is changed by no operation", async () => {
    const { engine, ana, ben } = await anaAndBen();
    const [anaBefore, benBefore] = [ana.slice(), ben.slice()];
    const sent = await engine.encrypt({ state: ana, plaintext: utf8("hello") });
    await engine.process({ state: ben, message: sent.message });
    const made = await engine.commit({ state: ana, nowMs: now });
    await engine.process({ state: ben, message: made.commit });
    await engine.acceptCommit({ state: ana, pending: made.pending });
    await engine.exportSecret({ state: ana, label: "x", context: utf8(""), lengthBytes: 32 });
    expect(ana).toEqual(anaBefore);
    expect(ben).toEqual(benBefore);
  });

  test("a short text and a shorter one look the same on the wire", async () => {
    const { engine, ana } = await anaAndBen();
    const sizes = [0, 1, 50, 180].map(
      async (size) => (await engine.encrypt({ state: ana, plaintext: new Uint8Array(size) })).message.length,
    );
    expect(new Set(await Promise.all(sizes)).size).toBe(1);
  });

  test("an epoch that was lost to another commit can be tried again", async () => {
    const { engine, ana, ben, keyPackage } = await anaAndBen();
    const lost = await engine.commit({ state: ana, add: [(await keyPackage("dan")).keyPackage], nowMs: now });
    const won = await engine.commit({ state: ben, nowMs: now });
    const seen = await engine.process({ state: ana, message: won.commit });
    if (seen.kind !== "commit") throw new Error(seen.kind);
    await expect(engine.acceptCommit({ state: seen.next, pending: lost.pending })).rejects.toMatchObject({
      code: "group-refused",
    });
    const dan = await keyPackage("dan");
    const again = await engine.commit({ state: seen.next, add: [dan.keyPackage], nowMs: now });
    expect((await joinWith(engine, dan, again.welcome)).epoch).toBe(3);
  });
});

describe("key packages", () => {
  test("name their identity, key, reference and lifetime", async () => {
    const { engine, keyPackage } = world();
    const bundle = await keyPackage("ben", { lifetimeMs: 7 * day });
    const info = await engine.inspectKeyPackage({ keyPackage: bundle.keyPackage, nowMs: now });
    expect(nameOf(info)).toBe("ben");
    expect(info).toMatchObject({ ref: bundle.ref, notAfterMs: now + 7 * day, lastResort: false });
    expect(bundle.notAfterMs).toBe(info.notAfterMs);
    expect(info.notBeforeMs).toBeLessThan(now);
    expect((await keyPackage("ben")).notAfterMs).toBe(now + 30 * day);
  });

  test("are not added when they have expired, are not valid yet, or would live too long", async () => {
    const { engine, ana, keyPackage } = await anaAndBen();
    const { keyPackage: bytes } = await keyPackage("dan", { lifetimeMs: day });
    const addAt = (nowMs: number) => engine.commit({ state: ana, add: [bytes], nowMs });
    await expect(addAt(now + day - 1)).resolves.toHaveProperty("welcome");
    await expect(addAt(now + day)).rejects.toMatchObject({ code: "key-package-expired" });
    await expect(addAt(now - 2 * 3_600_000)).rejects.toMatchObject({ code: "key-package-expired" });
    await expect(keyPackage("dan", { lifetimeMs: 91 * day })).rejects.toMatchObject({ code: "bad-input" });
  });

  test("are not added when altered, or when the leaf key is not certified for the identity", async () => {
    const { engine, ana, certified, keyPackage } = await anaAndBen();
    const { keyPackage: bytes } = await keyPackage("dan");
    for (let at = 0; at < bytes.length; at += 7) {
      const add = [flip(bytes, at)];
      await expect(engine.commit({ state: ana, add, nowMs: now })).rejects.toBeInstanceOf(WhosecopyError);
    }
    certified.clear();
    await expect(engine.commit({ state: ana, add: [bytes], nowMs: now })).rejects.toMatchObject({
      code: "group-refused",
    });
  });

  test("are added to a group once, also after the member was removed; a last resort again", async () => {
    const { engine, states, stateOf, keyPackage } = await groupOf(["ana", "ben"]);
    const once = await keyPackage("dan");
    const last = await keyPackage("eve", { lastResort: true });
    const add = [once.keyPackage, last.keyPackage];
    const refused = { code: "group-refused" };
    const twice = engine.commit({ state: stateOf("ana"), add: [once.keyPackage, once.keyPackage], nowMs: now });
    await expect(twice).rejects.toMatchObject(refused);
    await advance(engine, states, "ana", await engine.commit({ state: stateOf("ana"), add, nowMs: now }));
    for (const bytes of add) {
      const again = engine.commit({ state: stateOf("ben"), add: [bytes], nowMs: now });
      await expect(again).rejects.toMatchObject(refused);
    }
    await advance(engine, states, "ben", await engine.commit({ state: stateOf("ben"), remove: [2, 3], nowMs: now }));
    for (const name of ["ana", "ben"]) {
      const again = engine.commit({ state: stateOf(name), add: [once.keyPackage], nowMs: now });
      await expect(again).rejects.toMatchObject(refused);
      const lastAgain = await engine.commit({ state: stateOf(name), add: [last.keyPackage], nowMs: now });
      expect(lastAgain.added.map(nameOf)).toEqual(["eve"]);
    }
  });

  test("join once: the store is asked with the reference, and told which secret to delete", async () => {
    const { engine, bundle, welcome = new Uint8Array(0) } = await anaAndBen();
    const spent = new Set<string>();
    const join = () =>
      engine.join({
        welcome,
        keyPackage: bundle.keyPackage,
        secret: bundle.secret,
        isSpent: ({ ref }) => spent.has(String(ref)),
      });
    const joined = await join();
    expect([joined.ref, joined.lastResort]).toEqual([bundle.ref, false]);
    expect(await engine.welcomedRefs(welcome)).toEqual([bundle.ref]);
    spent.add(String(joined.ref));
    await expect(join()).rejects.toMatchObject({ code: "group-refused" });
  });

  test("that are a last resort join a group that is already here only if the store says so", async () => {
    const { engine, group, keyPackage } = world();
    const bundle = await keyPackage("ben", { lastResort: true });
    const { welcome } = await engine.commit({ state: await group("ana"), add: [bundle.keyPackage], nowMs: now });
    const attempts: unknown[] = [];
    const join = engine.join({
      welcome: welcome ?? new Uint8Array(0),
      keyPackage: bundle.keyPackage,
      secret: bundle.secret,
      isSpent: (attempt) => attempts.push(attempt) > 0,
    });
    await expect(join).rejects.toMatchObject({ code: "group-refused" });
    expect(attempts).toEqual([{ ref: bundle.ref, lastResort: true, groupId: utf8("group"), epoch: 1 }]);
  });
});

describe("leaf keys are certified before they count", () => {
  test("at a join, for every member of the group", async () => {
    const { engine, group, keyPackage, certified } = world();
    const bundle = await keyPackage("ben");
    const alone = await group("ana");
    const { welcome } = await engine.commit({ state: alone, add: [bundle.keyPackage], nowMs: now });
    const all = new Map(certified);
    for (const [key, identity] of all) {
      certified.delete(key);
      await expect(joinWith(engine, bundle, welcome)).rejects.toMatchObject({ code: "group-refused" });
      certified.set(key, identity);
    }
    await expect(joinWith(engine, bundle, welcome)).resolves.toHaveProperty("epoch", 1);
  });

  test("in commits of others: whom they add, and the key they commit with", async () => {
    const { engine, ana, ben, certified, keyPackage } = await anaAndBen();
    const dan = await keyPackage("dan");
    const info = await engine.inspectKeyPackage({ keyPackage: dan.keyPackage, nowMs: now });
    const [added, updated] = [
      await engine.commit({ state: ana, add: [dan.keyPackage], nowMs: now }),
      await engine.commit({ state: ana, nowMs: now }),
    ];
    certified.delete(Buffer.from(info.signatureKey).toString("hex"));
    await expect(engine.process({ state: ben, message: added.commit })).rejects.toMatchObject({
      code: "group-refused",
    });
    await expect(engine.process({ state: ben, message: updated.commit })).resolves.toHaveProperty("epoch", 2);
    certified.clear();
    await expect(engine.process({ state: ben, message: updated.commit })).rejects.toMatchObject({
      code: "group-refused",
    });
  });

  test("what the check itself throws comes out unchanged", async () => {
    const { ana, bundle } = await anaAndBen();
    const away = new WhosecopyError("network", "the directory is away");
    const engine = createGroupEngine({
      crypto: nodeGroupCrypto(),
      authenticate: () => {
        throw away;
      },
    });
    await expect(engine.commit({ state: ana, add: [bundle.keyPackage], nowMs: now })).rejects.toBe(away);
    await expect(engine.createKeyPackage({ ...(await world().leaf("x")), nowMs: now })).rejects.toBe(away);
  });
});

describe("what a group refuses", () => {
  test("an identity that is already in it, under another key", async () => {
    const { engine, ana, keyPackage } = await anaAndBen();
    const ben2 = await keyPackage("ben");
    await expect(engine.commit({ state: ana, add: [ben2.keyPackage], nowMs: now })).rejects.toMatchObject({
      code: "group-refused",
    });
    const swap = await engine.commit({ state: ana, add: [ben2.keyPackage], remove: [1], nowMs: now });
    expect((await joinWith(engine, ben2, swap.welcome)).epoch).toBe(2);
  });

  test("removing oneself, nobody, or somebody twice", async () => {
    const { engine, ana } = await anaAndBen();
    for (const remove of [[0], [7], [-1], [1.5], [1, 1]]) {
      await expect(engine.commit({ state: ana, remove, nowMs: now })).rejects.toMatchObject({
        code: "group-refused",
      });
    }
  });

  test("a welcome for somebody else, or with another package's secret", async () => {
    const { engine, keyPackage, bundle, welcome } = await anaAndBen();
    const other = await keyPackage("chloe");
    await expect(joinWith(engine, other, welcome)).rejects.toMatchObject({ code: "group-refused" });
    await expect(joinWith(engine, { ...bundle, secret: other.secret }, welcome)).rejects.toMatchObject({
      code: "group-refused",
    });
    const params = { keyPackage: bundle.keyPackage, secret: bundle.secret, isSpent: isNotSpent };
    await expect(engine.join({ ...params, welcome: bundle.keyPackage })).rejects.toMatchObject({
      code: "group-refused",
    });
  });

  test("messages of another group, of an epoch to come, of oneself, and what is no message", async () => {
    const { engine, ana, ben, bundle } = await anaAndBen();
    const refused = { code: "message-refused" };
    const sent = await engine.encrypt({ state: ana, plaintext: utf8("x") });
    await expect(engine.process({ state: sent.next, message: sent.message })).rejects.toMatchObject(refused);
    const other = await world().group("eve");
    await expect(engine.process({ state: other, message: sent.message })).rejects.toMatchObject(refused);
    const made = await engine.commit({ state: ana, nowMs: now });
    const later = await engine.acceptCommit({ state: ana, pending: made.pending });
    const early = await engine.encrypt({ state: later, plaintext: utf8("x") });
    expect(await engine.inspectMessage(early.message)).toEqual({
      groupId: utf8("group"),
      epoch: 2,
      kind: "application",
    });
    await expect(engine.process({ state: ben, message: early.message })).rejects.toMatchObject(refused);
    for (const message of [new Uint8Array(0), bundle.keyPackage, new Uint8Array(2_000_000)]) {
      await expect(engine.process({ state: ben, message })).rejects.toMatchObject(refused);
    }
    const longer = new Uint8Array([...sent.message, 0]);
    await expect(engine.process({ state: ben, message: longer })).rejects.toMatchObject(refused);
  });

  test("a plaintext that is too large, named so", async () => {
    const { engine, ana } = await anaAndBen();
    const plaintext = new Uint8Array(256 * 1024 + 1);
    await expect(engine.encrypt({ state: ana, plaintext })).rejects.toMatchObject({ code: "too-large" });
    const largest = await engine.encrypt({ state: ana, plaintext: plaintext.subarray(1) });
    expect(largest.message.length).toBeLessThan(1.13 * plaintext.length);
  });
});

describe("a state in the store", () => {
  test("is read back, and refused when cut short, longer, of another version or suite", async () => {
    const { engine, ana, ben } = await anaAndBen();
    const loaded = engine.loadState(new Uint8Array(ana));
    const sent = await engine.encrypt({ state: loaded, plaintext: utf8("hello") });
    await expect(engine.process({ state: ben, message: sent.message })).resolves.toHaveProperty("kind", "application");
    const damaged = [
      ana.subarray(0, -1),
      ana.subarray(0, 5),
      new Uint8Array(0),
      new Uint8Array([...ana, 0]),
      flip(ana, 0),
      flip(ana, 2),
    ];
    for (const bytes of damaged) {
      expect(() => engine.loadState(bytes)).toThrow(expect.objectContaining({ code: "store-damaged" }) as Error);
    }
    const pending = ana as Uint8Array as never;
    await expect(engine.acceptCommit({ state: ana, pending })).rejects.toMatchObject({ code: "store-damaged" });
  });

  test("damaged anywhere never causes anything but our own error", async () => {
    const { engine, ana } = await anaAndBen();
    for (let at = 0; at < ana.length; at += 11) {
      const bytes = flip(ana, at) as GroupState;
      try {
        engine.members(engine.loadState(bytes));
        await engine.encrypt({ state: bytes, plaintext: utf8("x") });
      } catch (error) {
        expect(error).toBeInstanceOf(WhosecopyError);
      }
    }
  });
});
