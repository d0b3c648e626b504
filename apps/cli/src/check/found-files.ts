import { opendir, stat } from "node:fs/promises";
import { basename, join } from "node:path";

/** A file to be checked. */
export interface FoundFile {
  /** As it was given, or below the folder that was given. */
  readonly path: string;
  /** Where it goes below an output folder: its name, or its path within the folder that was given, that folder's name first. */
  readonly relative: string;
}

/**
 * The files that paths name: files as they are, folders with everything in them, hidden files too, since those travel along unseen. Links
 * are not followed, so that no folder leads in a circle or out of what was named.
 * @throws the file system's error for a path that isn't there.
 */
export async function findFiles(paths: readonly string[], signal: AbortSignal): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  for (const path of paths) {
    if ((await stat(path)).isDirectory()) await walk(path, basename(path), { found, signal });
    else found.push({ path, relative: basename(path) });
  }
  return found;
}

async function walk(
  folder: string,
  relative: string,
  to: { readonly found: FoundFile[]; readonly signal: AbortSignal },
): Promise<void> {
  to.signal.throwIfAborted();
  const entries: { readonly name: string; readonly folder: boolean }[] = [];
  for await (const entry of await opendir(folder))
    if (entry.isDirectory() || entry.isFile()) entries.push({ name: entry.name, folder: entry.isDirectory() });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, folder: isFolder } of entries) {
    if (isFolder) await walk(join(folder, name), join(relative, name), to);
    else to.found.push({ path: join(folder, name), relative: join(relative, name) });
  }
}
