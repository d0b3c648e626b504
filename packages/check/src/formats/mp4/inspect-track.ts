import { viewOf } from "../../exif/tiff-file.ts";
import { WhosecopyError } from "@whosecopy/protocol";
import type { InspectContext } from "../../format.ts";
import { inspectIcc } from "../../icc/inspect-icc.ts";
import { type Box, firstOf, placeOf } from "../../isobmff/boxes.ts";
import type { RangeList } from "../../isobmff/byte-ranges.ts";
import { profileIn } from "../../isobmff/colour-box.ts";
import { encoderNotes } from "../../isobmff/encoder-notes.ts";
import { printable } from "../../isobmff/printable.ts";
import { type Gather, gatherInto } from "../../report/gather.ts";
import { PrivateValue } from "../../report/private-value.ts";
import { tells } from "../../report/tells.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { countSteps } from "../../steps.ts";
import { liesInFile } from "./clean-track.ts";
import { inspectDataTrack, inspectSubtitles } from "./data-track.ts";
import { playedOf } from "./edits.ts";
import type { Fate } from "./kept-tracks.ts";
import { gatherDates } from "./movie-dates.ts";
import type { Movie, Track } from "./movie.ts";
import { addRanges, type TrackData } from "./samples.ts";
import { entryParts, isNeededInEntry, isVideo, notesOfEntry, silentInEntry } from "./sample-entry.ts";
import { inspectMeta, inspectUserData } from "./user-data.ts";
import { videoTells } from "./video-tells.ts";

/** Says what a track gives away; its bytes are added to those that belong to something. */
export async function inspectTrack(params: {
  file: ByteSource;
  movie: Movie;
  track: Track;
  fate: Fate;
  used: RangeList;
  context: InspectContext;
}): Promise<void> {
  const { track, fate, used, context } = params;
  const where = `${nameOf(track)} track`;
  const gather = gatherInto(context, where);
  const step = countSteps(context.budget, 50);
  if (!liesInFile(track, step)) gather.add(videoTells.otherFile);
  gatherHeaders(track, gather, fate);
  gatherEntries({ track, gather, context, where, step });
  gatherUnknown(track, gather, context, where);
  gather.flush();
  for (const { type, body } of track.boxes) {
    if (type === "udta") await inspectUserData(body, context, where);
    else if (type === "meta") await inspectMeta(body, context, where);
  }
  let data: TrackData;
  try {
    data = track.data();
    addRanges(data, used);
  } catch (error) {
    if (!(error instanceof WhosecopyError) || error.code !== "file-damaged") throw error;
    context.unseen(where, "A track is damaged: what it holds was not looked at.");
    return;
  }
  await inspectContent({ ...params, data, where });
}

function nameOf({ handler }: Track): string {
  if (isVideo(handler)) return "video";
  return handler === "soun" ? "sound" : "data";
}

function gatherHeaders(track: Track, gather: Gather, fate: Fate): void {
  gatherDates(track.header, gather);
  gatherDates(track.mediaHeader, gather);
  for (const hdlr of [firstOf(track.mdia, "hdlr"), firstOf(track.minf, "hdlr")]) {
    if (hdlr === undefined) continue;
    const name = printable(hdlr.subarray(24, 300));
    if (name !== "") gather.add(tells.software, name);
    if (hdlr.subarray(12, 24).some((byte) => byte !== 0)) gather.add(tells.software);
  }
  const language = viewOf(track.mediaHeader).getUint16(track.mediaHeader[0] === 1 ? 32 : 20);
  if (fate !== "kept" && language !== 0x55c4 && language !== 0 && language !== 0x7fff) gather.add(videoTells.language);
}

function gatherEntries(params: {
  track: Track;
  gather: Gather;
  context: InspectContext;
  where: string;
  step: () => void;
}): void {
  const { track, gather, context, where, step } = params;
  if (!isVideo(track.handler) && track.handler !== "soun") return;
  for (const entry of track.entries) {
    const parts = entryParts(entry, track.handler, step);
    for (const note of notesOfEntry(parts, track.handler)) gather.add(tells.software, note);
    for (const { type, body } of parts.boxes) {
      const profile = type === "colr" ? profileIn(body) : undefined;
      if (profile !== undefined) inspectIcc(profile, context, [where, "ICC profile"].join(" "));
      if (!isNeededInEntry(type) && !silentInEntry.has(type)) gather.add(tells.otherEntries, placeOf(type));
    }
    if (parts.rest.some((byte) => byte !== 0)) gather.add(tells.otherEntries);
  }
}

const usualBoxes: ReadonlySet<string> = new Set(
  (
    "tkhd|edts|tref|mdia|tapt|udta|meta|load|free|skip|txas|mdhd|hdlr|minf|elng|vmhd|smhd|nmhd|sthd|gmhd|dinf|stbl|stsd|stts|ctts|cslg|" +
    "stss|stps|sdtp|stsc|stsz|stz2|stco|co64|sbgp|sgpd|subs|saiz|saio|padb|stdp|stsh|clip|matt|imap|hmhd"
  ).split("|"),
);

