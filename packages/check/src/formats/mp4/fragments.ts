import { WhosecopyError } from "@whosecopy/protocol";
import { viewOf } from "../../exif/tiff-file.ts";
import { type Box, boxesIn, type FileBox, firstOf } from "../../isobmff/boxes.ts";
import { type ByteSource, readExactly } from "../../source/byte-source.ts";
import { mostSamples, type Samples, type TrackData } from "./samples.ts";

/** The frames of a video that is stored in fragments, as made for streaming (ISO/IEC 14496-12, 8.8). */
export interface Fragments {
  /** The frames of a track: those of its tables, then those of its fragments; null when it has none of the latter. */
  join(track: number, own: TrackData): Samples | null;
  /** When a track starts, in its time scale. */
  startOf(track: number): number;
  /** True when some of it is encrypted. */
  readonly encrypted: boolean;
}

/** What a fragment leaves unsaid (8.8.3). */
interface Defaults {
  readonly description: number;
  readonly duration: number;
  readonly size: number;
  readonly flags: number;
}

interface Run {
  readonly offset: number;
  readonly count: number;
  readonly table: DataView;
  readonly flags: number;
  readonly firstFlags: number | undefined;
  readonly defaults: Defaults;
  /** When the fragment starts; undefined when it follows the one before. */
  readonly start: number | undefined;
}

/** Which numbers stand for each sample (8.8.8), in this order. */
const says = { duration: 0x100, size: 0x200, flags: 0x400, composition: 0x800 } as const;
const notSync = 0x10000;

/** @throws WhosecopyError "file-damaged", "check-limit". */
export async function readFragments(params: {
  file: ByteSource;
  top: readonly FileBox[];
  moov: readonly Box[];
  step: () => void;
}): Promise<Fragments> {
  const { file, top, moov, step } = params;
  const defaults = readDefaults(moov, step);
  const runs = new Map<number, Run[]>();
  let [total, encrypted] = [0, false];
  for (const box of top) {
    if (box.type !== "moof") continue;
    const moof = boxesIn(await readExactly(file, box.content, box.end - box.content, 16e6), step).boxes;
    let place = box.start;
    for (const { type, body } of moof) {
      if (type === "pssh") encrypted = true;
      if (type !== "traf") continue;
      const traf = boxesIn(body, step).boxes;
      if (traf.some(({ type }) => type === "senc" || type === "saiz")) encrypted = true;
      const read = readTrackFragment(traf, { moof: box.start, place, defaults });
      if (read === null) throw new WhosecopyError("file-damaged", "a fragment is damaged");
      place = read.end;
      for (const run of read.runs) total += run.count;
      if (total > mostSamples) throw new WhosecopyError("check-limit", "too many samples");
      const list = runs.get(read.track) ?? [];
      runs.set(read.track, list);
      // One by one: a call can't take a long list.
      for (const run of read.runs) list.push(run);
    }
  }
  return {
    encrypted,
    join: (track, own) => joinRuns(runs.get(track) ?? [], own),
    startOf: (track) => runs.get(track)?.[0]?.start ?? 0,
  };
}

function readDefaults(moov: readonly Box[], step: () => void): Map<number, Defaults> {
  const defaults = new Map<number, Defaults>();
  for (const { type, body } of boxesIn(firstOf(moov, "mvex") ?? new Uint8Array(0), step).boxes) {
    if (type !== "trex" || body.length < 24) continue;
    const view = viewOf(body);
    const [description, duration, size, flags] = [8, 12, 16, 20].map((at) => view.getUint32(at)) as [
      number,
      number,
      number,
      number,
    ];
    defaults.set(view.getUint32(4), { description, duration, size, flags });
  }
  return defaults;
}

/** Reads numbers one after another; those beyond the end are missing. */
function cursor(bytes: Uint8Array, start: number) {
  const view = viewOf(bytes);
  let at = start;
  return {
    get at() {
      return at;
    },
    u32(): number {
      at += 4;
      return at <= bytes.length ? view.getUint32(at - 4) : NaN;
    },
    i32(): number {
      at += 4;
      return at <= bytes.length ? view.getInt32(at - 4) : NaN;
    },
    u64(): number {
      at += 8;
      return at <= bytes.length ? Number(view.getBigUint64(at - 8)) : NaN;
    },
  };
}

