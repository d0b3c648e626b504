import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../../../..");
const script = join(root, "scripts/patch-ts-mls.mjs");
const installed = join(root, "node_modules/ts-mls/dist/src/clientState.js");
const unmergedRule = "!dpNode.parent.unmergedLeaves.includes(unmergedLeaf)";

/** The lines that 1.6.4 ships, as far as they are corrected. */
const original = [
  `                if (tree[nodeIndex]?.nodeType !== "leaf" && !dp.includes(toNodeIndex(i)))
                    return new ValidationError("Unmerged leaf did not represent a non-blank descendant leaf node");
                for (const parentIdx of dp) {
                        if (!arraysEqual(dpNode.parent.unmergedLeaves, n.parent.unmergedLeaves))
                            return new ValidationError("x");`,
  `        const needsUpdatePath = allProposals.length === 0 || Object.values(grouped.update).length > 0 || Object.values(grouped.remove).length > 0;`,
  `    if (sentByClient || config.validateLifetimeOnReceive) {`,
  "",
].join("\n");

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function workspace({ home = ".", version = "1.6.4", text = original } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "whosecopy-patch-"));
  folders.push(folder);
  const file = join(folder, home, "node_modules/ts-mls/dist/src/clientState.js");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(join(folder, home, "node_modules/ts-mls/package.json"), JSON.stringify({ name: "ts-mls", version }));
  writeFileSync(file, text);
  return { file, run: () => spawnSync(process.execPath, [script, folder], { encoding: "utf8" }) };
}

describe("patch-ts-mls", () => {
  test("the installed ts-mls is corrected", () => {
    expect(readFileSync(installed, "utf8")).toContain(unmergedRule);
  });

  test.each([".", "packages/client", "apps/cli"])("corrects a copy in %s, once", (home) => {
    const { file, run } = workspace({ home });
    expect(run().status).toBe(0);
    const once = readFileSync(file, "utf8");
    expect(once).toContain(unmergedRule);
    expect(once).not.toContain("arraysEqual(dpNode");
    expect(once).not.toContain("sentByClient ||");
    expect(once).toContain("grouped.group_context_extensions.length > 0;");
    expect(run().status).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(once);
  });

  test("stops when the text to correct is not there", () => {
    const result = workspace({ text: original.replace("arraysEqual", "listsEqual") }).run();
    expect(result.status).toBe(1);
    expect(result.stderr).toContain("was not found");
  });

  test.each(["1.6.2", "1.6.5", "2.0.0-rc.10"])("stops at version %s", (version) => {
    const result = workspace({ version }).run();
    expect(result.status).toBe(1);
    expect(result.stderr).toContain(`version ${version}`);
  });

  test("stops when ts-mls is not installed", () => {
    const { file, run } = workspace();
    rmSync(dirname(dirname(dirname(file))), { recursive: true });
    expect(run().status).toBe(1);
  });
});
