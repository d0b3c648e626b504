import { viewOf } from "../../exif/tiff-file.ts";
import type { Gather } from "../../report/gather.ts";
import { tells } from "../../report/tells.ts";

/** From the start of 1904 to the start of 1970, in seconds: QuickTime counts from the former. */
const epochSeconds = 2_082_844_800;

/** When a movie or track was made, as its head says; undefined for none. @param header `mvhd`, `tkhd` or `mdhd`. */
export function madeAt(header: Uint8Array): string | undefined {
  const view = viewOf(header);
  const seconds = header[0] === 1 ? Number(view.getBigUint64(4)) : view.getUint32(4);
  if (seconds === 0) return undefined;
  // Some count from 1970.
  const unix = seconds >= epochSeconds ? seconds - epochSeconds : seconds;
  return unix < 8e9 ? new Date(1_000 * unix).toISOString() : String(seconds);
}

export function gatherDates(header: Uint8Array, gather: Gather): void {
  const made = madeAt(header);
  const view = viewOf(header);
  const changed = header[0] === 1 ? view.getBigUint64(12) !== 0n : view.getUint32(8) !== 0;
  if (made !== undefined) gather.add(tells.date, made);
  else if (changed) gather.add(tells.date);
}
