import { readFile, stat } from "node:fs/promises";
import type { Look } from "@whosecopy/check/content";
import { openContentWorker } from "@whosecopy/check/node";
import { nodePictureTools } from "@whosecopy/client/node";
import { decodePicture } from "@whosecopy/image";
import { type ErrorCode, WhosecopyError } from "@whosecopy/protocol";

/** What a picture shows, or why it could not be looked at. */
export type FileLook = Look | { readonly notLooked: ErrorCode };

/** Larger files are no pictures that anybody sends. */
const mostBytes = 300e6;

/** Looks at what each picture among files shows, one after the other, in a thread of its own. */
export async function lookAtFiles(
  paths: readonly string[],
  options: { readonly signal: AbortSignal; readonly onProgress: (fraction: number) => void },
): Promise<ReadonlyMap<string, FileLook>> {
  const { signal, onProgress } = options;
  const worker = openContentWorker();
  const looks = new Map<string, FileLook>();
  try {
    for (const [i, path] of paths.entries()) {
      const tell = (fraction: number): void => onProgress((i + fraction) / paths.length);
      tell(0);
      try {
        if ((await stat(path)).size > mostBytes) throw new WhosecopyError("file-too-large", "too large for a picture");
        const { codecs } = nodePictureTools();
        const { width, height, rgb } = await decodePicture(await readFile(path), { codecs, signal });
        looks.set(path, await worker.look({ width, height, rgb }, { signal, onProgress: tell }));
      } catch (error) {
        if (!(error instanceof WhosecopyError) || error.code === "cancelled") throw error;
        looks.set(path, { notLooked: error.code });
      }
    }
  } finally {
    await worker.close();
  }
  return looks;
}
