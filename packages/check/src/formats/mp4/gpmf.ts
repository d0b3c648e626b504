import { viewOf } from "../../exif/tiff-file.ts";
import { latin } from "../../icc/profile.ts";
import type { Gather } from "../../report/gather.ts";
import { tells } from "../../report/tells.ts";
import { videoTells } from "./video-tells.ts";

/** How many map points were seen. */
export interface GpmfTally {
  points: number;
}

export function newGpmfTally(): GpmfTally {
  return { points: 0 };
}

/**
 * Reads GoPro's records (github.com/gopro/gpmf-parser, "GPMF key-length-value"): a name of four letters, a type, the size of one value,
 * how many, and the values, filled up to four bytes. Type 0 holds further records.
 */
export function gatherGpmf(
  bytes: Uint8Array,
  params: { tally: GpmfTally; gather: Gather; step: () => void },
  depth = 0,
): void {
  const { tally, gather, step } = params;
  const view = viewOf(bytes);
  for (let at = 0; at + 8 <= bytes.length;) {
    step();
    const name = latin(bytes, at, 4);
    const [size, count] = [bytes[at + 5]!, view.getUint16(at + 6)];
    const values = bytes.subarray(at + 8, at + 8 + size * count);
    if (bytes[at + 4] === 0 && size > 0 && depth < 6) gatherGpmf(values, params, depth + 1);
    else if (name === "GPS5" || name === "GPS9") {
      tally.points += count;
      gather.add(videoTells.way);
    } else if (name === "GPSU") gather.add(tells.date, textOf(values));
    else if (/^(?:CASN|SNUM)$/u.test(name)) gather.add(tells.serial, textOf(values));
    else if (/^(?:MINF|DVNM)$/u.test(name)) gather.add(tells.model, textOf(values));
    else if (/^(?:ACCL|GYRO|MAGN|CORI|IORI|GRAV)$/u.test(name)) gather.add(videoTells.movement);
    else if (name === "FACE") gather.add(videoTells.faces);
    else if (/^(?:FMWR|FWVS)$/u.test(name)) gather.add(tells.software, textOf(values));
    else if (/^(?:MUID|GUMI)$/u.test(name)) gather.add(tells.uniqueId);
    at += 8 + ((size * count + 3) & ~3);
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder("windows-1252")
    .decode(bytes.subarray(0, 200))
    .replaceAll(/[^\x20-\x7e]+/gu, " ")
    .trim();
}