function gatherUnknown(track: Track, gather: Gather, context: InspectContext, where: string): void {
  const boxes: readonly Box[] = [...track.boxes, ...track.mdia, ...track.minf, ...track.stbl];
  for (const { type, body } of boxes) {
    if (type === "free" || type === "skip") {
      if (body.some((byte) => byte !== 0)) gather.add(videoTells.leftover);
    } else if (type === sphericalUuid) gather.add(videoTells.view, new TextDecoder().decode(body.subarray(0, 2_000)));
    else if (!usualBoxes.has(type)) {
      gather.add(tells.otherEntries, placeOf(type));
      context.unseen([where, placeOf(type)], "Holds data in a form that is not known here.");
    }
  }
}

/** Spherical Video V1. */
const sphericalUuid = "uuid:ffcc8263f8554a938814587a02521fdd";

async function inspectContent(params: {
  file: ByteSource;
  movie: Movie;
  track: Track;
  fate: Fate;
  data: TrackData;
  context: InspectContext;
  where: string;
}): Promise<void> {
  const { file, movie, track, fate, data, context, where } = params;
  switch (fate) {
    case "data":
      await inspectDataTrack(file, track, data, context);
      return;
    case "chapters":
      context.report({ ...videoTells.chapters, where, cleanable: "removed" });
      return;
    case "subtitles":
      context.report({
        ...videoTells.subtitles,
        where: "subtitles",
        cleanable: "unless-kept",
        keep: "subtitles",
        cost: "The subtitles can no longer be shown.",
      });
      await inspectSubtitles(file, data, context);
      return;
    case "depth":
      context.report({ ...tells.depth, where, cleanable: "removed" });
      return;
    case "not-played":
      context.report({ ...videoTells.notPlayed, where, cleanable: "removed" });
      return;
    default:
      inspectCut({ movie, track, data, context, where });
      await inspectFirstFrame({ file, track, data, context, where });
  }
}

function inspectCut(params: {
  movie: Movie;
  track: Track;
  data: TrackData;
  context: InspectContext;
  where: string;
}): void {
  const { movie, track, data, context, where } = params;
  if (data.kind === "chunks") return;
  const sound = track.handler === "soun";
  const scales = { movieScale: movie.scale, trackScale: track.scale };
  const played = playedOf({ samples: data, edits: track.edits, ...scales, sound });
  if (played === null) return;
  if (played.cutAway > 0)
    context.report({
      ...videoTells.cutAway,
      where,
      cleanable: "removed",
      value: new PrivateValue(`${String(played.cutAway)} frames`),
    });
  if (played.hidden > 0 && !sound)
    context.report({
      ...videoTells.beforeCut,
      where,
      cleanable: "stays",
      value: new PrivateValue(`${String(played.hidden)} frames`),
    });
}

/** What encoders put into the first picture or the first bit of sound. */
async function inspectFirstFrame(params: {
  file: ByteSource;
  track: Track;
  data: TrackData;
  context: InspectContext;
  where: string;
}): Promise<void> {
  const { file, track, data, context, where } = params;
  const lengths = data.kind === "samples" ? data.sizes : data.lengths;
  const bytes = await file.read(data.offsets[0] ?? 0, Math.min(lengths[0] ?? 0, 65_536));
  const notes: string[] = [];
  const entry = track.entries[0];
  const headBytes = /^(?:avc|dva)/u.test(entry?.type ?? "")
    ? 1
    : /^(?:hvc|hev|dvh)/u.test(entry?.type ?? "")
      ? 2
      : null;
  if (headBytes !== null) {
    const view = viewOf(bytes);
    for (let at = 0; at + 4 < bytes.length;) {
      const size = view.getUint32(at);
      notes.push(...encoderNotes(bytes.subarray(at + 4, at + 4 + size), headBytes).notes);
      at += 4 + size;
    }
  } else {
    const both = [entry?.body.subarray(0, 2_000) ?? new Uint8Array(0), bytes.subarray(0, 4_096)];
    const text = both.map((part) => new TextDecoder("latin1").decode(part)).join(" ");
    const found = /(?:Lavc|Lavf|XviD|LAME|libfaac|FAAC|libopus)[\x20-\x7e]{0,40}/u.exec(text);
    if (found !== null) notes.push(found[0]);
  }
  const readable = notes.filter((note) => /[\x20-\x7e]{4}/u.test(note));
  if (readable.length > 0)
    context.report({
      ...videoTells.encoderInside,
      where,
      cleanable: "stays",
      value: new PrivateValue(readable.join("; ").slice(0, 500)),
    });
  else if (notes.length > 0)
    context.unseen(
      where,
      "The first picture holds notes of the encoder that are not understood here; they stay in it.",
    );
}
