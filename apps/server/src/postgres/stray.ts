import { readFile, readlink, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { WhosecopyError } from "@whosecopy/protocol";

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function goneWithin(pid: number, ms: number): Promise<boolean> {
  for (let waited = 0; waited < ms; waited += 50) {
    if (!alive(pid)) return true;
    await wait(50);
  }
  return !alive(pid);
}

/** False when the process with this number is surely another program: numbers are reused. */
async function worksIn(pid: number, cluster: string): Promise<boolean> {
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(cluster));
  } catch {
    return process.platform !== "linux";
  }
}

/**
 * Stops the PostgreSQL that a killed server left behind in this folder; the next start recovers from its log. Called only
 * by whoever holds the lock of the data folder, so nobody else uses it.
 *
 * @returns true when there was one
 */
export async function stopStray(cluster: string): Promise<boolean> {
  const pidFile = join(cluster, "postmaster.pid");
  const text = await readFile(pidFile, "utf8").catch(() => null);
  if (text === null) return false;
  const pid = Number(text.split("\n")[0]);
  if (!Number.isSafeInteger(pid) || pid <= 1 || !alive(pid) || !(await worksIn(pid, cluster))) {
    await rm(pidFile, { force: true });
    return false;
  }
  // Fast shutdown, then immediate: both keep everything that was committed.
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    process.kill(pid, signal);
    if (await goneWithin(pid, 15_000)) return true;
  }
  throw new WhosecopyError("server-unavailable", `a PostgreSQL left behind (process ${pid}) does not stop`);
}
