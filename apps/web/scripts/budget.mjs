// Fails the build when the app has become too heavy for a phone on a slow line. Sizes are gzipped bytes.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const dist = join(import.meta.dirname, "..", "dist");
const limits = { page: 300_000, worker: 150_000 };

const gzipped = (path) => gzipSync(readFileSync(join(dist, path)), { level: 9 }).length;

/** A script and all that it imports at once; what is imported later, when it is needed, is not counted. */
function withImports(path, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  const code = readFileSync(join(dist, path), "utf8");
  for (const [, name] of code.matchAll(
    /(?:^|[;}\s])(?:import|export)\s*(?:[\w*{}\s,$]+\s*from\s*)?["']\.\/([\w.-]+\.js)["']/g,
  )) {
    withImports(join("assets", name), seen);
  }
  return seen;
}

const page = readFileSync(join(dist, "index.html"), "utf8");
const named = [...page.matchAll(/(?:src|href)="\/(assets\/[\w.-]+\.(?:js|css))"/g)].map(([, path]) => path);
const files = new Set(named.flatMap((path) => (path.endsWith(".js") ? [...withImports(path)] : [path])));
const worker = readdirSync(join(dist, "assets")).find((name) => /^client\.worker-[\w-]+\.js$/.test(name));
if (files.size === 0 || worker === undefined) throw new Error("the build has no page or no client worker");

const sum = (paths) => [...paths].reduce((total, path) => total + gzipped(path), 0);
const sizes = { page: gzipped("index.html") + sum(files), worker: sum(withImports(join("assets", worker))) };
const first = [...files, ...withImports(join("assets", worker))];
/** What belongs to something that not everybody does at once. */
const early = first.filter((path) => /registrar|[/]pictures-/.test(path));

let failed = early.length > 0;
for (const [what, size] of Object.entries(sizes)) {
  const fits = size <= limits[what];
  failed ||= !fits;
  console.log(`${fits ? "ok  " : "FAIL"} ${what}: ${Math.round(size / 1000)} KB of ${limits[what] / 1000} KB gzipped`);
}
if (early.length > 0) console.log(`FAIL loaded before it is needed: ${early.join(", ")}`);
process.exitCode = failed ? 1 : 0;
