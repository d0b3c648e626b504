import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { begin, type Running, textAt } from "./processes.ts";

/** A server as a process of its own, with a PostgreSQL of its own in a folder of its own. */
export interface ServerProcess {
  readonly origin: string;
  readonly dataDir: string;
  /** All that it has logged since the first start, and its PostgreSQL too. */
  readonly log: () => string;
  /** Ends it as a power cut would: nothing is finished, and its PostgreSQL goes on alone. */
  readonly kill: () => Promise<void>;
  /** Starts it again in the same folder, on the same port. */
  readonly start: () => Promise<void>;
  /** Ends it in good order. */
  readonly stop: () => Promise<number | null>;
  /** Ends it and removes its folder. */
  readonly end: () => Promise<void>;
}

/** A new folder that others may pass through: started by root, PostgreSQL runs as another user. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "whosecopy-e2e-"));
  chmodSync(folder, 0o711);
  return folder;
}

/** True when nobody can be told apart by a file's mode: root reads and writes everything. */
export const isRoot = process.getuid?.() === 0;

async function untilItAnswers(running: Running): Promise<string> {
  const deadline = performance.now() + 90_000;
  while (performance.now() < deadline && running.goesOn()) {
    const line = running
      .written()
      .split("\n")
      .find((each) => each.startsWith('{"origin"'));
    if (line !== undefined) return textAt(JSON.parse(line), "origin");
    await wait(50);
  }
  throw new Error(`the server did not start: ${running.written().slice(-2000)}`);
}

/** Whatever PostgreSQL a killed server left behind in a folder. */
function stopPostgres(dataDir: string): void {
  try {
    const pid = Number(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
    if (pid > 1) process.kill(pid, "SIGQUIT");
  } catch {
    // There is none, or it has ended.
  }
}

/**
 * Starts `whosecopy serve`.
 *
 * @param cluster an initialised PostgreSQL to begin with; without it the server initialises its own
 */
export async function startServerProcess(params: { readonly cluster?: string } = {}): Promise<ServerProcess> {
  const folder = freshFolder();
  const dataDir = params.cluster ?? join(folder, "data");
  process.on("exit", () => {
    stopPostgres(dataDir);
  });
  const logs: (() => string)[] = [];
  const begun = (port: string) => {
    const args = ["serve", "--json", "--port", port, "--data", dataDir, "--log-level", "debug"];
    const running = begin(args, { home: folder });
    logs.push(running.written);
    return running;
  };
  let running: Running | null = begun("0");
  const origin = await untilItAnswers(running);
  const port = new URL(origin).port;
  const stop = async (): Promise<number | null> => {
    running?.kill("SIGTERM");
    const ended = await running?.ended;
    running = null;
    return ended?.exit ?? null;
  };
  return {
    origin,
    dataDir,
    stop,
    log: () => logs.map((written) => written()).join("\n"),
    kill: async () => {
      running?.kill("SIGKILL");
      await running?.ended;
      running = null;
    },
    start: async () => {
      running = begun(port);
      await untilItAnswers(running);
    },
    end: async () => {
      await stop();
      stopPostgres(dataDir);
      rmSync(folder, { recursive: true, force: true });
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
