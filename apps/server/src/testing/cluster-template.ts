import { execFile } from "node:child_process";
import { chmod, lstat, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startEmbeddedPostgres } from "../postgres/embedded.ts";

const run = promisify(execFile);
const template = join(tmpdir(), `whosecopy-test-cluster-18.4-${process.getuid?.() ?? 0}`);

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** Initialises PostgreSQL once per machine; whoever comes second uses what the first has made. */
async function makeTemplate(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "whosecopy-template-"));
  await chmod(folder, 0o711);
  const engine = await startEmbeddedPostgres({ dataFolder: folder, log: () => undefined });
  await engine.stop();
  await rename(join(folder, "postgres"), template).catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
}

/** A data folder in which PostgreSQL is initialised already: saves seconds per test file. */
export async function freshDataFolder(): Promise<string> {
  if (!(await exists(template))) await makeTemplate();
  const folder = await mkdtemp(join(tmpdir(), "whosecopy-test-"));
  await chmod(folder, 0o711);
  await mkdir(folder, { recursive: true });
  // cp -a keeps the owner, which is not us when we are root.
  await run("cp", ["-a", template, join(folder, "postgres")]);
  return folder;
}
