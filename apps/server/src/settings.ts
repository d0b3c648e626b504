import { parseArgs } from "node:util";
import { WhosecopyError } from "@whosecopy/protocol";
import { defaultDataFolder } from "./data-folder/default-folder.ts";

/** What an operator can set: by flag, by environment, or not at all. */
export interface ServerSettings {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly publicOrigin: string | undefined;
  readonly logLevel: string;
  readonly trustProxy: boolean;
}

/** Text of `--help`. */
export const settingsHelp = `Runs a Whosecopy server.

Flags (and the environment variables they stand for):
  --port N          PORT                    port to listen on (8787)
  --host ADDRESS    HOST                    address to listen on (127.0.0.1: this machine only; 0.0.0.0: everyone)
  --data FOLDER     WHOSECOPY_DATA          where everything is kept (${defaultDataFolder()})
  --origin URL      WHOSECOPY_ORIGIN        how people reach this server, such as https://copies.example.org
                                            (http://localhost:PORT)
  --log-level LEVEL LOG_LEVEL               silent, error, warn, info or debug (info)
  --trust-proxy     WHOSECOPY_TRUST_PROXY=1 take callers' addresses from the one proxy in front
                    DATABASE_URL            a PostgreSQL of your own (15 or newer); without it the server starts one
                                            in its data folder
  --help

Back up the database by itself, and never together with the folders host-keys and journal: a server restored from a backup
releases nothing until "whosecopy admin reconcile" was run.

Examples:
  whosecopy serve
  whosecopy serve --data ~/copies --origin https://copies.example.org --trust-proxy
  DATABASE_URL=postgres://user@db/copies whosecopy serve --port 9000
`;

const logLevels = ["silent", "fatal", "error", "warn", "info", "debug", "trace"];

function refuse(reason: string): WhosecopyError {
  return new WhosecopyError("bad-input", reason);
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port < 0 || port > 65_535) throw refuse("the port is a number from 0 to 65535");
  return port;
}

/**
 * Reads flags, then the environment, then what is usual.
 *
 * @returns null when help was asked for
 * @throws WhosecopyError "bad-input"
 */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): ServerSettings | null {
  const string = { type: "string" } as const;
  const boolean = { type: "boolean" } as const;
  let flags;
  try {
    flags = parseArgs({
      args: [...args],
      options: {
        port: string,
        host: string,
        data: string,
        origin: string,
        "log-level": string,
        "trust-proxy": boolean,
        help: { ...boolean, short: "h" },
      },
    }).values;
  } catch (cause) {
    throw new WhosecopyError("bad-input", cause instanceof Error ? cause.message : "unknown flag", { cause });
  }
  if (flags.help === true) return null;
  const logLevel = flags["log-level"] ?? env["LOG_LEVEL"] ?? "info";
  if (!logLevels.includes(logLevel)) throw refuse(`the log level is one of ${logLevels.join(", ")}`);
  const databaseUrl = env["DATABASE_URL"];
  return {
    port: readPort(flags.port ?? env["PORT"] ?? "8787"),
    host: flags.host ?? env["HOST"] ?? "127.0.0.1",
    dataDir: flags.data ?? env["WHOSECOPY_DATA"] ?? defaultDataFolder(env),
    databaseUrl: databaseUrl === "" ? undefined : databaseUrl,
    publicOrigin: (flags.origin ?? env["WHOSECOPY_ORIGIN"])?.replace(/\/$/, ""),
    logLevel,
    trustProxy: flags["trust-proxy"] ?? env["WHOSECOPY_TRUST_PROXY"] === "1",
  };
}
