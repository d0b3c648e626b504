import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { encodePng, type Picture } from "@whosecopy/image";

const run = promisify(execFile);

/**
 * How visible a difference is, by Debian's `butteraugli` program: 1 is about what people begin to see. Both pictures go to it as PNGs that we
 * write alike, since it reads equal pixels with different colour chunks as different.
 * @returns undefined where the program is not installed.
 */
export async function butteraugli(a: Picture, b: Picture): Promise<number | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "whosecopy-butteraugli-"));
  try {
    const paths = [join(folder, "a.png"), join(folder, "b.png")] as const;
    await Promise.all([writeFile(paths[0], await encodePng(a)), writeFile(paths[1], await encodePng(b))]);
    const { stdout } = await run("butteraugli", [...paths]);
    return Number(stdout.trim().split(/\s+/)[0]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
