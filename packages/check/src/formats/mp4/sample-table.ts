import { WhosecopyError } from "@whosecopy/protocol";
import { viewOf } from "../../exif/tiff-file.ts";
import { latin } from "../../icc/profile.ts";
import { type Box, firstOf } from "../../isobmff/boxes.ts";
import { type Chunks, mostSamples, type SampleGroup, type TrackData } from "./samples.ts";

const damaged = (what: string) => new WhosecopyError("file-damaged", `a track's ${what} is damaged`);

/** How many bytes a number of samples take up, for sound whose size table counts in other units. */
export type BytesOfSamples = (samples: number, description: number) => number;

/**
 * Reads the tables of a track (ISO/IEC 14496-12, 8.5 to 8.7, 8.9).
 * @param stbl the boxes of its sample table.
 * @throws WhosecopyError "file-damaged", "check-limit".
 */
export function readSampleTable(stbl: readonly Box[], bytesOfSamples: BytesOfSamples): TrackData {
  const stsz = sizesOf(stbl);
  const chunks = chunksOf(stbl);
  const times = tableOf(stbl, "stts", 8);
  const alike = times.count <= 1 && !stbl.some(({ type }) => type === "stss" || type === "ctts");
  if (stsz.each !== 0 && alike)
    return constantTrack({ stsz, chunks, duration: times.count === 0 ? 0 : times.view.getUint32(4), bytesOfSamples });
  const { count } = stsz;
  if (count > mostSamples) throw new WhosecopyError("check-limit", "too many samples");
  const offsets = new Float64Array(count);
  const descriptions = new Uint16Array(count);
  const sizes = stsz.sizes ?? new Uint32Array(count).fill(stsz.each);
  let i = 0;
  for (const { offset, samples, description } of chunks) {
    let at = offset;
    for (let left = samples; left > 0 && i < count; left--, i++) {
      offsets[i] = at;
      descriptions[i] = description;
      at += sizes[i]!;
    }
  }
  if (i < count) throw damaged("list of places");
  return {
    kind: "samples",
    count,
    offsets,
    sizes,
    descriptions,
    durations: durationsOf(times, count),
    compositions: compositionsOf(stbl, count),
    sync: syncOf(stbl, count),
    dependencies: dependenciesOf(stbl, count),
    groups: groupsOf(stbl, count),
  };
}

interface Table {
  readonly count: number;
  readonly view: DataView;
  readonly version: number;
}

/** A table of entries of one size after version, flags and count; an absent one is empty. */
function tableOf(stbl: readonly Box[], type: string, entryBytes: number): Table {
  const body = firstOf(stbl, type);
  if (body === undefined) return { count: 0, view: new DataView(new ArrayBuffer(0)), version: 0 };
  if (body.length < 8) throw damaged(type);
  const count = viewOf(body).getUint32(4);
  if (8 + count * entryBytes > body.length) throw damaged(type);
  return { count, view: viewOf(body.subarray(8, 8 + count * entryBytes)), version: body[0]! };
}

interface Sizes {
  readonly count: number;
  /** 0 when they differ. */
  readonly each: number;
  readonly sizes: Uint32Array | null;
}

/** 8.7.3: `stsz`, or `stz2` with sizes of 4, 8 or 16 bits. */
function sizesOf(stbl: readonly Box[]): Sizes {
  const stsz = firstOf(stbl, "stsz");
  const body = stsz ?? firstOf(stbl, "stz2");
  if (body === undefined || body.length < 12) throw damaged("list of sizes");
  const view = viewOf(body);
  const count = view.getUint32(8);
  const each = stsz === undefined ? 0 : view.getUint32(4);
  if (each !== 0) return { count, each, sizes: null };
  const bits = stsz === undefined ? body[7]! : 32;
  if (![4, 8, 16, 32].includes(bits) || 12 + (count * bits) / 8 > body.length) throw damaged("list of sizes");
  const sizes = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    if (bits === 32) sizes[i] = view.getUint32(12 + 4 * i);
    else if (bits === 16) sizes[i] = view.getUint16(12 + 2 * i);
    else if (bits === 8) sizes[i] = body[12 + i]!;
    else sizes[i] = (body[12 + (i >> 1)]! >> (i & 1 ? 0 : 4)) & 15;
  }
  return { count, each: 0, sizes };
}

interface Chunk {
  readonly offset: number;
  readonly samples: number;
  readonly description: number;
}

/** 8.7.4 and 8.7.5: places of the chunks and how many samples each holds. */
function* chunksOf(stbl: readonly Box[]): Generator<Chunk> {
  const wide = firstOf(stbl, "co64") !== undefined && firstOf(stbl, "stco") === undefined;
  const places = tableOf(stbl, wide ? "co64" : "stco", wide ? 8 : 4);
  const runs = tableOf(stbl, "stsc", 12);
  for (let run = 0; run < runs.count; run++) {
    const first = runs.view.getUint32(12 * run);
    const next = run + 1 < runs.count ? runs.view.getUint32(12 * run + 12) : places.count + 1;
    if (first < 1 || next < first) throw damaged("list of chunks");
    const [samples, description] = [runs.view.getUint32(12 * run + 4), runs.view.getUint32(12 * run + 8)];
    for (let chunk = first; chunk < next && chunk <= places.count; chunk++) {
      const offset = wide ? Number(places.view.getBigUint64(8 * chunk - 8)) : places.view.getUint32(4 * chunk - 4);
      yield { offset, samples, description: description > 65_535 ? 0 : description };
    }
  }
}

