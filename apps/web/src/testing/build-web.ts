import { join } from "node:path";
import { build } from "vite";

const web = join(import.meta.dirname, "..", "..");

/** Where the headers are that the app is served with. */
export const headersFile = join(web, "headers.json");

/** Builds the app, or another page with its configuration, as it is shipped. */
export async function buildWeb(params: { readonly outDir: string; readonly root?: string }): Promise<void> {
  const before = process.env["NODE_ENV"];
  // Test runners name a mode of their own, and React has other code for it.
  process.env["NODE_ENV"] = "production";
  try {
    await build({
      root: params.root ?? web,
      configFile: join(web, "vite.config.ts"),
      publicDir: join(web, "public"),
      logLevel: "error",
      build: { outDir: params.outDir, emptyOutDir: true },
    });
  } finally {
    process.env["NODE_ENV"] = before;
  }
}
