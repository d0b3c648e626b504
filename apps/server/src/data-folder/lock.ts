import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { WhosecopyError } from "@whosecopy/protocol";

/** Tells two processes with the same number apart: when it started, in ticks since boot; empty where there is no /proc. */
async function startTicks(pid: number): Promise<string | null> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, "utf8");
    // Field 22; the second field is a name in parentheses that may hold anything.
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    try {
      process.kill(pid, 0);
      return process.platform === "linux" ? null : "";
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "EPERM" ? "" : null;
    }
  }
}

/**
 * Makes this process the only one that starts PostgreSQL in a data folder. A lock left behind by a killed process is taken
 * over.
 *
 * @returns gives the lock back
 * @throws WhosecopyError "store-busy"
 */
export async function lockDataFolder(dataFolder: string): Promise<() => Promise<void>> {
  const path = join(dataFolder, "server.lock");
  const own = `${process.pid} ${(await startTicks(process.pid)) ?? ""}`;
  for (let tries = 0; tries < 5; tries++) {
    try {
      const file = await open(path, "wx", 0o600);
      await file.writeFile(own);
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = await readFile(path, "utf8").catch(() => "");
    const [pid = "", ticks = ""] = holder.split(" ");
    const now = /^\d+$/.test(pid) ? await startTicks(Number(pid)) : null;
    if (now !== null && now === ticks) {
      throw new WhosecopyError("store-busy", `another server (process ${pid}) uses the data folder ${dataFolder}`);
    }
    await rm(path, { force: true });
  }
  throw new WhosecopyError("store-busy", `the lock of the data folder ${dataFolder} can't be taken`);
}
