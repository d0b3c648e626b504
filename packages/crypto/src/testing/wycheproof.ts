import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(process.env["WHOSECOPY_TESTDATA"] ?? "", "wycheproof");

/** What every test of every file has. */
type VectorTest = {
  tcId: number;
  comment: string;
  flags: readonly string[];
  result: "valid" | "invalid" | "acceptable";
};

/** A file of C2SP/wycheproof, or that it is not at hand. */
type Vectors<Group, Test> = {
  missing: boolean;
  /** For the test's name: why it is skipped, if it is. */
  note: string;
  /** Checks every test; a failure names the vector. */
  each(check: (group: Group, test: Test & VectorTest) => void | Promise<void>): Promise<void>;
};

/**
 * The vectors of a file, from the folder that WHOSECOPY_TESTDATA names (vitest.config.ts). Where it is absent the
 * test skips and says so.
 */
export function wycheproof<Group, Test>(file: string): Vectors<Group, Test> {
  const path = join(folder, file);
  const missing = !existsSync(path);
  return {
    missing,
    note: missing ? ` (skipped: ${file} is not at hand)` : "",
    async each(check) {
      type File = { testGroups: readonly (Group & { tests: readonly (Test & VectorTest)[] })[] };
      const vectors = JSON.parse(readFileSync(path, "utf8")) as File;
      for (const group of vectors.testGroups) {
        for (const test of group.tests) {
          try {
            await check(group, test);
          } catch (cause) {
            throw new Error(`${file} test ${test.tcId} (${test.result}): ${test.comment}`, { cause });
          }
        }
      }
    },
  };
}
