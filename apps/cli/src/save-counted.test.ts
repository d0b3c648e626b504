import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { saveCounted } from "./save-counted.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
let folder = "";
let path = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "whosecopy-record-"));
  path = join(folder, "record.whosecopy");
  writeFileSync(path, "1");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("the count of traces in a record", () => {
  it("is raised by one trace of two that read the same record; the other one has to begin again", async () => {
    const both = [1, 2].map((n) => saveCounted({ path, before: bytes("1"), after: bytes(`2 by ${n}`) }));
    const results = await Promise.allSettled(both);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const refused = results.find((result) => result.status === "rejected");
    expect(refused).toMatchObject({ reason: { code: "store-busy" } });
    expect(readFileSync(path, "utf8")).toMatch(/^2 by [12]$/);
  });

  it("is not raised over a record that was written since it was read", async () => {
    writeFileSync(path, "7");
    await expect(saveCounted({ path, before: bytes("1"), after: bytes("2") })).rejects.toMatchObject({
      code: "store-busy",
    });
    expect(readFileSync(path, "utf8")).toBe("7");
  });

  it("goes on after a trace that was killed while it counted", async () => {
    writeFileSync(`${path}.lock`, "");
    await expect(saveCounted({ path, before: bytes("1"), after: bytes("2") })).rejects.toMatchObject({
      code: "store-busy",
    });
    utimesSync(`${path}.lock`, 0, 0);
    await saveCounted({ path, before: bytes("1"), after: bytes("2") });
    expect(readFileSync(path, "utf8")).toBe("2");
  });
});
