// Damages real files and gives them to every parser of the check: npm run fuzz [-- --format jpeg --inputs 10000 --seed 1].
// Ends with 1 when an input led to anything but an answer or a clear error, took too long or too much memory; such inputs lie in fuzz/found.
import { fork } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "vite";

/** Endings of the files of a format, and how many damaged ones are tried unless it is said. */
const formats = {
  jpeg: { endings: ["jpg", "jpeg"], inputs: 1_000_000, most: 30_000 },
  png: { endings: ["png"], inputs: 1_000_000, most: 60_000 },
  boxes: { endings: ["mp4", "mov", "m4a", "3gp", "heic", "heif", "avif"], inputs: 1_000_000, most: 60_000 },
  gif: { endings: ["gif"], inputs: 100_000, most: 60_000 },
  webp: { endings: ["webp"], inputs: 100_000, most: 60_000 },
  tiff: { endings: ["tif", "tiff"], inputs: 100_000, most: 60_000 },
  svg: { endings: ["svg"], inputs: 20_000, most: 60_000 },
  sound: { endings: ["mp3", "flac", "ogg", "opus", "wav"], inputs: 100_000, most: 120_000 },
  matroska: { endings: ["mkv", "webm"], inputs: 100_000, most: 200_000 },
  zip: { endings: ["zip"], inputs: 20_000, most: 200_000 },
  office: { endings: ["docx", "xlsx", "pptx", "odt", "ods", "odp"], inputs: 20_000, most: 60_000 },
  legacy: { endings: ["doc", "xls", "ppt"], inputs: 20_000, most: 200_000 },
  pdf: { endings: ["pdf"], inputs: 20_000, most: 60_000 },
};

const { values } = parseArgs({
  options: {
    format: { type: "string" },
    inputs: { type: "string" },
    seed: { type: "string", default: "1" },
    data: { type: "string", default: process.env.WHOSECOPY_TESTDATA ?? join("..", "shared", "testdata") },
    processes: { type: "string", default: String(availableParallelism()) },
  },
});
const chosen = values.format === undefined ? Object.keys(formats) : values.format.split(",");
const unknown = chosen.filter((name) => !Object.hasOwn(formats, name));
if (unknown.length > 0) {
  console.error(`no format ${unknown.join(", ")}; there are: ${Object.keys(formats).join(", ")}`);
  process.exit(2);
}
if (!existsSync(values.data)) {
  console.error(`There are no files to damage: ${values.data} is not there. Say --data FOLDER.`);
  process.exit(2);
}

const outDir = join("node_modules", ".cache", "whosecopy-fuzz");
await build({
  configFile: false,
  logLevel: "error",
  build: {
    ssr: "packages/check/src/testing/fuzz-worker.ts",
    outDir,
    emptyOutDir: true,
    minify: false,
    target: "node20",
  },
  resolve: { conditions: ["whosecopy:source", "node"] },
  ssr: { noExternal: [/^@whosecopy\//], resolve: { conditions: ["whosecopy:source", "node"] } },
});

const all = readdirSync(values.data, { recursive: true, encoding: "utf8" }).map((name) => join(values.data, name));
let faults = 0;
for (const format of chosen) {
  const { endings, most, ...usual } = formats[format];
  const inputs = Number(values.inputs ?? usual.inputs);
  const files = all.filter(
    (path) => endings.some((ending) => path.toLowerCase().endsWith(`.${ending}`)) && statSync(path).size <= most,
  );
  if (files.length === 0) {
    console.log(`${format.padEnd(10)} no files of at most ${String(most)} bytes: skipped`);
    continue;
  }
  const start = performance.now();
  const processes = Number(values.processes);
  const share = Math.ceil(inputs / processes);
  const results = await Promise.all(
    Array.from({ length: processes }, (_, i) =>
      runShare({
        format,
        files,
        seed: Number(values.seed),
        from: i * share,
        inputs: Math.min(share, inputs - i * share),
      }),
    ),
  );
  const counts = {};
  for (const result of results)
    for (const [kind, count] of Object.entries(result.counts)) counts[kind] = (counts[kind] ?? 0) + count;
  const slowest = Math.max(...results.map((result) => result.slowest));
  const memory = Math.max(...results.map((result) => result.memory)) / 1e6;
  faults += counts.fault ?? 0;
  const kinds = Object.entries(counts).map(([kind, count]) => `${kind} ${String(count)}`);
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${format.padEnd(10)} ${String(inputs).padStart(8)} inputs of ${String(files.length)} files, ${seconds.toFixed(0)} s, ` +
      `slowest ${slowest.toFixed(0)} ms, memory ${memory.toFixed(0)} MB: ${kinds.join(", ")}`,
  );
}
process.exit(faults === 0 ? 0 : 1);

/** One process with a bounded heap; one that is silent for a minute hangs. */
function runShare(job) {
  return new Promise((resolve) => {
    const child = fork(join(outDir, "fuzz-worker.js"), { execArgv: ["--max-old-space-size=512"] });
    let result = { counts: { fault: 1 }, slowest: 0, memory: 0 };
    let done = 0;
    let silence = setTimeout(hangs, 60_000);
    function hangs() {
      console.error(`${job.format}: hangs near input ${String(job.seed + job.from + done)}`);
      child.kill("SIGKILL");
    }
    child.on("message", (message) => {
      clearTimeout(silence);
      silence = setTimeout(hangs, 60_000);
      if (message.fault !== undefined) console.error(`${job.format} input ${String(message.input)}: ${message.fault}`);
      if (message.done !== undefined) done = message.done;
      if (message.counts !== undefined) result = message;
    });
    child.on("exit", () => {
      clearTimeout(silence);
      resolve(result);
    });
    child.send({ ...job, most: 2_000, found: join("fuzz", "found") });
  });
}
