import type { Budget } from "../../budget.ts";
import { bytesOf, openTiff, readDirectory, viewOf } from "../../exif/tiff-file.ts";
import { sourceOfBytes } from "../../source/byte-source.ts";

/**
 * Where the further pictures of a multi-picture file start, counted from the TIFF header in its APP2 segment (CIPA DC-007, 5.2.3). The first
 * picture is this file itself and is left out.
 * @returns null for a damaged list.
 */
export async function readMpf(bytes: Uint8Array, budget: Budget): Promise<number[] | null> {
  const tiff = await openTiff(sourceOfBytes(bytes));
  if (tiff === null) return null;
  budget.part();
  const directory = await readDirectory(tiff, tiff.first);
  const list = directory.entries.find(({ tag }) => tag === 0xb002);
  if (list === undefined) return null;
  const entries = await bytesOf(tiff, list, 16 * 200);
  const view = viewOf(entries);
  const starts: number[] = [];
  for (let at = 0; at + 16 <= entries.length; at += 16) {
    const start = view.getUint32(at + 8, tiff.little);
    if (start !== 0) starts.push(start);
  }
  return starts;
}
