import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asSecret, systemRandom } from "@whosecopy/crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { failing } from "../testing/failing.ts";
import { testClock } from "../testing/test-clock.ts";
import { hostKey } from "./host-key.ts";
import { shareVault } from "./share-vault.ts";

const weekMs = 7 * 24 * 3_600_000;
const random = systemRandom;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "whosecopy-vault-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("the vault of host shares", () => {
  it("opens what it sealed, in this week and the next, for the same copy only", async () => {
    const clock = testClock();
    const vault = shareVault({ folder, clock, random });
    const [copy, other] = [random.bytes(16), random.bytes(16)];
    const share = asSecret<"host-share">(random.bytes(32));
    const stored = await vault.seal(copy, share);
    expect(Buffer.from(stored.sealed).includes(Buffer.from(share))).toBe(false);
    expect(await vault.open(copy, stored)).toEqual(share);
    await expect(vault.open(other, stored)).rejects.toEqual(failing("store-damaged"));
    clock.advance(weekMs);
    expect(await shareVault({ folder, clock, random }).open(copy, stored)).toEqual(share);
  });

  it("opens nothing of a week whose key was destroyed, whatever backup it comes from", async () => {
    const clock = testClock();
    const vault = shareVault({ folder, clock, random });
    const copy = random.bytes(16);
    const stored = await vault.seal(copy, asSecret<"host-share">(random.bytes(32)));
    clock.advance(2 * weekMs);
    expect(await vault.destroyBefore(vault.epoch() - 1)).toBe(1);
    await expect(vault.open(copy, stored)).rejects.toEqual(failing("store-damaged"));
    await expect(shareVault({ folder, clock, random }).open(copy, stored)).rejects.toEqual(failing("store-damaged"));
    expect(await readdir(folder)).toEqual([]);
  });

  it("has one key however many processes make it at once, readable by its owner alone", async () => {
    const keys = await Promise.all([1, 2, 3, 4].map(() => hostKey(folder, random)));
    expect(new Set(keys.map((key) => Buffer.from(key.publicKey).toString("hex"))).size).toBe(1);
    expect((await stat(join(folder, "host.key"))).mode & 0o777).toBe(0o600);
  });
});
