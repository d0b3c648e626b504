import { readFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const { version } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8")) as { version: string };

// Workspace packages come from source; every file has its hash in its name. Nothing is inlined into scripts or styles, since
// the content security policy allows neither data: fonts nor inline anything.
export default defineConfig({
  plugins: [react()],
  define: { __APP_VERSION__: JSON.stringify(version) },
  resolve: {
    // The same library without the code for old browsers.
    alias: [{ find: /^dexie$/, replacement: "dexie/dist/modern/dexie.mjs" }],
    conditions: ["whosecopy:source", "module", "browser", "import", "default"],
  },
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  worker: {
    format: "es",
    rolldownOptions: {
      output: {
        entryFileNames: "assets/[name]-[hash].js",
        chunkFileNames: "assets/[name]-[hash].js",
        // What marks, opens and traces is one file, loaded with the first picture (packages/client/src/loaded.ts).
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: "pictures", test: /packages[\\/](marks|image)[\\/]src[\\/](?!browser)/, minShareCount: 2 }],
        },
      },
    },
  },
  server: { proxy: { "/v1": { target: "http://localhost:8787", ws: true } } },
});
