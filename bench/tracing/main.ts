import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import { attacks } from "./attacks/list.ts";
import type { Job, Outcome } from "./job.ts";
import { chosenSubjects, photographsPresent, type Subject } from "./pictures.ts";
import { runJobs } from "./pool.ts";
import { printQuality } from "./quality.ts";
import { reportText } from "./report.ts";
import { eightPersons } from "./sent-picture.ts";

const usage = `npm run bench:tracing -- [options]
  --pictures LIST   sets (kodak, camera, camera-2mp, drawn) or single pictures, with commas; default kodak
  --attacks LIST    parts of families or names, with commas; default all
  --level LEVEL     must or stress; default both
  --limit N         only the first N pictures
  --innocents N     innocent words per leak; default 1000
  --nobody          also leaks that nobody may be named for, which a run of all attacks has anyway
  --below           follow bounds below 1e-12, to compare one mark with another; slower
  --json FILE       every outcome as JSON
  --processes N     default: one per core
  --quality         instead: how visible the mark is
`;

const { values } = parseArgs({
  options: {
    pictures: { type: "string", default: "kodak" },
    attacks: { type: "string", default: "" },
    level: { type: "string" },
    limit: { type: "string" },
    innocents: { type: "string", default: "1000" },
    nobody: { type: "boolean", default: false },
    below: { type: "boolean", default: false },
    json: { type: "string" },
    processes: { type: "string" },
    quality: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const words = (list: string): string[] =>
  list
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");

/** A few of each kind for leaks that nobody may be named for. */
const nobodyAttacks = [
  "JPEG 70",
  "resize to 50 % of a side",
  "crop to 50 % of the area, place 1",
  "rotate by 5 degrees, cut to fit",
  "screenshot of a chat, 1000 px wide, JPEG 80",
  "contrast x 1.5",
  "blur, sigma 2",
];

function jobsFor(subjects: readonly Subject[]): Job[] {
  const parts = words(values.attacks);
  const chosen = attacks.filter(
    ({ family, name, level }) =>
      (parts.length === 0 || parts.some((part) => `${family}: ${name}`.includes(part))) &&
      (values.level === undefined || level === values.level),
  );
  const innocents = Number(values.innocents);
  return subjects.flatMap((subject, i) => {
    // Scenes that differ from this one, also when the same scene is there in two sizes.
    const scene = (name: string): string => name.replace("-2mp", "");
    const different = [...subjects.slice(i + 1), ...subjects.slice(0, i)].filter(
      ({ name }) => scene(name) !== scene(subject.name),
    );
    const others = different.slice(0, 3).map(({ name }) => name);
    const job = { picture: subject.name, others, innocents, person: i % eightPersons.length, below: values.below };
    const nobody = values.nobody || (parts.length === 0 && values.level !== "stress");
    const kinds =
      others.length > 0 ? (["unmarked", "stranger", "unrelated"] as const) : (["unmarked", "stranger"] as const);
    return [
      ...chosen.map(({ name }): Job => ({ ...job, kind: "copy", attack: name })),
      ...(nobody ? kinds.flatMap((kind) => nobodyAttacks.map((attack): Job => ({ ...job, kind, attack }))) : []),
    ];
  });
}

async function traceAll(subjects: readonly Subject[]): Promise<void> {
  const jobs = jobsFor(subjects);
  const outcomes: Outcome[] = [];
  const stop = new AbortController();
  process.once("SIGINT", () => {
    process.stderr.write("\nstopping; what is done follows\n");
    stop.abort();
  });
  const started = performance.now();
  await runJobs({
    jobs,
    processes: Number(values.processes ?? availableParallelism()),
    signal: stop.signal,
    onOutcome(outcome) {
      outcomes.push(outcome);
      const minutes = ((performance.now() - started) / 60_000).toFixed(1);
      const { picture, kind, attack } = outcome.job;
      const said = outcome.judgement?.log10Bound?.toFixed(1) ?? outcome.judgement?.verdict ?? "failed";
      process.stderr.write(`${outcomes.length}/${jobs.length} ${minutes} min  ${picture} ${kind} ${attack}: ${said}\n`);
    },
  });
  process.stdout.write(`${reportText(outcomes, subjects, Number(values.innocents))}\n`);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(outcomes, undefined, 1));
  if (stop.signal.aborted) process.exitCode = 130;
}

async function main(): Promise<void> {
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  if (!photographsPresent) {
    process.stderr.write(
      "no photographs here (set WHOSECOPY_TESTDATA to the folder that holds kodak/): drawn pictures instead\n",
    );
  }
  const subjects = chosenSubjects(words(values.pictures)).slice(
    0,
    values.limit === undefined ? undefined : Number(values.limit),
  );
  if (subjects.length === 0) {
    process.stderr.write(`no such pictures\n${usage}`);
    process.exitCode = 2;
    return;
  }
  process.stdout.write(`${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.version}\n`);
  process.stdout.write(
    `${subjects.length} pictures: ${subjects.map(({ name, width, height }) => `${name} ${width}x${height}`).join(", ")}\n\n`,
  );
  await (values.quality ? printQuality(subjects) : traceAll(subjects));
}

await main();
