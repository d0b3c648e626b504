import type { TiffDirectory } from "./tiff-file.ts";

/** A stretch of a block that something in it points to. */
export interface Stretch {
  readonly offset: number;
  readonly size: number;
}

/** What a directory of a classical TIFF takes up, with the values that stand outside of it. */
export function stretchesOf(offset: number, directory: TiffDirectory): Stretch[] {
  const outside = directory.entries.filter(({ size }) => size > 4);
  return [{ offset, size: 2 + 12 * directory.entries.length + 4 }, ...outside];
}

/** How many bytes that are not zero lie where nothing points to; the head does not count. */
export function strayBytes(block: Uint8Array, used: readonly Stretch[]): number {
  let [covered, stray] = [8, 0];
  for (const { offset, size } of [...used].sort((a, b) => a.offset - b.offset)) {
    for (let at = covered; at < Math.min(offset, block.length); at++) if (block[at] !== 0) stray++;
    covered = Math.max(covered, offset + size);
  }
  for (let at = covered; at < block.length; at++) if (block[at] !== 0) stray++;
  return stray;
}
