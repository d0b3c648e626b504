import { hasText, u16, u16le, u32, u32le } from "../byte-reader.ts";

/** How the stored picture is to be turned (Exif tag 274): 1 is upright, 8 the last. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What Exif says about how to show a picture. */
export interface ExifHints {
  readonly orientation: Orientation;
  /** Taken in Adobe RGB: cameras say so by the DCF option file's name "R03" and embed no profile. */
  readonly adobeRgb: boolean;
}

const orientationTag = 0x0112;
const exifDirectoryTag = 0x8769;
const interopDirectoryTag = 0xa005;
const interopIndexTag = 1;
const shortType = 3;

/**
 * Reads the hints from the TIFF structure of Exif: the body of PNG's eXIf and WebP's EXIF, that of APP1 behind "Exif\0\0". Orientation
 * counts in the first directory alone, as the standard asks; anything odd is passed over, since a wrong guess must not stop a picture
 * from being shown.
 */
export function readExif(tiff: Uint8Array): ExifHints {
  const little = hasText(tiff, 0, "II");
  const nothing: ExifHints = { orientation: 1, adobeRgb: false };
  if (!little && !hasText(tiff, 0, "MM")) return nothing;
  const short = (at: number): number => (little ? u16le(tiff, at) : u16(tiff, at));
  const long = (at: number): number => (little ? u32le(tiff, at) : u32(tiff, at));
  if (short(2) !== 42) return nothing;
  /** Where the value of a tag stands, or -1. */
  const valueAt = (directory: number, tag: number): number => {
    if (directory < 0) return -1;
    const count = short(directory);
    for (let i = 0; i < count; i++) {
      const entry = directory + 2 + 12 * i;
      const found = short(entry);
      if (found < 0) return -1;
      if (found === tag) return entry + 8;
    }
    return -1;
  };
  const first = long(4);
  const turn = valueAt(first, orientationTag);
  const value = turn >= 0 && short(turn - 6) === shortType ? short(turn) : 1;
  const interop = long(valueAt(long(valueAt(first, exifDirectoryTag)), interopDirectoryTag));
  const index = valueAt(interop, interopIndexTag);
  return { orientation: isOrientation(value) ? value : 1, adobeRgb: index >= 0 && hasText(tiff, index, "R03") };
}

function isOrientation(value: number): value is Orientation {
  return value >= 1 && value <= 8;
}
