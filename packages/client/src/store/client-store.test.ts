import { systemRandom } from "@whosecopy/crypto";
import { toHex, utf8 } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { memoryEngine, memoryRecords } from "../testing/memory-engine.ts";
import { openClientStore } from "./client-store.ts";
import { partOf, unitOfWork } from "./unit-of-work.ts";

const key = new Uint8Array(32).fill(1);
const open = (memory = memoryRecords(), storeKey = key) =>
  openClientStore({ engine: memoryEngine(memory), key: storeKey, random: systemRandom });
const put = (id: string, text: string, namespace = "things") => ({ namespace, id, bytes: utf8(text) });
const textOf = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : new TextDecoder().decode(bytes));

describe("the encrypted store", () => {
  it("gives back what was put in, lists a namespace, and forgets what was removed", async () => {
    const store = await open();
    await store.commit([put("a", "1"), put("b", "2"), put("a", "other", "elsewhere")]);
    expect(textOf(await store.get("things", "a"))).toBe("1");
    expect((await store.list("things")).map(({ id }) => id).sort()).toEqual(["a", "b"]);
    await store.commit([{ namespace: "things", id: "a", bytes: null }]);
    expect((await store.list("things")).map(({ id }) => id)).toEqual(["b"]);
  });

  it("counts its commits over reopening", async () => {
    const memory = memoryRecords();
    const store = await open(memory);
    await store.commit([put("a", "1")]);
    await store.commit([put("a", "2")]);
    expect((await open(memory)).version()).toBe(2);
  });

  it("shows neither names nor contents to whoever has the files", async () => {
    const memory = memoryRecords();
    const store = await open(memory);
    await store.commit([put("ben", "a secret text")]);
    const raw = [...memory.records.values()].map(({ key: name, value }) => toHex(name) + toHex(value)).join();
    for (const word of ["ben", "things", "a secret text"]) expect(raw).not.toContain(toHex(utf8(word)));
  });

  it("refuses another key, changed records, and records that changed places", async () => {
    const memory = memoryRecords();
    const store = await open(memory);
    await store.commit([put("a", "1"), put("b", "2")]);
    await expect(open(memory, new Uint8Array(32).fill(2)).then((other) => other.list("things"))).resolves.toEqual([]);
    const records = [...memory.records.values()].filter(({ value }) => value.length < 60);
    const [first, second] = records;
    if (first === undefined || second === undefined) throw new Error("two records");
    memory.records.set(toHex(first.key), { key: first.key, value: second.value });
    await expect(store.list("things").then(() => store.get("meta", "version"))).rejects.toMatchObject({
      code: "store-damaged",
    });
  });
});

describe("a unit of work", () => {
  it("sees its own changes, and the store does not before the commit", async () => {
    const store = await open();
    await store.commit([put("a", "1"), put("b", "2")]);
    const unit = unitOfWork(store);
    unit.write(put("a", "new"), { namespace: "things", id: "b", bytes: null }, put("c", "3"));
    expect(textOf(await unit.get("things", "a"))).toBe("new");
    expect((await unit.list("things")).map(({ id }) => id).sort()).toEqual(["a", "c"]);
    expect((await store.list("things")).map(({ id }) => id).sort()).toEqual(["a", "b"]);
    await unit.commit();
    expect((await store.list("things")).map(({ id }) => id).sort()).toEqual(["a", "c"]);
  });

  it("takes over a part that is committed and nothing of one that is given up", async () => {
    const store = await open();
    const unit = unitOfWork(store);
    const given = partOf(unit);
    given.write(put("up", "x"));
    const kept = partOf(unit);
    kept.write(put("kept", "y"));
    await kept.commit();
    await unit.commit();
    expect((await store.list("things")).map(({ id }) => id)).toEqual(["kept"]);
  });
});
