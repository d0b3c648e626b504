import { viewOf } from "../../exif/tiff-file.ts";
import { fullBoxOf, u32s } from "../../isobmff/write-box.ts";
import type { Samples } from "./samples.ts";

/** One line of an edit list (ISO/IEC 14496-12, 8.6.6). */
export interface Edit {
  /** In the time scale of the movie; 0 in a movie of fragments: all there is. */
  readonly duration: number;
  /** Where in the track it starts, in the track's time scale; -1 for a pause. */
  readonly mediaTime: number;
  /** 16.16. */
  readonly rate: number;
}

/** @returns null for a damaged one. */
export function readEdits(elst: Uint8Array): Edit[] | null {
  if (elst.length < 8) return null;
  const view = viewOf(elst);
  const wide = elst[0] === 1;
  const [count, entryBytes] = [view.getUint32(4), wide ? 20 : 12];
  if (8 + count * entryBytes > elst.length || count > 10_000) return null;
  return Array.from({ length: count }, (_, i) => {
    const at = 8 + i * entryBytes;
    return wide
      ? {
          duration: Number(view.getBigUint64(at)),
          mediaTime: Number(view.getBigInt64(at + 8)),
          rate: view.getUint32(at + 16),
        }
      : { duration: view.getUint32(at), mediaTime: view.getInt32(at + 4), rate: view.getUint32(at + 8) };
  });
}

export function writeEdits(edits: readonly Edit[]): Uint8Array {
  const wide = edits.some(({ duration, mediaTime }) => duration >= 2 ** 32 || mediaTime >= 2 ** 31);
  const lines = edits.map(({ duration, mediaTime, rate }) => {
    const line = new Uint8Array(wide ? 20 : 12);
    const view = viewOf(line);
    if (wide) {
      view.setBigUint64(0, BigInt(duration));
      view.setBigInt64(8, BigInt(mediaTime));
    } else {
      view.setUint32(0, duration);
      view.setInt32(4, mediaTime);
    }
    view.setUint32(wide ? 16 : 8, rate);
    return line;
  });
  return fullBoxOf("elst", { version: wide ? 1 : 0 }, u32s(edits.length), ...lines);
}

/** Forwards at normal speed, 16.16. */
const usualRate = 0x10000;

/** Sound decoders need some frames to settle: those of AAC and Opus at most these many. */
const soundRunUp = 8;

/** Seconds. */
const soundLeftOut = 0.5;

/** What of a track is played. */
export interface Played {
  /** 1 for each sample that is needed to show what is played. */
  readonly needed: Uint8Array;
  /** Samples that are never needed. */
  readonly cutAway: number;
  /** Those that are needed to decode others, and never shown themselves. */
  readonly hidden: number;
}

/**
 * Finds the samples that an edit list leaves out: a video that was shortened on a phone often still holds what was cut away.
 * @returns null when everything is played, or can't be told.
 */
export function playedOf(params: {
  samples: Samples;
  edits: readonly Edit[];
  movieScale: number;
  trackScale: number;
  sound: boolean;
}): Played | null {
  const { samples, edits, movieScale, trackScale, sound } = params;
  const ranges = edits
    .filter(({ mediaTime }) => mediaTime >= 0)
    .map(({ duration, mediaTime }) => ({
      from: mediaTime,
      end: duration === 0 ? Infinity : mediaTime + (duration * trackScale) / Math.max(1, movieScale),
    }));
  if (ranges.length === 0 || ranges.length > 100 || samples.count === 0) return null;
  if (edits.some(({ rate }) => rate !== usualRate)) return null;
  const { count, durations, compositions, sync } = samples;
  const shown = new Uint8Array(count);
  const ends = nextShownTimes(samples);
  let time = 0;
  for (let i = 0; i < count; i++) {
    const start = time + (compositions?.[i] ?? 0);
    if (ranges.some(({ from, end }) => start < end && ends[i]! > from)) shown[i] = 1;
    time += durations[i]!;
  }
  const needed = shown.slice();
  const runUp = sound ? soundRunUp : 0;
  let [want, before] = [0, runUp];
  for (let i = count - 1; i >= 0; i--) {
    if (shown[i] === 1) {
      want = 1;
      before = runUp;
    }
    if (want === 0) continue;
    needed[i] = 1;
    if (shown[i] === 1) {
      if (sync === null && runUp === 0) want = 0;
    } else if (sync === null && --before <= 0) want = 0;
    if (sync !== null && sync[i] === 1 && startsHere({ shown, samples, i })) want = 0;
  }
  let [cutAway, hidden, cutTicks] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    if (needed[i] === 0) {
      cutAway++;
      cutTicks += durations[i]!;
    } else if (shown[i] === 0) hidden++;
  }
  // Phones record sound in blocks and leave out the beginnings: nobody shortened it.
  if (sound && cutTicks < soundLeftOut * trackScale) return null;
  return { needed, cutAway, hidden };
}