function readTrackFragment(
  traf: readonly Box[],
  around: { moof: number; place: number; defaults: ReadonlyMap<number, Defaults> },
): { track: number; runs: Run[]; end: number } | null {
  const tfhd = firstOf(traf, "tfhd");
  if (tfhd === undefined || tfhd.length < 8) return null;
  const flags = viewOf(tfhd).getUint32(0) & 0xffffff;
  const head = cursor(tfhd, 4);
  const track = head.u32();
  const usual = around.defaults.get(track) ?? { description: 1, duration: 0, size: 0, flags: 0 };
  // Where the places of its samples count from: said, the fragment's start, or where the track before ended (8.8.7).
  const base = flags & 1 ? head.u64() : flags & 0x20000 ? around.moof : around.place;
  const defaults: Defaults = {
    description: flags & 2 ? head.u32() : usual.description,
    duration: flags & 8 ? head.u32() : usual.duration,
    size: flags & 0x10 ? head.u32() : usual.size,
    flags: flags & 0x20 ? head.u32() : usual.flags,
  };
  if (Number.isNaN(base + defaults.description + defaults.duration + defaults.size + defaults.flags)) return null;
  const tfdt = firstOf(traf, "tfdt");
  let start = tfdt === undefined ? undefined : tfdt[0] === 1 ? cursor(tfdt, 4).u64() : cursor(tfdt, 4).u32();
  if (Number.isNaN(start)) return null;
  const runs: Run[] = [];
  let next = base;
  for (const { type, body } of traf) {
    if (type !== "trun") continue;
    const run = readRun(body, { base, next, defaults, start });
    if (run === null) return null;
    runs.push(run.run);
    next = run.end;
    start = undefined;
  }
  return { track, runs, end: next };
}

function readRun(
  trun: Uint8Array,
  around: { base: number; next: number; defaults: Defaults; start: number | undefined },
): { run: Run; end: number } | null {
  const { base, defaults, start } = around;
  if (trun.length < 8) return null;
  const flags = viewOf(trun).getUint32(0) & 0xffffff;
  const head = cursor(trun, 4);
  const count = head.u32();
  const offset = flags & 1 ? base + head.i32() : around.next;
  const firstFlags = flags & 4 ? head.u32() : undefined;
  const perSample = 4 * Object.values(says).filter((flag) => (flags & flag) !== 0).length;
  if (Number.isNaN(offset + (firstFlags ?? 0)) || count > mostSamples) return null;
  if (head.at + count * perSample > trun.length) return null;
  const table = viewOf(trun.subarray(head.at, head.at + count * perSample));
  const run = { offset, count, table, flags, firstFlags, defaults, start };
  let end = offset;
  for (const { size } of samplesOf(run)) end += size;
  return { run, end };
}

function* samplesOf({ count, table, flags, firstFlags, defaults }: Run): Generator<{
  size: number;
  duration: number;
  flags: number;
  composition: number;
}> {
  let at = 0;
  const next = (flag: number, usual: number) => {
    if ((flags & flag) === 0) return usual;
    at += 4;
    return table.getUint32(at - 4);
  };
  for (let i = 0; i < count; i++) {
    const duration = next(says.duration, defaults.duration);
    const size = next(says.size, defaults.size);
    const own = next(says.flags, i === 0 && firstFlags !== undefined ? firstFlags : defaults.flags);
    yield { duration, size, flags: own, composition: next(says.composition, 0) | 0 };
  }
}

function joinRuns(runs: readonly Run[], own: TrackData): Samples | null {
  if (runs.length === 0) return null;
  const first = own.kind === "samples" ? own : null;
  const before = first?.count ?? 0;
  if (own.kind === "chunks" && own.sampleCount > 0)
    throw new WhosecopyError("check-limit", "uncompressed sound both whole and in fragments");
  const count = runs.reduce((sum, run) => sum + run.count, before);
  const samples = {
    kind: "samples" as const,
    count,
    offsets: grown(Float64Array, count, first?.offsets),
    sizes: grown(Uint32Array, count, first?.sizes),
    durations: grown(Uint32Array, count, first?.durations),
    compositions: grown(Int32Array, count, first?.compositions),
    sync: grown(Uint8Array, count, first?.sync ?? new Uint8Array(before).fill(1)),
    descriptions: grown(Uint16Array, count, first?.descriptions),
    dependencies: null,
    groups: [],
  };
  let i = before;
  let time = samples.durations.subarray(0, before).reduce((sum, duration) => sum + duration, 0);
  const origin = before === 0 ? (runs[0]?.start ?? 0) : 0;
  for (const run of runs) {
    // A fragment that starts later than the one before ends: its last sample is shown until then.
    if (run.start !== undefined && i > 0 && run.start - origin > time && run.start - origin - time < 2 ** 31) {
      samples.durations[i - 1] = Math.min(2 ** 32 - 1, samples.durations[i - 1]! + run.start - origin - time);
      time = run.start - origin;
    }
    let at = run.offset;
    for (const { size, duration, flags, composition } of samplesOf(run)) {
      samples.offsets[i] = at;
      samples.sizes[i] = size;
      samples.durations[i] = duration;
      samples.compositions[i] = composition;
      samples.sync[i] = (flags & notSync) === 0 ? 1 : 0;
      samples.descriptions[i] = run.defaults.description;
      at += size;
      time += duration;
      i++;
    }
  }
  return {
    ...samples,
    compositions: samples.compositions.some((offset) => offset !== 0) ? samples.compositions : null,
    sync: samples.sync.every((mark) => mark === 1) ? null : samples.sync,
  };
}

function grown<T extends Float64Array | Uint32Array | Int32Array | Uint16Array | Uint8Array>(
  Kind: new (length: number) => T,
  count: number,
  from: T | null | undefined,
): T {
  const out = new Kind(count);
  if (from !== null && from !== undefined) out.set(from);
  return out;
}
