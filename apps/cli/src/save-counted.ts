import { open, readFile, rm, stat } from "node:fs/promises";
import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import { writeWhole } from "./write-whole.ts";

/** A lock left by a command that was killed is ignored after this long; it is held for milliseconds. */
const staleLockMs = 30_000;

async function takeLock(path: string): Promise<void> {
  try {
    await (await open(path, "wx", 0o600)).close();
  } catch (cause) {
    const held = await stat(path).catch(() => null);
    if (held !== null && Date.now() - held.mtimeMs > staleLockMs) {
      await rm(path, { force: true });
      return takeLock(path);
    }
    if (held === null) throw cause;
    throw new WhosecopyError("store-busy", "another trace is counting in this record", { cause });
  }
}

/**
 * Writes a record whose number of traces was raised, if nobody else has written it since it was read: two traces that
 * count as one would make the printed bound untrue (protocol 3.10).
 *
 * @throws WhosecopyError "store-busy" when another trace came first; run it again
 */
export async function saveCounted(params: {
  readonly path: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}): Promise<void> {
  const lock = `${params.path}.lock`;
  await takeLock(lock);
  try {
    const now = new Uint8Array(await readFile(params.path));
    if (!equalBytes(now, params.before)) throw new WhosecopyError("store-busy", "another trace counted in this record");
    await writeWhole(params.path, params.after, 0o600);
  } finally {
    await rm(lock, { force: true });
  }
}
