import { hasText, u16 } from "../byte-reader.ts";

/** How the stored picture is to be turned (Exif tag 274): 1 is upright, 8 the last. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const orientationTag = 0x0112;
const shortType = 3;

/**
 * Reads the orientation from an APP1 body ("Exif\0\0" and a TIFF structure). Only the first directory is looked at, as
 * the standard asks; anything odd is 1, since a wrong guess must not stop a picture from being shown.
 */
export function exifOrientation(app1: Uint8Array): Orientation {
  return hasText(app1, 0, "Exif\0\0") ? tiffOrientation(app1.subarray(6)) : 1;
}

/** The same from the TIFF structure alone, as PNG's eXIf and WebP's EXIF chunks hold it. */
export function tiffOrientation(tiff: Uint8Array): Orientation {
  const little = hasText(tiff, 0, "II");
  if (!little && !hasText(tiff, 0, "MM")) return 1;
  const short = (at: number): number => {
    const value = u16(tiff, at);
    return value < 0 || !little ? value : ((value & 255) << 8) | (value >> 8);
  };
  if (short(2) !== 42) return 1;
  // A directory lies within 64 KiB, as the whole segment does: the upper half of its offset must be zero.
  if (short(little ? 6 : 4) !== 0) return 1;
  const directory = short(little ? 4 : 6);
  const count = short(directory);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + 12 * i;
    const tag = short(entry);
    if (tag < 0) return 1;
    if (tag !== orientationTag) continue;
    const value = short(entry + 2) === shortType ? short(entry + 8) : 1;
    return isOrientation(value) ? value : 1;
  }
  return 1;
}

function isOrientation(value: number): value is Orientation {
  return value >= 1 && value <= 8;
}