function constantTrack(params: {
  stsz: Sizes;
  chunks: Iterable<Chunk>;
  duration: number;
  bytesOfSamples: BytesOfSamples;
}): Chunks {
  const { stsz, duration, bytesOfSamples } = params;
  const chunks: Chunk[] = [];
  let left = stsz.count;
  for (const chunk of params.chunks) {
    if (left === 0) break;
    const samples = Math.min(left, chunk.samples);
    left -= samples;
    if (samples > 0) chunks.push({ ...chunk, samples });
  }
  if (left > 0) throw damaged("list of places");
  return {
    kind: "chunks",
    sampleSize: stsz.each,
    sampleCount: stsz.count,
    duration,
    offsets: Float64Array.from(chunks, ({ offset }) => offset),
    lengths: Float64Array.from(chunks, ({ samples, description }) =>
      stsz.each === 1 ? bytesOfSamples(samples, description) : samples * stsz.each,
    ),
    counts: Uint32Array.from(chunks, ({ samples }) => samples),
    descriptions: Uint16Array.from(chunks, ({ description }) => description),
  };
}

/** 8.6.1.2. A table that ends early goes on as it ended. */
function durationsOf({ count: entries, view }: Table, count: number): Uint32Array {
  const durations = new Uint32Array(count);
  let [i, last] = [0, 0];
  for (let entry = 0; entry < entries && i < count; entry++) {
    last = view.getUint32(8 * entry + 4);
    const end = Math.min(count, i + view.getUint32(8 * entry));
    durations.fill(last, i, end);
    i = end;
  }
  return durations.fill(last, i);
}

/** 8.6.1.3. QuickTime writes negative numbers in version 0 as well. */
function compositionsOf(stbl: readonly Box[], count: number): Int32Array | null {
  const { count: entries, view } = tableOf(stbl, "ctts", 8);
  if (entries === 0) return null;
  const compositions = new Int32Array(count);
  let i = 0;
  for (let entry = 0; entry < entries && i < count; entry++) {
    const end = Math.min(count, i + view.getUint32(8 * entry));
    compositions.fill(view.getInt32(8 * entry + 4), i, end);
    i = end;
  }
  return compositions;
}

/** 8.6.2, and QuickTime's partial sync samples. */
function syncOf(stbl: readonly Box[], count: number): Uint8Array | null {
  if (firstOf(stbl, "stss") === undefined) return null;
  const sync = new Uint8Array(count);
  for (const [type, mark] of [
    ["stps", 2],
    ["stss", 1],
  ] as const) {
    const { count: entries, view } = tableOf(stbl, type, 4);
    for (let entry = 0; entry < entries; entry++) {
      const sample = view.getUint32(4 * entry);
      if (sample >= 1 && sample <= count) sync[sample - 1] = mark;
    }
  }
  return sync;
}

function dependenciesOf(stbl: readonly Box[], count: number): Uint8Array | null {
  const body = firstOf(stbl, "sdtp");
  return body === undefined || body.length < 4 + count ? null : body.slice(4, 4 + count);
}

/** Groups that decoders start by, and the bytes of their entries; others are marks of programs. */
const knownGroups: Readonly<Record<string, number>> = { roll: 2, prol: 2, "rap ": 1, sync: 1, tele: 1 };

function groupsOf(stbl: readonly Box[], count: number): SampleGroup[] {
  const groups: SampleGroup[] = [];
  for (const { type, body } of stbl) {
    if (type !== "sgpd" || body.length < 16) continue;
    const [kind, view] = [latin(body, 4, 4), viewOf(body)];
    const entrySize = knownGroups[kind];
    if (entrySize === undefined || groups.some((group) => group.type === kind)) continue;
    // Version 1 says how long its entries are; versions 0 and 2 leave it to whoever knows the kind, with a word after it in 2.
    if (body[0] === 1 ? view.getUint32(8) !== entrySize : body[0] !== 0) continue;
    const start = body[0] === 1 ? 16 : 12;
    const entries = view.getUint32(start - 4);
    if (entries > 1_000 || start + entries * entrySize > body.length) continue;
    const indices = indicesOf(stbl, { kind, count, entries });
    if (indices !== null)
      groups.push({ type: kind, entrySize, entries: body.slice(start, start + entries * entrySize), indices });
  }
  return groups;
}

function indicesOf(
  stbl: readonly Box[],
  { kind, count, entries }: { kind: string; count: number; entries: number },
): Uint16Array | null {
  for (const { type, body } of stbl) {
    if (type !== "sbgp" || body.length < 12 || latin(body, 4, 4) !== kind) continue;
    const view = viewOf(body);
    const start = body[0] === 1 ? 16 : 12;
    const runs = view.getUint32(start - 4);
    if (start + 8 * runs > body.length) return null;
    const indices = new Uint16Array(count);
    let i = 0;
    for (let run = 0; run < runs && i < count; run++) {
      const end = Math.min(count, i + view.getUint32(start + 8 * run));
      const index = view.getUint32(start + 8 * run + 4);
      indices.fill(index > entries ? 0 : index, i, end);
      i = end;
    }
    return indices;
  }
  return null;
}
