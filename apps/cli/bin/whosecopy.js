#!/usr/bin/env node
import { existsSync } from "node:fs";

// The command is compiled; a checkout that was never built says what to do instead of failing in the loader.
const built = new URL("../dist/main.js", import.meta.url);
if (!existsSync(built)) {
  process.stderr.write("whosecopy is not built yet. Run: npm run build\n");
  process.exit(1);
}
await import(built.href);
