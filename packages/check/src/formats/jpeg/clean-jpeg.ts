import { WhosecopyError } from "@whosecopy/protocol";
import { smallExifOf } from "../../exif/small-exif.ts";
import type { CleanContext } from "../../format.ts";
import { neutralProfile } from "../../icc/neutral-profile.ts";
import { latin } from "../../icc/profile.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import type { Piece } from "../../source/pieces.ts";
import { profileOf } from "./app-content.ts";
import { jpegLayout, type JpegSegment, markers } from "./segments.ts";

/**
 * Keeps what a decoder needs: tables, frame, scans, the bare JFIF mark and Adobe's, because decoders guess the colours by them. Writes a
 * small Exif when the picture has to be turned, and a colour profile without names when colours need one. Ends at the end mark.
 * @throws WhosecopyError "file-damaged" when there is no picture in it.
 */
export async function cleanJpeg(file: ByteSource, context: CleanContext): Promise<readonly Piece[]> {
  const { segments, end, ended } = await jpegLayout(file, context.budget);
  if (!segments.some(({ marker }) => isFrame(marker)) || !segments.some(({ marker }) => marker === markers.sos))
    throw new WhosecopyError("file-damaged", "no picture in the JPEG");
  const head: Uint8Array[] = [];
  const profile = await profileOf(file, segments);
  const exif = await exifOf(file, segments, { date: context.keeps("date"), colourSpace: profile === null });
  if (exif !== null) head.push(segmentOf(markers.app1, [exifMark, exif]));
  if (profile !== null) {
    const kept = context.keeps("icc") ? profile : neutralProfile(profile);
    if (kept !== null) head.push(...profileSegments(kept));
  }
  const pieces: Piece[] = [{ from: file, offset: 0, length: 2 }];
  let [jfif, adobe] = [false, false];
  for (const segment of segments) {
    const { marker, offset, length } = segment;
    if (marker === markers.app0 && !jfif) {
      const bare = bareJfif(await file.read(offset, Math.min(length, 18)));
      if (bare !== null) {
        jfif = true;
        pieces.splice(1, 0, { bytes: bare });
      }
    } else if (marker === markers.app14 && !adobe) {
      const bare = bareAdobe(await file.read(offset, Math.min(length, 16)));
      if (bare !== null) {
        adobe = true;
        pieces.push({ bytes: bare });
      }
    } else if (isNeeded(marker)) append(pieces, file, { offset, length });
  }
  if (ended) append(pieces, file, { offset: end - 2, length: 2 });
  pieces.splice(jfif ? 2 : 1, 0, ...head.map((bytes) => ({ bytes })));
  return pieces;
}

/** Baseline to arithmetic frames; 0xC4, 0xC8 and 0xCC are something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Tables, frames, scans, restart interval, lines, hierarchical frames. */
function isNeeded(marker: number): boolean {
  return isFrame(marker) || marker === 0xc4 || marker === 0xcc || (marker >= 0xda && marker <= 0xdf);
}

/** Neighbours in the original become one piece. */
function append(pieces: Piece[], file: ByteSource, part: { offset: number; length: number }): void {
  const last = pieces.at(-1);
  if (last !== undefined && "from" in last && last.offset + last.length === part.offset)
    pieces[pieces.length - 1] = { from: file, offset: last.offset, length: last.length + part.length };
  else pieces.push({ from: file, ...part });
}

/** Version and pixel shape, without the thumbnail that may follow. */
function bareJfif(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length < 18 || latin(bytes, 4, 5) !== "JFIF\0") return null;
  const bare = bytes.slice();
  bare[2] = 0;
  bare[3] = 16;
  bare[16] = 0;
  bare[17] = 0;
  return bare;
}

/** Version, flags and the colour transform. */
function bareAdobe(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length < 16 || latin(bytes, 4, 5) !== "Adobe") return null;
  const bare = bytes.slice();
  bare[2] = 0;
  bare[3] = 14;
  return bare;
}

async function exifOf(
  file: ByteSource,
  segments: readonly JpegSegment[],
  keep: { date: boolean; colourSpace: boolean },
): Promise<Uint8Array | null> {
  for (const { marker, offset, length } of segments) {
    if (marker !== markers.app1) continue;
    const bytes = await file.read(offset + 4, length - 4);
    if (latin(bytes, 0, 5) === "Exif\0") return smallExifOf(bytes, keep);
  }
  return null;
}

const exifMark = Uint8Array.of(0x45, 0x78, 0x69, 0x66, 0, 0);
const mostOfProfile = 65_519;

function profileSegments(profile: Uint8Array): Uint8Array[] {
  const count = Math.ceil(profile.length / mostOfProfile);
  return Array.from({ length: count }, (_, i) => {
    const mark = new TextEncoder().encode("ICC_PROFILE\0");
    return segmentOf(markers.app2, [
      mark,
      Uint8Array.of(i + 1, count),
      profile.subarray(i * mostOfProfile, (i + 1) * mostOfProfile),
    ]);
  });
}

function segmentOf(marker: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 2);
  const out = new Uint8Array(2 + length);
  out.set([0xff, marker, length >> 8, length & 0xff]);
  let at = 4;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