/** For each sample, when the one that is shown after it starts. */
function nextShownTimes({ count, durations, compositions }: Samples): Float64Array {
  const starts = new Float64Array(count);
  let time = 0;
  for (let i = 0; i < count; i++) {
    starts[i] = time + (compositions?.[i] ?? 0);
    time += durations[i]!;
  }
  const ends = new Float64Array(count);
  if (compositions === null) {
    for (let i = 0; i < count; i++) ends[i] = starts[i]! + durations[i]!;
    return ends;
  }
  const order = Uint32Array.from(starts, (_, i) => i).sort((a, b) => starts[a]! - starts[b]!);
  for (const [rank, i] of order.entries()) {
    const next = order[rank + 1];
    ends[i] = next === undefined ? starts[i]! + Math.max(1, durations[i]!) : Math.max(starts[next]!, starts[i]! + 1);
  }
  return ends;
}

/**
 * Whether decoding can start at this sync sample for the shown ones behind it. Frames that are shown before it and stand behind it need
 * the one before (an open group of pictures).
 */
function startsHere({ shown, samples, i }: { shown: Uint8Array; samples: Samples; i: number }): boolean {
  const { compositions, durations, sync, count } = samples;
  if (compositions === null) return true;
  let time = 0;
  for (let j = i + 1; j < count && sync?.[j] !== 1; j++) {
    time += durations[j - 1]!;
    if (shown[j] === 1 && time + compositions[j]! < compositions[i]!) return false;
  }
  return true;
}

/**
 * The track without the samples that are not needed.
 * @returns also the edits, moved by what was taken out before each.
 */
export function withoutCutAway(
  samples: Samples,
  edits: readonly Edit[],
  needed: Uint8Array,
): { samples: Samples; edits: Edit[] } {
  const kept: number[] = [];
  let removed = 0;
  /** Time in the original at which each kept run starts to be shown at the earliest, and the time taken out before it. */
  const shifts: { from: number; by: number }[] = [];
  let time = 0;
  for (let i = 0; i < samples.count; i++) {
    if (needed[i] === 1) {
      const start = time + (samples.compositions?.[i] ?? 0);
      if (i === 0 || needed[i - 1] === 0) shifts.push({ from: start, by: removed });
      else if (start < shifts.at(-1)!.from) shifts.at(-1)!.from = start;
      kept.push(i);
    } else removed += samples.durations[i]!;
    time += samples.durations[i]!;
  }
  const { compositions, sync, dependencies } = samples;
  return {
    samples: {
      kind: "samples",
      count: kept.length,
      offsets: Float64Array.from(kept, (i) => samples.offsets[i]!),
      sizes: Uint32Array.from(kept, (i) => samples.sizes[i]!),
      durations: Uint32Array.from(kept, (i) => samples.durations[i]!),
      compositions: compositions === null ? null : Int32Array.from(kept, (i) => compositions[i]!),
      sync: sync === null ? null : Uint8Array.from(kept, (i) => sync[i]!),
      descriptions: Uint16Array.from(kept, (i) => samples.descriptions[i]!),
      dependencies: dependencies === null ? null : Uint8Array.from(kept, (i) => dependencies[i]!),
      groups: samples.groups.map((group) => ({
        ...group,
        indices: Uint16Array.from(kept, (i) => group.indices[i]!),
      })),
    },
    edits: edits.map((edit) => {
      if (edit.mediaTime < 0) return edit;
      const shift = shifts.findLast(({ from }) => from <= edit.mediaTime) ?? shifts[0];
      return { ...edit, mediaTime: Math.max(0, edit.mediaTime - (shift?.by ?? 0)) };
    }),
  };
}
