import { viewOf } from "../../exif/tiff-file.ts";
import { type Box, boxesIn, firstOf } from "../../isobmff/boxes.ts";
import { boxOf, fullBoxOf, u16s, u32s } from "../../isobmff/write-box.ts";
import { type Edit, playedOf, withoutCutAway, writeEdits } from "./edits.ts";
import type { Movie, Track } from "./movie.ts";
import type { TrackData } from "./samples.ts";
import { cleanEntry } from "./sample-entry.ts";
import { type NewPlaces, writeSampleTable } from "./write-sample-table.ts";

/** A track as it will be, but for where its bytes lie. */
export interface CleanTrack {
  readonly id: number;
  readonly data: TrackData;
  /** In the movie's time scale. */
  readonly duration: number;
  write(places: NewPlaces): Uint8Array;
}

/** Takes out what was cut away. @throws WhosecopyError "file-damaged", "check-limit". */
export function cleanTrack(params: {
  movie: Movie;
  track: Track;
  /** Tracks that stay. */
  kept: readonly Track[];
  keepIcc: boolean;
  step: () => void;
}): CleanTrack {
  const { movie, track, kept, keepIcc, step } = params;
  const { data, edits } = played(movie, track);
  const ticks = ticksOf(data);
  const old = readDuration(track.header, track.header[0] === 1 ? 28 : 20, track.header[0] === 1);
  const unsaid = movie.fragments !== null || old === 0 || old >= 2 ** 32 - 1;
  const duration = unsaid ? shownDuration(edits, Math.round((ticks * movie.scale) / Math.max(1, track.scale))) : old;
  const language =
    kept.filter(({ handler }) => handler === track.handler).length > 1 ? languageOf(track) : undetermined;
  const entries = track.entries.map((entry) => cleanEntry(entry, { handler: track.handler, keepIcc, step }));
  return {
    id: track.id,
    data,
    duration,
    write: (places) =>
      boxOf(
        "trak",
        trackHeader(track, duration),
        ...apertures(track, step),
        ...references(track, kept),
        ...(edits.length === 0 ? [] : [boxOf("edts", writeEdits(edits))]),
        boxOf(
          "mdia",
          mediaHeader({ scale: track.scale, ticks, language }),
          handlerBox(track),
          boxOf(
            "minf",
            ...mediaInformation(track, step),
            boxOf("dinf", fullBoxOf("dref", {}, u32s(1), fullBoxOf("url ", { flags: 1 }))),
            boxOf(
              "stbl",
              fullBoxOf("stsd", { version: stsdVersion(track) }, u32s(entries.length), ...entries),
              ...writeSampleTable(data, places),
            ),
          ),
        ),
      ),
  };
}

/** The samples that are needed for what is played; taking some out can show that others aren't needed either. */
function played(movie: Movie, track: Track): { data: TrackData; edits: readonly Edit[] } {
  let data = track.data();
  let edits = movie.fragments === null ? track.edits : editsOfFragments(movie, track, data);
  for (let round = 0; round < 4 && data.kind === "samples"; round++) {
    const sound = track.handler === "soun";
    const found = playedOf({ samples: data, edits, movieScale: movie.scale, trackScale: track.scale, sound });
    if (found === null || found.cutAway === 0) break;
    ({ samples: data, edits } = withoutCutAway(data, edits, found.needed));
  }
  return { data, edits };
}

/** Fragments say when they start and leave durations open; in one piece both stand in the edit list. */
function editsOfFragments(movie: Movie, track: Track, data: TrackData): readonly Edit[] {
  const starts = movie.tracks.map((other) => (movie.fragments?.startOf(other.id) ?? 0) / Math.max(1, other.scale));
  const own = (movie.fragments?.startOf(track.id) ?? 0) / Math.max(1, track.scale);
  const pause = Math.round((own - Math.min(...starts)) * movie.scale);
  const rest = (mediaTime: number) =>
    Math.max(0, Math.ceil(((ticksOf(data) - mediaTime) * movie.scale) / Math.max(1, track.scale)));
  const edits = track.edits.map((edit) => (edit.duration === 0 ? { ...edit, duration: rest(edit.mediaTime) } : edit));
  if (pause <= 0) return edits;
  const whole = { duration: rest(0), mediaTime: 0, rate: 0x10000 };
  return [{ duration: pause, mediaTime: -1, rate: 0x10000 }, ...(edits.length === 0 ? [whole] : edits)];
}

function ticksOf(data: TrackData): number {
  return data.kind === "chunks"
    ? data.sampleCount * data.duration
    : data.durations.reduce((sum, duration) => sum + duration, 0);
}

function shownDuration(edits: readonly Edit[], whole: number): number {
  return edits.length === 0 ? whole : edits.reduce((sum, { duration }) => sum + duration, 0);
}

/** A duration of a header, of four bytes or eight. */
export function readDuration(header: Uint8Array, at: number, wide: boolean): number {
  const view = viewOf(header);
  return wide ? Number(view.getBigUint64(at)) : view.getUint32(at);
}

