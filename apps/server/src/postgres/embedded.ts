import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, lstat, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { WhosecopyError } from "@whosecopy/protocol";
import { type Engine, findEngine } from "./engine.ts";
import { closedParent, type Unprivileged, unprivilegedUser } from "./run-as.ts";
import { stopStray } from "./stray.ts";

/** A PostgreSQL that this process started and owns. */
interface EmbeddedPostgres {
  /** Folder of its Unix socket; it listens nowhere else. */
  readonly socketFolder: string;
  /** Called once if it ends without having been stopped. */
  onUnexpectedEnd(work: () => void): void;
  stop(): Promise<void>;
}

type Log = (message: string) => void;

/** The database's superuser; reachable only through the socket folder, which is closed to others. */
export const databaseUser = "whosecopy";

// sun_path has 108 bytes on Linux and 104 on macOS; the name of the socket in its folder takes 17.
const longestSocketFolder = 104 - 18;

const settings = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  max_connections: "40",
  shared_buffers: "64MB",
  max_wal_size: "512MB",
  // Statements and values can hold ids and handles: only what ends the engine is logged; errors are answered to us anyway.
  log_min_messages: "fatal",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_checkpoints: "off",
} as const;

function asUser(user: Unprivileged | null) {
  return user === null ? {} : { uid: user.uid, gid: user.gid };
}

/** Runs a program to its end. `spawn` rather than execFile: what it prints matters only when it fails. */
async function runToEnd(program: string, args: readonly string[], user: Unprivileged | null): Promise<void> {
  const child = spawn(program, args, { ...asUser(user), cwd: "/", stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (piece: Buffer) => {
    complaint = (complaint + piece.toString()).slice(-2000);
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new WhosecopyError("server-unavailable", `${program} failed: ${complaint.trim()}`);
}

/** Made beside its place and moved there whole, so that an initialisation cut short is simply done again. */
async function initialise(engine: Engine, cluster: string, user: Unprivileged | null): Promise<void> {
  const fresh = `${cluster}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  if (user !== null) await chown(fresh, user.uid, user.gid);
  const how = ["--auth=trust", "--no-locale", "--encoding=UTF8", "--no-instructions", "--wal-segsize=4"];
  await runToEnd(engine.initdb, ["-D", fresh, "-U", databaseUser, ...how], user);
  await rename(fresh, cluster);
}

async function socketFolderFor(dataFolder: string, user: Unprivileged | null): Promise<{ path: string; own: boolean }> {
  const inside = join(dataFolder, "socket");
  const short = Buffer.byteLength(inside) <= longestSocketFolder;
  const path = short ? inside : await mkdtemp(join(tmpdir(), "whosecopy-"));
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
  if (user !== null) await chown(path, user.uid, user.gid);
  return { path, own: !short };
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** PostgreSQL writes its state into the eighth line of its pid file. */
async function untilReady(child: ChildProcess, cluster: string): Promise<void> {
  for (let waited = 0; waited < 600_000; waited += 10) {
    if (child.exitCode !== null) throw new WhosecopyError("server-unavailable", "PostgreSQL ended at its start");
    const lines = (await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
    if (lines[0] === String(child.pid) && lines[7]?.trim() === "ready") return;
    await wait(10);
  }
  throw new WhosecopyError("server-unavailable", "PostgreSQL is still recovering after ten minutes");
}

/**
 * Starts PostgreSQL in `<dataFolder>/postgres`, initialising it the first time. The caller holds the lock of the folder.
 *
 * @throws WhosecopyError "server-unavailable" with what to do about it
 */
export async function startEmbeddedPostgres(params: {
  readonly dataFolder: string;
  readonly log: Log;
}): Promise<EmbeddedPostgres> {
  const { dataFolder, log } = params;
  const user = await unprivilegedUser();
  const cluster = join(dataFolder, "postgres");
  if (user !== null) {
    const closed = await closedParent(user, cluster);
    if (closed !== null) {
      throw new WhosecopyError(
        "server-unavailable",
        `PostgreSQL runs as the user "${user.name}", who can't enter ${closed}: run "chmod o+x ${closed}", or choose another folder with --data (such as /var/lib/whosecopy)`,
      );
    }
  }
  const engine = await findEngine({
    copyFolder: join(dataFolder, "engine"),
    reachable: async (path) => user === null || (await closedParent(user, path)) === null,
  });
  if (await stopStray(cluster)) log("stopped a PostgreSQL that an earlier server had left behind");
  if (!(await exists(join(cluster, "PG_VERSION")))) {
    log("initialising PostgreSQL, once; this takes some seconds");
    await initialise(engine, cluster, user);
  }
  const socket = await socketFolderFor(dataFolder, user);
  await rm(join(socket.path, ".s.PGSQL.5432"), { force: true });
  const child = spawn(
    engine.postgres,
    [
      "-D",
      cluster,
      "-k",
      socket.path,
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    // A group of its own: a Ctrl-C in the terminal reaches the server only, which then stops PostgreSQL in good order.
    { ...asUser(user), cwd: "/", stdio: ["ignore", "ignore", "pipe"], detached: true },
  );
  child.stderr?.on("data", (piece: Buffer) => {
    for (const line of piece.toString().split("\n")) if (/ (?:FATAL|PANIC):/.test(line)) log(line);
  });
  const ended = once(child, "exit");
  let stopping = false;
  let unexpected = (): void => undefined;
  void ended.then(() => (stopping ? undefined : unexpected()));
  await untilReady(child, cluster);
  return {
    socketFolder: socket.path,
    onUnexpectedEnd: (work) => {
      unexpected = work;
    },
    async stop() {
      stopping = true;
      if (child.exitCode === null) child.kill("SIGINT");
      await ended;
      if (socket.own) await rm(socket.path, { recursive: true, force: true });
    },
  };
}
