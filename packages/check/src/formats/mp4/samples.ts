import type { RangeList } from "../../isobmff/byte-ranges.ts";

/** The frames of a track, each with its place and time: what the tables of a track say, whatever form they have. */
export interface Samples {
  readonly kind: "samples";
  readonly count: number;
  /** Of each within the file. */
  readonly offsets: Float64Array;
  /** Bytes. */
  readonly sizes: Uint32Array;
  /** From one decoding time to the next, in the track's time scale. */
  readonly durations: Uint32Array;
  /** From decoding to showing; null when there is no difference anywhere. */
  readonly compositions: Int32Array | null;
  /** 1 where decoding can start, 2 where it nearly can; null when it can everywhere. */
  readonly sync: Uint8Array | null;
  /** Which sample entry each belongs to, from 1. */
  readonly descriptions: Uint16Array;
  /** What others build on it (ISO/IEC 14496-12, 8.6.4); null when it isn't said. */
  readonly dependencies: Uint8Array | null;
  readonly groups: readonly SampleGroup[];
}

/** Samples that share something (ISO/IEC 14496-12, 8.9), such as how far before it decoding has to start. */
export interface SampleGroup {
  readonly type: string;
  /** Bytes of each entry. */
  readonly entrySize: number;
  readonly entries: Uint8Array;
  /** For each sample: 0 for none, or its entry from 1. */
  readonly indices: Uint16Array;
}

/** A track whose samples all have one size and duration, such as uncompressed sound: only its chunks are told apart. */
export interface Chunks {
  readonly kind: "chunks";
  /** As the size table says it, which for old sound is not bytes. */
  readonly sampleSize: number;
  readonly sampleCount: number;
  readonly duration: number;
  readonly offsets: Float64Array;
  /** Bytes. */
  readonly lengths: Float64Array;
  /** Samples in each. */
  readonly counts: Uint32Array;
  readonly descriptions: Uint16Array;
}

export type TrackData = Samples | Chunks;

/** More than a camera writes in two days; each costs some 25 bytes of memory. */
export const mostSamples = 8e6;

/** Adds what a track plays from. @throws WhosecopyError "file-damaged" when some lies outside of the file. */
export function addRanges(data: TrackData, list: RangeList): void {
  const lengths = data.kind === "samples" ? data.sizes : data.lengths;
  for (let i = 0; i < lengths.length; i++) list.add(data.offsets[i]!, lengths[i]!);
}
