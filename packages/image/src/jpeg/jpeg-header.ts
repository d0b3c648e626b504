import { concatBytes, WhosecopyError } from "@whosecopy/protocol";
import { hasText, u16, u8 } from "../byte-reader.ts";
import { maxProfileBytes } from "../colour/icc-profile.ts";
import { type ExifHints, readExif } from "./exif.ts";
import { nearestQuality } from "./quantisation.ts";

/** What a JPEG says about itself before any memory is taken. */
export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  readonly components: 1 | 3 | 4;
  readonly exif: ExifHints;
  /** The ICC profile in its APP2 segments; null without a whole one. */
  readonly profile: Uint8Array | null;
  /** How Adobe's APP14 segment says that colours were turned (0 not at all, 1 YCbCr, 2 YCCK); null without one. */
  readonly adobeTransform: number | null;
  /** On libjpeg's scale, 1 to 100: the one whose tables are nearest to those of the file; null without tables. */
  readonly quality: number | null;
  /** 8x8 blocks of all components together. */
  readonly blocks: number;
  /** Scans of the whole file: one in most baseline files, up to a dozen in progressive ones. */
  readonly scans: number;
  /** Whether an end marker follows the last scan. */
  readonly ended: boolean;
}

/** Standalone markers, which have no length (T.81 table B.1). */
function isStandalone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/** Start-of-frame markers: SOF0 to SOF15 without DHT, JPG and DAC. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/**
 * Walks the markers of a JPEG up to its end marker.
 * @throws WhosecopyError "image-damaged" when they make no sense or there is no frame, "image-unsupported" for kinds of
 * JPEG that we do not read: lossless, hierarchical, arithmetic, 12-bit.
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  let at = 2;
  let frame: Pick<JpegHeader, "width" | "height" | "components" | "blocks"> | null = null;
  let exif: ExifHints = { orientation: 1, adobeRgb: false };
  let oriented = false;
  let scans = 0;
  let ended = false;
  let adobeTransform: number | null = null;
  const profileParts: Uint8Array[] = [];
  const tables: Uint8Array[] = [];
  for (;;) {
    // Any number of fill bytes may stand before a marker.
    const fill = at;
    while (u8(bytes, at) === 0xff) at++;
    const marker = at > fill ? u8(bytes, at++) : -1;
    if (marker === 0xd9) {
      ended = true;
      break;
    }
    if (isStandalone(marker)) continue;
    const length = u16(bytes, at);
    if (marker < 0 || length < 2 || at + length > bytes.length) {
      // Damage behind a first scan leaves something to look at.
      if (scans > 0) break;
      throw damaged("its markers make no sense");
    }
    const body = bytes.subarray(at + 2, at + length);
    at += length;
    if (marker === 0xe1 && !oriented && hasText(body, 0, "Exif\0\0")) {
      exif = readExif(body.subarray(6));
      oriented = true;
    } else if (marker === 0xe2 && hasText(body, 0, "ICC_PROFILE\0") && profileParts.length < 256) {
      profileParts.push(body.subarray(12));
    } else if (marker === 0xee && hasText(body, 0, "Adobe") && body.length >= 12) {
      adobeTransform = u8(body, 11);
    } else if (marker === 0xdb) {
      readTables(body, tables);
    } else if (isFrame(marker)) {
      if (frame !== null) throw damaged("two frames");
      frame = readFrame(marker, body);
    } else if (marker === 0xda) {
      if (frame === null) throw damaged("a scan before the frame");
      scans++;
      at = skipScan(bytes, at);
    }
  }
  if (frame === null) throw damaged("no frame");
  if (scans === 0) throw damaged("no scan");
  const profile = joinProfile(profileParts);
  return { ...frame, exif, profile, adobeTransform, quality: nearestQuality(tables), scans, ended };
}

/** The 8-bit tables of a DQT segment, by their number; those of 16 bits belong to qualities below any that matter. */
function readTables(body: Uint8Array, tables: Uint8Array[]): void {
  for (let at = 0; at < body.length;) {
    const wide = u8(body, at) >> 4;
    const number = u8(body, at) & 15;
    const length = wide === 0 ? 64 : 128;
    if (wide === 0 && number < 4 && at + 65 <= body.length) tables[number] = body.subarray(at + 1, at + 65);
    at += 1 + length;
  }
}

/** Puts the parts of a profile in order (ICC.1 B.4: number and count, from 1); null when one is missing. */
function joinProfile(parts: readonly Uint8Array[]): Uint8Array | null {
  const count = u8(parts[0] ?? new Uint8Array(0), 1);
  if (count < 1) return null;
  const ordered = Array.from({ length: count }, (_, i) => parts.find((part) => part[0] === i + 1));
  if (!ordered.every((part) => part !== undefined)) return null;
  const bodies = ordered.map((part) => part.subarray(2));
  return bodies.reduce((sum, { length }) => sum + length, 0) > maxProfileBytes ? null : concatBytes(...bodies);
}

function readFrame(marker: number, body: Uint8Array): Pick<JpegHeader, "width" | "height" | "components" | "blocks"> {
  if (marker > 0xc2) throw unsupported("a lossless, hierarchical or arithmetic JPEG");
  if (u8(body, 0) !== 8) throw unsupported("a JPEG with other than 8 bits per sample");
  const height = u16(body, 1);
  const width = u16(body, 3);
  const components = u8(body, 5);
  if (width < 1 || height < 1) throw damaged("no width or no height");
  if (body.length !== 6 + 3 * components) throw damaged("a frame of the wrong length");
  if (components !== 1 && components !== 3 && components !== 4)
    throw unsupported("a JPEG with an unusual number of components");
  let widest = 1;
  let tallest = 1;
  const samplings: [h: number, v: number][] = [];
  for (let i = 0; i < components; i++) {
    const factors = u8(body, 7 + 3 * i);
    const [h, v] = [factors >> 4, factors & 15];
    if (h < 1 || h > 4 || v < 1 || v > 4) throw damaged("impossible sampling factors");
    samplings.push([h, v]);
    widest = Math.max(widest, h);
    tallest = Math.max(tallest, v);
  }
  let blocks = 0;
  for (const [h, v] of samplings) {
    blocks += Math.ceil((width * h) / (8 * widest)) * Math.ceil((height * v) / (8 * tallest));
  }
  return { width, height, components, blocks };
}

/** Where the entropy-coded data that starts here ends: at the next marker that is neither a restart nor stuffing. */
function skipScan(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) return bytes.length;
    const next = u8(bytes, at + 1);
    if (next === 0xff) at++;
    else if (next === 0 || (next >= 0xd0 && next <= 0xd7)) at += 2;
    else return next < 0 ? bytes.length : at;
  }
}

function damaged(what: string): WhosecopyError {
  return new WhosecopyError("image-damaged", `JPEG: ${what}`);
}

function unsupported(what: string): WhosecopyError {
  return new WhosecopyError("image-unsupported", what);
}
