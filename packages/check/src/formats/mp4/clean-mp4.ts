import { WhosecopyError } from "@whosecopy/protocol";
import { viewOf } from "../../exif/tiff-file.ts";
import type { CleanContext } from "../../format.ts";
import { latin } from "../../icc/profile.ts";
import { firstOf } from "../../isobmff/boxes.ts";
import { type MergedRanges, type RangeList, rangeList } from "../../isobmff/byte-ranges.ts";
import { boxOf, fullBoxOf, mediaHead, u32s } from "../../isobmff/write-box.ts";
import { CleanRefused } from "../../refusal.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import type { Piece } from "../../source/pieces.ts";
import { countSteps } from "../../steps.ts";
import { cleanTrack, datesAndDuration, liesInFile, readDuration } from "./clean-track.ts";
import { codecIsKnown, fatesOf } from "./kept-tracks.ts";
import { type Movie, readMovie } from "./movie.ts";
import { addRanges } from "./samples.ts";

/**
 * Writes a new index for the tracks that are seen and heard, and behind it their bytes from the original, in the original's order.
 *
 * [Note: own boxes for video] Libraries that write MP4 put their name and the present time in, copy samples one by one, and keep no
 * promise about a box that they have not heard of. Here the index is written from an allow-list and the frames are stretches of the
 * original that are never looked at, so that a file of any size needs little memory and every frame is the same bit by bit.
 */
export async function cleanMp4(file: ByteSource, context: CleanContext): Promise<readonly Piece[]> {
  const movie = await readMovie(file, context.budget);
  const index = newIndex({ file, movie, context });
  const wanted = rangeList(file.size);
  index.addRanges(wanted);
  const ranges = wanted.merged();
  return withIndex({ file, head: cleanFileType(movie.ftyp), ranges, indexAt: (places) => index.write(places) });
}

interface Places {
  readonly base: number;
  readonly wide: boolean;
  placeOf(offset: number): number;
}

/** The index of a cleaned movie. */
export interface NewIndex {
  addRanges(list: RangeList): void;
  write(places: Places): Uint8Array;
}

/** @throws WhosecopyError "file-damaged", "check-limit", CleanRefused. */
export function newIndex(params: { file: ByteSource; movie: Movie; context: CleanContext }): NewIndex {
  const { movie, context } = params;
  const step = countSteps(context.budget, 16);
  if (movie.moov === undefined) throw new WhosecopyError("file-damaged", "the movie has no index");
  if (firstOf(movie.moov, "cmov") !== undefined)
    throw new CleanRefused("This is a very old kind of video with a packed index. Convert it to MP4 first.");
  if (movie.encrypted || movie.fragments?.encrypted === true)
    throw new CleanRefused("This video is protected by a shop or a service, so it can't be changed here.");
  const fates = fatesOf(movie);
  const kept = movie.tracks.filter((track) => {
    const fate = fates.get(track);
    return fate === "kept" || (fate === "subtitles" && context.keeps("subtitles"));
  });
  if (kept.length === 0) throw new CleanRefused("There is no video or sound in it that is known here.");
  for (const track of kept) {
    if (!codecIsKnown(track))
      throw new CleanRefused(
        "Its picture or sound is stored in a way that is not known here. Convert it to MP4 first.",
      );
    if (!liesInFile(track, step))
      throw new CleanRefused("Its picture or sound lies in another file. Save it as one file of its own first.");
  }
  const tracks = kept.map((track) => cleanTrack({ movie, track, kept, keepIcc: context.keeps("icc"), step }));
  return {
    addRanges(list) {
      for (const { data } of tracks) addRanges(data, list);
    },
    write: (places) =>
      boxOf("moov", movieHeader(movie, tracks, context.keeps("date")), ...tracks.map((track) => track.write(places))),
  };
}

/** 8.2.2: time scale, speed, volume and turn, without dates. */
function movieHeader(
  { header, scale, fragments }: Movie,
  tracks: readonly { readonly id: number; readonly duration: number }[],
  keepDate: boolean,
): Uint8Array {
  const wide = header[0] === 1;
  const old = readDuration(header, wide ? 24 : 16, wide);
  const unsaid = fragments !== null || old === 0 || old >= 2 ** 32 - 1;
  const duration = unsaid ? Math.max(...tracks.map(({ duration }) => duration)) : old;
  const { version, bytes } = datesAndDuration(duration, scale);
  // In the 32 bits of version 0 it holds until 2040.
  if (keepDate && version === 0) bytes.set(header.subarray(wide ? 8 : 4, wide ? 12 : 8));
  const rest = header.subarray(wide ? 32 : 20, (wide ? 32 : 20) + 80).slice();
  // Reserved, the matrix in between, and where an editor had its marks.
  rest.fill(0, 6, 16);
  rest.fill(0, 52, 76);
  viewOf(rest).setUint32(76, Math.max(...tracks.map(({ id }) => id)) + 1);
  return fullBoxOf("mvhd", { version }, bytes, rest);
}

/** Puts the index before the media data; where those lie depends on how long it is. */
export function withIndex(params: {
  file: ByteSource;
  head: Uint8Array;
  ranges: MergedRanges;
  indexAt(places: Places): Uint8Array;
}): Piece[] {
  const { file, head, ranges, indexAt } = params;
  if (ranges.length === 0) throw new WhosecopyError("file-damaged", "nothing to see or to hear in it");
  const placeOf = (offset: number) => ranges.placeOf(offset);
  const media = mediaHead(ranges.length);
  const sizeWith = (wide: boolean) => head.length + indexAt({ base: 0, wide, placeOf }).length + media.length;
  const wide = sizeWith(false) + ranges.length >= 2 ** 32;
  const index = indexAt({ base: sizeWith(wide), wide, placeOf });
  return [{ bytes: head }, { bytes: index }, { bytes: media }, ...ranges.pieces(file)];
}

/** Brands that say how to read a file; others name who made it. */
const neutralBrands =
  /^(?:qt {2}|isom|iso[2-9a-c]|mp4[12]|avc1|hvc1|av01|3gp\d|3g2[a-c]|M4[ABV] |dash|cmfc|mif[12]|msf1|miaf|avi[fso]|MA1[AB]|he(?:ic|ix|is|im|vc|vx|vs|vm)|1pic|tmap|pred|nras)$/u;

/** The file's kind (4.3) without brands of makers. */
export function cleanFileType(ftyp: Uint8Array | undefined): Uint8Array {
  if (ftyp === undefined) return new Uint8Array(0);
  const brands = brandsOf(ftyp);
  const neutral = [...new Set(brands.filter((brand) => neutralBrands.test(brand)))];
  const main = neutralBrands.test(brands[0] ?? "") ? brands[0]! : (neutral[0] ?? "isom");
  const list = neutral.length === 0 ? [main] : neutral;
  return boxOf("ftyp", new TextEncoder().encode(main), u32s(0), new TextEncoder().encode(list.join("")));
}

/** The main brand, then those that it is compatible with. @param ftyp the box with its head. */
export function brandsOf(ftyp: Uint8Array): string[] {
  const brands = [latin(ftyp, 8, 4)];
  for (let at = 16; at + 4 <= ftyp.length && at < 400; at += 4) brands.push(latin(ftyp, at, 4));
  return brands.filter((brand) => /^[\x20-\x7e]{4}$/u.test(brand));
}

/** True when cleaning writes another one. */
export function fileTypeTells(ftyp: Uint8Array): boolean {
  return brandsOf(ftyp).some((brand) => !neutralBrands.test(brand));
}