/** Two dates of zero, what stands between them and the duration, and the duration. */
export function datesAndDuration(
  duration: number,
  ...between: readonly number[]
): { version: number; bytes: Uint8Array } {
  if (duration < 2 ** 32) return { version: 0, bytes: u32s(0, 0, ...between, duration) };
  return { version: 1, bytes: u32s(0, 0, 0, 0, ...between, Math.floor(duration / 2 ** 32), duration % 2 ** 32) };
}

/** 8.3.2: the place, volume, turn and size of a track, without dates. */
function trackHeader({ header, id, enabled }: Track, duration: number): Uint8Array {
  const rest = header.subarray(header[0] === 1 ? 36 : 24, header[0] === 1 ? 96 : 84).slice();
  rest.fill(0, 0, 8);
  const { version, bytes } = datesAndDuration(duration, id, 0);
  // In the movie; "enabled" as it was.
  return fullBoxOf("tkhd", { version, flags: enabled ? 3 : 2 }, bytes, rest);
}

const undetermined = 0x55c4;

function languageOf({ mediaHeader }: Track): number {
  return viewOf(mediaHeader).getUint16(mediaHeader[0] === 1 ? 32 : 20);
}

function mediaHeader({ scale, ticks, language }: { scale: number; ticks: number; language: number }): Uint8Array {
  const { version, bytes } = datesAndDuration(ticks, scale);
  return fullBoxOf("mdhd", { version }, bytes, u16s(language, 0));
}

/** Names nobody. QuickTime says "mhlr" where others say nothing, and players tell them apart by it. */
function handlerBox({ mdia, handler }: Track): Uint8Array {
  const old = firstOf(mdia, "hdlr")!;
  const quickTime = viewOf(old).getUint32(4) === 0x6d686c72;
  const name = new TextEncoder().encode(handler);
  return fullBoxOf("hdlr", {}, u32s(quickTime ? 0x6d686c72 : 0), name.subarray(0, 4), u32s(0, 0, 0), Uint8Array.of(0));
}

/** Heads of the media information and the bytes that count of each (8.4.5, 12). */
const mediaHeads: Readonly<Record<string, number>> = { vmhd: 12, smhd: 8, nmhd: 4, sthd: 4 };

function mediaInformation({ minf, handler }: Track, step: () => void): Uint8Array[] {
  const out: Uint8Array[] = [];
  for (const { type, body } of minf) {
    const bytes = mediaHeads[type];
    if (bytes !== undefined && body.length >= bytes) out.push(boxOf(type, body.subarray(0, bytes)));
    else if (type === "gmhd" && handler !== "vide" && handler !== "soun") {
      const inside = boxesIn(body, step).boxes.filter(({ type }) => type === "gmin" || type === "text");
      out.push(boxOf("gmhd", ...inside.map(({ type, body }) => boxOf(type, body.subarray(0, 36)))));
    }
  }
  return out;
}

/** QuickTime's sizes of the visible part. */
function apertures({ boxes }: Track, step: () => void): Uint8Array[] {
  const tapt = firstOf(boxes, "tapt");
  if (tapt === undefined) return [];
  const sizes = boxesIn(tapt, step).boxes.filter(
    ({ type, body }) => /^(?:clef|prof|enof)$/u.test(type) && body.length === 12,
  );
  return sizes.length === 0 ? [] : [boxOf("tapt", ...sizes.map(({ type, body }) => boxOf(type, body)))];
}

/** Layers that build on other tracks, and tracks that stand in for each other. */
const neededReferences: ReadonlySet<string> = new Set(["vdep", "sbas", "scal", "fall", "folw", "forc", "auxl"]);

function references(track: Track, kept: readonly Track[]): Uint8Array[] {
  const ids = new Set(kept.map(({ id }) => id));
  const out: Uint8Array[] = [];
  for (const [type, targets] of track.references) {
    const left = neededReferences.has(type) ? targets.filter((id) => ids.has(id)) : [];
    if (left.length > 0) out.push(boxOf(type, u32s(...left)));
  }
  return out.length === 0 ? [] : [boxOf("tref", ...out)];
}

/** Version 1 lets sound entries of version 1 in (12.2.3). */
function stsdVersion({ stbl }: Track): number {
  return (firstOf(stbl, "stsd") ?? Uint8Array.of(0))[0] === 1 ? 1 : 0;
}

/** Whether the media data of a track lie in this file (8.7.2). */
export function liesInFile({ minf }: Track, step: () => void): boolean {
  const dref = firstOf(boxesIn(firstOf(minf, "dinf") ?? new Uint8Array(0), step).boxes, "dref");
  if (dref === undefined) return true;
  const entries: readonly Box[] = boxesIn(dref.subarray(8), step).boxes;
  return entries.every(({ body }) => body.length < 4 || (body[3]! & 1) === 1);
}
