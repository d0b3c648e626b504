import { viewOf } from "../../exif/tiff-file.ts";
import { fullBoxOf, u32s } from "../../isobmff/write-box.ts";
import type { Chunks, SampleGroup, Samples, TrackData } from "./samples.ts";

/** Long runs of one track are split, so that players with small buffers can read ahead of a track that stands beside it. */
const mostOfChunk = 1 << 20;

/** Where a track's bytes come to lie. */
export interface NewPlaces {
  /** Of a byte of the original, counted from the first byte of the media data. */
  placeOf(offset: number): number;
  /** Of the first byte of the media data, within the new file. */
  readonly base: number;
  /** Whether places need more than four bytes. */
  readonly wide: boolean;
}

/** The tables of a track, all but its sample entries; equal tracks always give equal bytes. */
export function writeSampleTable(data: TrackData, places: NewPlaces): Uint8Array[] {
  return data.kind === "samples" ? writeSamples(data, places) : writeChunks(data, places);
}

function writeSamples(data: Samples, places: NewPlaces): Uint8Array[] {
  const { count, compositions, sync, dependencies } = data;
  const boxes = [writeRuns("stts", 0, count, (i) => data.durations[i]!)];
  if (compositions?.some((offset) => offset !== 0) === true) {
    const version = compositions.some((offset) => offset < 0) ? 1 : 0;
    boxes.push(writeRuns("ctts", version, count, (i) => compositions[i]!));
  }
  if (sync !== null) {
    boxes.push(writeMarked("stss", sync, 1));
    if (sync.includes(2)) boxes.push(writeMarked("stps", sync, 2));
  }
  if (dependencies !== null) boxes.push(fullBoxOf("sdtp", {}, dependencies));
  const chunks = chunksOf(data, places);
  const sizes = new Uint8Array(8 + 4 * count);
  const view = viewOf(sizes);
  view.setUint32(4, count);
  for (let i = 0; i < count; i++) view.setUint32(8 + 4 * i, data.sizes[i]!);
  boxes.push(writeChunkRuns(chunks), fullBoxOf("stsz", {}, sizes), writePlaces(chunks, places));
  return [...boxes, ...data.groups.flatMap((group) => writeGroup(group, count))];
}

interface Chunk {
  /** From the first byte of the media data. */
  readonly place: number;
  samples: number;
  readonly description: number;
}

/** Samples in a row make a chunk. */
function chunksOf(data: Samples, { placeOf }: NewPlaces): Chunk[] {
  const chunks: Chunk[] = [];
  let [next, bytes] = [0, 0];
  for (let i = 0; i < data.count; i++) {
    const size = data.sizes[i]!;
    const place = size === 0 ? next : placeOf(data.offsets[i]!);
    const description = data.descriptions[i]!;
    const last = chunks.at(-1);
    if (last?.description === description && place === next && bytes + size <= mostOfChunk) last.samples++;
    else {
      chunks.push({ place, samples: 1, description });
      bytes = 0;
    }
    bytes += size;
    next = place + size;
  }
  return chunks;
}

function writeChunks(data: Chunks, places: NewPlaces): Uint8Array[] {
  const chunks = Array.from(data.offsets, (offset, i) => ({
    place: data.lengths[i] === 0 ? 0 : places.placeOf(offset),
    samples: data.counts[i]!,
    description: data.descriptions[i]!,
  }));
  return [
    fullBoxOf("stts", {}, data.sampleCount === 0 ? u32s(0) : u32s(1, data.sampleCount, data.duration)),
    writeChunkRuns(chunks),
    fullBoxOf("stsz", {}, u32s(data.sampleSize, data.sampleCount)),
    writePlaces(chunks, places),
  ];
}

/** Equal values in a row as a count and the value. */
function writeRuns(type: string, version: number, count: number, valueAt: (i: number) => number): Uint8Array {
  const runs: number[] = [];
  for (let i = 0; i < count; i++) {
    const value = valueAt(i);
    if (i > 0 && runs.at(-1) === value) runs[runs.length - 2]!++;
    else runs.push(1, value);
  }
  return fullBoxOf(type, { version }, u32s(runs.length / 2), numbersOf(runs));
}

/** As `u32s`, for lists too long to be spread over a call. */
function numbersOf(numbers: readonly number[]): Uint8Array {
  const out = new Uint8Array(4 * numbers.length);
  const view = viewOf(out);
  for (const [i, number] of numbers.entries()) view.setUint32(4 * i, number >>> 0);
  return out;
}

function writeMarked(type: string, sync: Uint8Array, mark: number): Uint8Array {
  const numbers: number[] = [];
  for (let i = 0; i < sync.length; i++) if (sync[i] === mark) numbers.push(i + 1);
  return fullBoxOf(type, {}, u32s(numbers.length), numbersOf(numbers));
}

function writeChunkRuns(chunks: readonly Chunk[]): Uint8Array {
  const runs: number[] = [];
  for (const [i, { samples, description }] of chunks.entries()) {
    const before = chunks[i - 1];
    if (before?.samples !== samples || before.description !== description) runs.push(i + 1, samples, description);
  }
  return fullBoxOf("stsc", {}, u32s(runs.length / 3), numbersOf(runs));
}

function writePlaces(chunks: readonly Chunk[], { base, wide }: NewPlaces): Uint8Array {
  const out = new Uint8Array(4 + (wide ? 8 : 4) * chunks.length);
  const view = viewOf(out);
  view.setUint32(0, chunks.length);
  for (const [i, { place }] of chunks.entries()) {
    if (wide) view.setBigUint64(4 + 8 * i, BigInt(base + place));
    else view.setUint32(4 + 4 * i, base + place);
  }
  return fullBoxOf(wide ? "co64" : "stco", {}, out);
}

function writeGroup({ type, entrySize, entries, indices }: SampleGroup, count: number): Uint8Array[] {
  const name = new TextEncoder().encode(type);
  const head = u32s(entrySize, entries.length / entrySize);
  const runs: number[] = [];
  for (let i = 0; i < count; i++) {
    if (i > 0 && runs.at(-1) === indices[i]) runs[runs.length - 2]!++;
    else runs.push(1, indices[i]!);
  }
  return [
    fullBoxOf("sgpd", { version: 1 }, name, head, entries),
    fullBoxOf("sbgp", {}, name, u32s(runs.length / 2), numbersOf(runs)),
  ];
}
