import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordEngineContract } from "../testing/record-engine-contract.ts";
import { openLevelEngine } from "./level-engine.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whosecopy-engine-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const impossible = { key: undefined as unknown as Uint8Array, value: new Uint8Array(1) };

describe("records in LevelDB", () => {
  it.each(recordEngineContract.map((each, n) => ({ ...each, n })))("$promise", async ({ holds, n }) => {
    const home = { open: () => openLevelEngine(join(folder, String(n))), impossible };
    await expect(holds(home)).resolves.toBeUndefined();
  });
});
