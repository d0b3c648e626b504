import type { Runs } from "@whosecopy/image";
import type { TileRuns } from "./tile-runs.ts";

// The content of a tile: u32be length ‖ runs ‖ zeros. Runs are joined by the bytes FF D0, which cannot occur within one:
// entropy-coded data have a zero after each FF (T.81 F.1.2.3).

const lengthBytes = 4;
const separator = [0xff, 0xd0] as const;

/** Bytes that the runs of a tile take, with their length before them and without zeros behind them. */
export function contentLength(runs: Runs, place: TileRuns): number {
  const { first, perRow, rows, step } = place;
  let length = lengthBytes + 2 * (perRow * rows - 1);
  for (let row = 0; row < rows; row++) {
    const start = first + row * step;
    length += runs.starts[start + perRow]! - runs.starts[start]!;
  }
  return length;
}

/** Fills `content` with that of a tile: at least `contentLength` bytes, the rest zeros. */
export function writeTileContent(content: Uint8Array, runs: Runs, place: TileRuns): void {
  const { first, perRow, rows, step } = place;
  let at = lengthBytes;
  for (let row = 0; row < rows; row++) {
    for (let run = first + row * step; run < first + row * step + perRow; run++) {
      if (at > lengthBytes) {
        content.set(separator, at);
        at += 2;
      }
      const bytes = runs.bytes.subarray(runs.starts[run], runs.starts[run + 1]);
      content.set(bytes, at);
      at += bytes.length;
    }
  }
  content.fill(0, at);
  new DataView(content.buffer, content.byteOffset).setUint32(0, at - lengthBytes);
}

/**
 * Reads the content of a tile back and puts its runs, as views, in their places among all runs of the picture.
 * @returns false when it is not exactly the content of such a tile, markers within a run included.
 */
export function placeRuns(content: Uint8Array, place: TileRuns, all: Uint8Array[]): boolean {
  if (content.length < lengthBytes) return false;
  const end = lengthBytes + new DataView(content.buffer, content.byteOffset).getUint32(0);
  if (end > content.length) return false;
  for (let i = end; i < content.length; i++) if (content[i] !== 0) return false;
  const { first, perRow, rows, step } = place;
  const count = perRow * rows;
  let run = 0;
  let start = lengthBytes;
  for (let at = lengthBytes; ;) {
    const found = content.indexOf(0xff, at);
    const escape = found < 0 || found >= end ? end : found;
    if (escape < end && escape + 1 < end && content[escape + 1] === 0) {
      at = escape + 2;
      continue;
    }
    const separated = escape + 1 < end && content[escape + 1] === separator[1];
    if ((escape < end && !separated) || run >= count || escape === start) return false;
    all[first + Math.floor(run / perRow) * step + (run % perRow)] = content.subarray(start, escape);
    run++;
    if (!separated) return run === count;
    start = escape + 2;
    at = start;
  }
}
