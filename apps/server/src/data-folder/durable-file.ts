import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { WhosecopyError } from "@whosecopy/protocol";

/** Makes the names in a folder durable: without it a file that was fsynced can still be missing after a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** True for errors that mean: no room. */
export function isOutOfSpace(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === "ENOSPC" || code === "EDQUOT" || code === "53100";
}

/**
 * Writes a whole file so that after a crash there is either the old one or the new one: write, fsync, rename, fsync the
 * folder.
 *
 * @throws WhosecopyError "storage-full", with nothing half written left behind
 */
export async function writeDurably(path: string, bytes: Uint8Array, mode = 0o600): Promise<void> {
  const fresh = `${path}.${randomUUID()}.new`;
  try {
    const file = await open(fresh, "wx", mode);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(fresh, { force: true }).catch(() => undefined);
    if (isOutOfSpace(cause)) throw new WhosecopyError("storage-full", "no room left on the disk", { cause });
    throw cause;
  }
}
