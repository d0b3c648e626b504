import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utf8 } from "@whosecopy/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openNodeStore } from "./node-store.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whosecopy-store-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const put = (id: string, text: string) => ({ namespace: "things", id, bytes: utf8(text) });

describe("the store in Node", () => {
  it("keeps records over reopening, under a key that only this user can read", async () => {
    const home = join(folder, "plain");
    const store = await openNodeStore({ home });
    await store.commit([put("a", "1"), put("b", "2")]);
    await store.commit([{ namespace: "things", id: "b", bytes: null }]);
    await store.close();
    expect((await stat(join(home, "store.key"))).mode & 0o777).toBe(0o600);
    expect((await stat(home)).mode & 0o777).toBe(0o700);
    const again = await openNodeStore({ home });
    expect((await again.list("things")).map(({ id }) => id)).toEqual(["a"]);
    expect(again.version()).toBe(2);
    await again.close();
  });

  it("belongs to one process at a time", async () => {
    const home = join(folder, "busy");
    const store = await openNodeStore({ home });
    await expect(openNodeStore({ home })).rejects.toMatchObject({ code: "store-busy" });
    await store.close();
    await (await openNodeStore({ home })).close();
  });

  it("does not make a new key over records whose key is gone", async () => {
    const home = join(folder, "lost");
    const store = await openNodeStore({ home });
    await store.commit([put("a", "1")]);
    await store.close();
    await rm(join(home, "store.key"));
    await expect(openNodeStore({ home })).rejects.toMatchObject({ code: "store-damaged" });
    await expect(readFile(join(home, "store.key"))).rejects.toThrow("ENOENT");
  });
});
