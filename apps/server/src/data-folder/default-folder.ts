import { homedir } from "node:os";
import { join } from "node:path";

/** Where a server keeps its data when it is not told: below /var/lib for root, in the person's data home for anyone else. */
export function defaultDataFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (process.getuid?.() === 0) return "/var/lib/whosecopy";
  const home = env["XDG_DATA_HOME"];
  const base = home !== undefined && home.startsWith("/") ? home : join(homedir(), ".local", "share");
  return join(base, "whosecopy", "server");
}
