import { cpus } from "node:os";

/** Every benchmark by name: `npm run bench`, or `npm run bench -- marks` for one. */
const benchmarks: Record<string, () => Promise<{ readonly run: () => Promise<void> }>> = {
  marks: () => import("./marks.ts"),
  groups: () => import("./groups.ts"),
  check: () => import("./check.ts"),
  server: () => import("./server-load.ts"),
  collusion: () => import("./collusion.ts"),
};

/** Too long to run along with the others. */
const onlyByName: ReadonlySet<string> = new Set(["collusion"]);

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => benchmarks[name] === undefined);
if (unknown.length > 0) {
  process.stderr.write(`no benchmark ${unknown.join(", ")}; there are: ${Object.keys(benchmarks).join(", ")}\n`);
  process.exit(2);
}
process.stdout.write(`${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.version}\n`);
for (const [name, load] of Object.entries(benchmarks)) {
  if (chosen.includes(name) || (chosen.length === 0 && !onlyByName.has(name))) await (await load()).run();
}
