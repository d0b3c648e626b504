import { randomUUID } from "node:crypto";
import { access, copyFile, constants, link, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ByteSource } from "@whosecopy/check";
import { WhosecopyError } from "@whosecopy/protocol";

const chunkBytes = 1 << 20;

/**
 * Writes a cleaned file piece by piece, so that it is there whole or not at all, and never over another file.
 * @throws WhosecopyError "already-exists"; the file system's errors.
 */
export async function writeCleaned(file: ByteSource, path: string, signal: AbortSignal): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await refuseIfThere(path);
  const unfinished = await writeUnfinished(file, dirname(path), signal);
  try {
    // A link, unlike a rename, never replaces what came there in the meantime.
    await link(unfinished, path).catch(async (error: unknown) => {
      if (isCode(error, "EEXIST")) throw new WhosecopyError("already-exists", "the cleaned file is there already");
      // Some disks know no links.
      await copyFile(unfinished, path, constants.COPYFILE_EXCL);
    });
  } finally {
    await rm(unfinished, { force: true });
  }
}

/**
 * Puts a cleaned file in the place of the original, which is kept beside it as NAME.original.
 * @returns where the original is now.
 * @throws WhosecopyError "already-exists" when there is a backup already.
 */
export async function replaceWithBackup(file: ByteSource, path: string, signal: AbortSignal): Promise<string> {
  const backup = `${path}.original`;
  await refuseIfThere(backup);
  const unfinished = await writeUnfinished(file, dirname(path), signal);
  try {
    // The original has two names before it loses one: at no time is it nowhere.
    await link(path, backup).catch(() => copyFile(path, backup, constants.COPYFILE_EXCL));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return backup;
}

async function writeUnfinished(file: ByteSource, folder: string, signal: AbortSignal): Promise<string> {
  const path = join(folder, `.whosecopy-${randomUUID()}`);
  try {
    const handle = await open(path, "wx", 0o644);
    try {
      for (let at = 0; at < file.size;) {
        if (signal.aborted) throw new WhosecopyError("cancelled", "stopped while writing");
        const bytes = await file.read(at, chunkBytes);
        if (bytes.length === 0) throw new WhosecopyError("file-unreadable", "the original changed while it was read");
        await handle.writeFile(bytes);
        at += bytes.length;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    return path;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function refuseIfThere(path: string): Promise<void> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there) throw new WhosecopyError("already-exists", "the cleaned file is there already");
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
