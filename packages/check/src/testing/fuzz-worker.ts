import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { WhosecopyError } from "@whosecopy/protocol";
import { clean } from "../clean.ts";
import { inspect } from "../inspect.ts";
import { CleanRefused } from "../refusal.ts";
import { sourceOfBytes } from "../source/byte-source.ts";
import { mutate, seeded } from "./mutate.ts";

/** What one process of `npm run fuzz` does: damages files of one format and gives them to inspect and clean. */
interface FuzzJob {
  readonly format: string;
  readonly files: readonly string[];
  readonly seed: number;
  readonly from: number;
  readonly inputs: number;
  /** Milliseconds of processor time that one input may take. */
  readonly most: number;
  /** Where inputs go that led to a fault. */
  readonly found: string;
}

/** What a damaged file may lead to. */
const answers: ReadonlySet<string> = new Set(["file-unknown", "file-damaged", "file-too-large", "check-limit"]);

const limits = { parts: 20_000, unpackedBytes: 50e6, time: 1_500 };

async function wholeOf(file: {
  size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}): Promise<Uint8Array> {
  return (await file.read(0, file.size)).slice();
}

/** @returns the fault, or the code of the answer. */
async function tryOne(bytes: Uint8Array, again: boolean): Promise<string> {
  try {
    await inspect(sourceOfBytes(bytes), { limits });
    const once = await wholeOf((await clean(sourceOfBytes(bytes), { limits })).file);
    if (again) {
      const twice = await wholeOf((await clean(sourceOfBytes(once), { limits })).file);
      if (Buffer.compare(once, twice) !== 0) return "fault: cleaning again changes it";
    }
    return "cleaned";
  } catch (error) {
    if (error instanceof CleanRefused) return "refused";
    if (error instanceof WhosecopyError && answers.has(error.code)) return error.code;
    return `fault: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

async function run(job: FuzzJob): Promise<void> {
  const { format, files, seed, from, inputs, most, found } = job;
  const originals = files.map((path) => new Uint8Array(readFileSync(path)));
  const counts: Record<string, number> = {};
  let slowest = 0;
  let memory = 0;
  for (let i = from; i < from + inputs; i++) {
    const bytes = mutate(originals[i % originals.length] ?? new Uint8Array(0), seeded(seed + i));
    const before = process.cpuUsage();
    let answer = await tryOne(bytes, i % 4 === 0);
    const used = process.cpuUsage(before);
    // Processor time, since others may use the machine; collecting garbage is in it.
    const took = (used.user + used.system) / 1000;
    slowest = Math.max(slowest, took);
    if (!answer.startsWith("fault") && took > most) answer = `fault: took ${took.toFixed(0)} ms`;
    if (answer.startsWith("fault")) {
      mkdirSync(found, { recursive: true });
      writeFileSync(join(found, `${format}-${String(seed + i)}.bin`), bytes);
      process.send?.({ fault: answer, input: seed + i });
    }
    const kind = answer.startsWith("fault") ? "fault" : answer;
    counts[kind] = (counts[kind] ?? 0) + 1;
    if (i % 200 === 0) {
      memory = Math.max(memory, process.memoryUsage().rss);
      process.send?.({ done: i - from });
    }
  }
  process.send?.({ counts, slowest, memory: Math.max(memory, process.memoryUsage().rss) });
}

process.on("message", (job: FuzzJob) => {
  void run(job).then(() => {
    process.disconnect();
  });
});
