import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { it } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../../..");
const folder = join(process.env["WHOSECOPY_TESTDATA"] ?? join(root, "../shared/testdata"), "wycheproof");

/** A file of C2SP/wycheproof with the fields of its groups and tests. */
type Vectors<Group, Test> = { testGroups: readonly (Group & { tests: readonly (Test & VectorTest)[] })[] };

/** What every test of every file has. */
export type VectorTest = {
  tcId: number;
  comment: string;
  flags: readonly string[];
  result: "valid" | "invalid" | "acceptable";
};

/**
 * A test over all vectors of a file; skipped, and saying so, where the public test data is not at hand (the folder beside the
 * checkout, or the one that WHOSECOPY_TESTDATA names).
 */
export function itWithVectors<Group, Test>(
  file: string,
  name: string,
  check: (group: Group, test: Test & VectorTest) => void | Promise<void>,
): void {
  const path = join(folder, file);
  if (!existsSync(path)) {
    it.skip(`${name} (skipped: ${file} of Wycheproof is not at hand)`, () => {});
    return;
  }
  it(name, async () => {
    const vectors = JSON.parse(readFileSync(path, "utf8")) as Vectors<Group, Test>;
    for (const group of vectors.testGroups) {
      for (const test of group.tests) {
        try {
          await check(group, test);
        } catch (cause) {
          throw new Error(`${file} test ${test.tcId} (${test.result}): ${test.comment}`, { cause });
        }
      }
    }
  });
}
