import { WhosecopyError } from "@whosecopy/protocol";
import type { ServerSettings } from "./settings.ts";
import { type RunningServer, startServer } from "./start-server.ts";

/**
 * Runs a server until it is told to stop (SIGTERM, SIGINT) or its database ends.
 *
 * @param started called once it answers
 * @returns exit code
 */
export async function serve(
  settings: ServerSettings,
  say: (line: string) => void,
  started?: (server: RunningServer) => void,
): Promise<number> {
  const { publicOrigin, databaseUrl, logLevel, ...rest } = settings;
  // From the first moment: a Ctrl-C while PostgreSQL is being initialised must not leave anything behind.
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stop);
  const server = await startServer({
    ...rest,
    ...(publicOrigin === undefined ? {} : { publicOrigin }),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    log: { level: logLevel },
    onProgress: say,
  });
  say(`Whosecopy is running on ${server.origin} (data in ${server.dataDir})`);
  started?.(server);
  try {
    await Promise.race([stopped, server.failed]);
    say("stopping");
    return 0;
  } catch {
    say("PostgreSQL has ended: stopping");
    return 1;
  } finally {
    await server.close();
  }
}

/** Exit code for an error at the start, by the one table for all commands. */
export function startFailureExitCode(error: unknown): number {
  const code = error instanceof WhosecopyError ? error.code : "internal";
  return code === "bad-input" ? 2 : code === "store-busy" ? 9 : 1;
}
