import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const command = join(root, "apps", "cli", "bin", "whosecopy.js");

/** What a process left behind. */
export interface Ended {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: Buffer;
  readonly text: string;
  /** Standard error. */
  readonly complaint: string;
}

/** A process of `whosecopy` that was begun. */
export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  readonly goesOn: () => boolean;
  /** All that it wrote so far, on both streams. */
  readonly written: () => string;
  readonly kill: (signal: NodeJS.Signals) => void;
}

export interface Surroundings {
  /** The person's store. */
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What starts the process instead of the system itself, such as `prlimit --fsize=...`. */
  readonly through?: readonly string[];
}

/** Newest change below a folder of what is compiled: tests are not. */
function newestSource(folder: string): number {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const counts = entry.isFile() && path.endsWith(".ts") && !/\.test\.ts$|[/\\]testing[/\\]/.test(path);
    if (counts) newest = Math.max(newest, statSync(path).mtimeMs);
  }
  return newest;
}

/** These tests run what people run: the compiled command. An old one would test yesterday's code and say nothing. */
function requireBuilt(): void {
  const packages = readdirSync(join(root, "packages")).map((name) => join(root, "packages", name));
  for (const folder of [...packages, join(root, "apps", "server"), join(root, "apps", "cli")]) {
    const built = join(folder, "dist", ".tsbuildinfo");
    if (!existsSync(built)) throw new Error(`${folder} is not built: run "npm run build" before these tests`);
    if (statSync(built).mtimeMs < newestSource(join(folder, "src"))) {
      throw new Error(`${folder} changed after it was built: run "npm run build" before these tests`);
    }
  }
}

let checked = false;
const alive = new Set<number>();
// Whatever happens to the tests, nothing they began goes on without them.
process.on("exit", () => {
  for (const pid of alive) process.kill(pid, "SIGKILL");
});

/** Begins `whosecopy` with arguments, as a process of its own with an environment of its own. */
export function begin(args: readonly string[], surroundings: Surroundings): Running {
  if (!checked) requireBuilt();
  checked = true;
  const [program = process.execPath, ...rest] = [...(surroundings.through ?? []), process.execPath, command, ...args];
  const child = spawn(program, rest, {
    // Nothing of the test runner's own: no NODE_OPTIONS, no conditions that resolve to sources.
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: surroundings.home,
      TMPDIR: tmpdir(),
      WHOSECOPY_HOME: surroundings.home,
      ...surroundings.env,
    },
    cwd: tmpdir(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} can't be started`);
  alive.add(pid);
  const output: Buffer[] = [];
  const complaint: Buffer[] = [];
  child.stdout.on("data", (piece: Buffer) => output.push(piece));
  child.stderr.on("data", (piece: Buffer) => complaint.push(piece));
  const ended = (async (): Promise<Ended> => {
    const [exit, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    alive.delete(pid);
    const whole = Buffer.concat(output);
    return { exit, signal, output: whole, text: whole.toString(), complaint: Buffer.concat(complaint).toString() };
  })();
  return {
    pid,
    ended,
    goesOn: () => alive.has(pid),
    written: () => Buffer.concat([...output, ...complaint]).toString(),
    kill: (signal) => {
      child.kill(signal);
    },
  };
}

/** Runs `whosecopy` to its end. */
export const whosecopy = (args: readonly string[], surroundings: Surroundings): Promise<Ended> =>
  begin(args, surroundings).ended;

/** The one JSON document that a command wrote with --json. */
export function jsonOf({ text, complaint }: Ended): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error(`not one JSON document: ${text.slice(0, 500)}\n${complaint.slice(0, 500)}`);
  }
}

/** The result of a command that has to succeed. */
export function resultOf(ended: Ended): unknown {
  if (ended.exit !== 0) throw new Error(`exit ${ended.exit}: ${ended.text}\n${ended.complaint}`);
  return jsonOf(ended);
}

/** The text found in a JSON document at a path of names and numbers. */
export function textAt(json: unknown, ...path: readonly (string | number)[]): string {
  let at: unknown = json;
  for (const step of path) at = (at as Readonly<Record<string | number, unknown>> | undefined)?.[step];
  if (typeof at !== "string") throw new Error(`no text at ${path.join(".")} of ${JSON.stringify(json).slice(0, 500)}`);
  return at;
}
