import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../../budget.ts";
import { windowReader } from "../../sound/window-reader.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { countSteps } from "../../steps.ts";

/** kbit/s by version (1, or 2 and 2.5) and layer (ISO 11172-3, 2.4.2.3; ISO 13818-3). */
const bitrates: Readonly<Record<string, readonly number[]>> = {
  "1-1": [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  "1-2": [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  "1-3": [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  "2-1": [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  "2-2": [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  "2-3": [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
const sampleRates = [44_100, 48_000, 32_000];

/** Bytes of the frame that starts with these four, or 0 when they are no frame's head. Free-format frames are not known. */
export function frameLength(head: Uint8Array): number {
  if (head.length < 4 || head[0] !== 0xff || (head[1]! & 0xe0) !== 0xe0) return 0;
  const version = (head[1]! >> 3) & 3;
  const layer = 4 - ((head[1]! >> 1) & 3);
  const rateIndex = (head[2]! >> 2) & 3;
  if (version === 1 || layer === 4 || rateIndex === 3) return 0;
  const group = version === 3 ? 1 : 2;
  const bitrate = bitrates[`${String(group)}-${String(layer)}`]?.[(head[2]! >> 4) - 1];
  const sampleRate = (sampleRates[rateIndex] ?? 0) / [4, 1, 2, 1][version]!;
  if (bitrate === undefined || sampleRate === 0) return 0;
  const padding = (head[2]! >> 1) & 1;
  if (layer === 1) return 4 * (Math.floor((12_000 * bitrate) / sampleRate) + padding);
  const perFrame = layer === 3 && group === 2 ? 72_000 : 144_000;
  return Math.floor((perFrame * bitrate) / sampleRate) + padding;
}

/** A stretch of frames without anything between them. */
export interface FrameRun {
  readonly offset: number;
  readonly length: number;
}

/** Frames in a row before they are believed to be sound, or the frames up to the end. */
const convincing = 3;

/**
 * Where the sound is: everything between `start` and `end` that is not a frame is not sound. The last frame may be cut off.
 * @throws WhosecopyError "file-damaged" when there is no frame.
 */
export async function frameRuns(params: {
  file: ByteSource;
  start: number;
  end: number;
  budget: Budget;
}): Promise<FrameRun[]> {
  const { file, start, end } = params;
  const reader = windowReader(file);
  const step = countSteps(params.budget, 2_000);
  const runs: FrameRun[] = [];
  let at = start;
  while (at + 4 <= end) {
    step();
    let to = at;
    let count = 0;
    while (to + 4 <= end) {
      step();
      const length = frameLength(await reader.at(to, 4));
      if (length === 0) break;
      count++;
      to = Math.min(end, to + length);
    }
    if (count >= convincing || (count > 0 && to === end) || (count > 0 && runs.length > 0)) {
      runs.push({ offset: at, length: to - at });
      at = to;
    } else at++;
    at = await nextSync(reader, at, end, step);
  }
  if (runs.length === 0) throw new WhosecopyError("file-damaged", "no sound in the MP3");
  return runs;
}

/** The next byte 255 from `at` on, or `end`. */
async function nextSync(
  reader: { at(offset: number, length: number): Promise<Uint8Array> },
  at: number,
  end: number,
  step: () => void,
): Promise<number> {
  let from = at;
  while (from < end) {
    step();
    const window = await reader.at(from, Math.min(65_536, end - from));
    const found = window.indexOf(0xff);
    if (found >= 0) return from + found;
    if (window.length === 0) return end;
    from += window.length;
  }
  return end;
}
