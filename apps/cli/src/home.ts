import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The folder of a person's local store: WHOSECOPY_HOME, or the platform's place for application data. */
export function homeFolder(env: Readonly<Record<string, string | undefined>>): string {
  const chosen = env["WHOSECOPY_HOME"];
  if (chosen !== undefined && chosen !== "") return resolve(chosen);
  const data = env["XDG_DATA_HOME"];
  return join(data !== undefined && data !== "" ? data : join(homedir(), ".local", "share"), "whosecopy");
}
