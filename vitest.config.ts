import { join } from "node:path";
import { defineConfig } from "vitest/config";

// Tests run from source through the "whosecopy:source" export condition, so that no build is needed to try a change.
// Conditions reach Node itself: "import" here would hand ES modules to the require() of CommonJS packages.
export default defineConfig({
  resolve: { conditions: ["whosecopy:source", "node"] },
  ssr: { resolve: { conditions: ["whosecopy:source", "node"] } },
  test: {
    // Public pictures and official vectors lie beside the checkout; where they are absent, the tests that need them say so.
    env: {
      WHOSECOPY_TESTDATA: process.env["WHOSECOPY_TESTDATA"] ?? join(import.meta.dirname, "..", "shared", "testdata"),
    },
    include: [
      "packages/*/src/**/*.test.ts",
      "apps/*/src/**/*.test.ts",
      // Minutes of tracing, and so by themselves: npm run test:tracing.
      ...(process.env["WHOSECOPY_TRACING"] === undefined ? [] : ["bench/**/*.test.ts"]),
      "e2e/**/*.test.ts",
      "scripts/**/*.test.ts",
    ],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
  },
});
