import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Job, Outcome } from "./job.ts";

const worker = fileURLToPath(new URL("./worker.js", import.meta.url));

/**
 * Runs jobs in several processes. Each process stays with one picture as long as that has jobs, since preparing one costs time; when no
 * picture is untouched it helps with another's.
 */
export function runJobs(params: {
  jobs: readonly Job[];
  processes: number;
  onOutcome: (outcome: Outcome) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { jobs, processes, onOutcome, signal } = params;
  const waiting = new Map<string, Job[]>();
  for (const job of jobs) waiting.set(job.picture, [...(waiting.get(job.picture) ?? []), job]);
  const taken = new Set<string>();
  const nextFor = (last: string | undefined): Job | undefined => {
    const open = [...waiting].filter(([, left]) => left.length > 0).map(([picture]) => picture);
    const picture = open.find((name) => name === last) ?? open.find((name) => !taken.has(name)) ?? open[0];
    if (picture === undefined || signal.aborted) return undefined;
    taken.add(picture);
    return waiting.get(picture)?.shift();
  };
  const runOne = (): Promise<void> =>
    new Promise((resolve) => {
      const child = fork(worker);
      let current: Job | undefined;
      const stop = (): void => {
        child.kill("SIGKILL");
      };
      const advance = (): void => {
        current = nextFor(current?.picture);
        if (current === undefined) child.disconnect();
        else child.send(current);
      };
      signal.addEventListener("abort", stop, { once: true });
      child.on("message", (outcome: Outcome) => {
        onOutcome(outcome);
        advance();
      });
      child.on("exit", (code) => {
        signal.removeEventListener("abort", stop);
        const lost = current;
        if (lost === undefined || signal.aborted) {
          resolve();
          return;
        }
        onOutcome({ job: lost, error: `the process ended with ${code ?? "a signal"}`, attackSeconds: 0 });
        // The other jobs are not to suffer for it.
        resolve(runOne());
      });
      advance();
    });
  return Promise.all(Array.from({ length: Math.min(processes, jobs.length) }, runOne)).then(() => undefined);
}
