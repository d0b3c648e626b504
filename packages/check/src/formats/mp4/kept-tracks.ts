import type { Movie, Track } from "./movie.ts";
import { isVideo, soundCodecs, textCodecs, videoCodecs } from "./sample-entry.ts";

/** What becomes of a track. */
export type Fate = "kept" | "subtitles" | "chapters" | "not-played" | "depth" | "data";

const textHandlers: ReadonlySet<string> = new Set(["sbtl", "subt", "text", "clcp"]);

/** Decides about every track of a movie: what is seen and heard is kept. */
export function fatesOf({ tracks }: Movie): Map<Track, Fate> {
  const chapters = new Set(tracks.flatMap(({ references }) => references.get("chap") ?? []));
  const played = new Set(tracks.filter(({ enabled }) => enabled).map(({ handler }) => handler));
  const fateOf = (track: Track): Fate => {
    const { id, handler, enabled } = track;
    if (chapters.has(id)) return "chapters";
    if (textHandlers.has(handler))
      return track.entries.every(({ type }) => textCodecs.has(type)) ? "subtitles" : "data";
    if (handler === "auxv") return isAlpha(track) ? "kept" : "depth";
    if (handler !== "vide" && handler !== "soun" && handler !== "pict") return "data";
    return enabled || !played.has(handler) ? "kept" : "not-played";
  };
  return new Map(tracks.map((track) => [track, fateOf(track)]));
}

/** The plane of transparency of a moving picture (ISO/IEC 23008-12, 7.5.3.3). */
function isAlpha({ entries }: Track): boolean {
  return entries.some(
    ({ body }) =>
      new TextDecoder("latin1").decode(body.subarray(0, 4_096)).includes("auxid:1\0") ||
      new TextDecoder("latin1").decode(body.subarray(0, 4_096)).includes("auxiliary:alpha\0"),
  );
}

/** Whether its codec is known, so that cleaning knows what a decoder needs of it. */
export function codecIsKnown({ handler, entries }: Track): boolean {
  const known = isVideo(handler) ? videoCodecs : handler === "soun" ? soundCodecs : textCodecs;
  return entries.length > 0 && entries.every(({ type }) => known.has(type));
}
