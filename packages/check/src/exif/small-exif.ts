import { bytesOf, numbersOf, openTiff, readDirectory, type TiffDirectory, type TiffFile, viewOf } from "./tiff-file.ts";
import { sourceOfBytes } from "../source/byte-source.ts";
import { leadTags } from "./exif-tags.ts";
import { tiffStart } from "./inspect-exif.ts";

/** The little that may stay of an Exif. */
export interface ExifRest {
  /** 1 to 8. */
  readonly orientation: number;
  /** "YYYY:MM:DD HH:MM:SS"; undefined when there is none or it is blank. */
  readonly taken: string | undefined;
}

/** Reads what may stay. Damage reads as absence. */
export async function readExifRest(bytes: Uint8Array): Promise<ExifRest> {
  const start = tiffStart(bytes);
  const tiff = start < 0 ? null : await openTiff(sourceOfBytes(bytes.subarray(start)));
  if (tiff === null) return { orientation: 1, taken: undefined };
  const first = await readDirectory(tiff, tiff.first);
  const [orientation = 1] = await numbersIn(tiff, first, leadTags.orientation);
  const [exifAt = 0] = await numbersIn(tiff, first, leadTags.exif);
  return {
    orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
    taken: exifAt === 0 ? undefined : await takenIn(tiff, await readDirectory(tiff, exifAt)),
  };
}

async function numbersIn(tiff: TiffFile, directory: TiffDirectory, tag: number): Promise<number[]> {
  const entry = directory.entries.find((entry) => entry.tag === tag);
  return entry === undefined ? [] : numbersOf(tiff, entry, 1);
}

async function takenIn(tiff: TiffFile, directory: TiffDirectory): Promise<string | undefined> {
  const entry = directory.entries.find((entry) => entry.tag === leadTags.taken);
  if (entry === undefined) return undefined;
  const text = new TextDecoder().decode((await bytesOf(tiff, entry, 20)).subarray(0, 19));
  return /^\d{4}:\d\d:\d\d \d\d:\d\d:\d\d$/u.test(text) && /[1-9]/u.test(text) ? text : undefined;
}

/**
 * An Exif block (a TIFF structure, big endian) of nothing but this.
 * @returns null when there is nothing to say.
 */
export function writeSmallExif({ orientation, taken }: ExifRest): Uint8Array | null {
  if (orientation === 1 && taken === undefined) return null;
  const tags = [
    ...(orientation === 1 ? [] : [{ tag: leadTags.orientation, type: 3, count: 1, value: orientation << 16 }]),
    ...(taken === undefined ? [] : [{ tag: leadTags.exif, type: 4, count: 1, value: 0 }]),
  ];
  const exifAt = 8 + 2 + 12 * tags.length + 4;
  const out = new Uint8Array(taken === undefined ? exifAt : exifAt + 2 + 12 + 4 + 20);
  const view = viewOf(out);
  out.set([0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8]);
  view.setUint16(8, tags.length);
  for (const [i, { tag, type, count, value }] of tags.entries()) {
    const at = 10 + 12 * i;
    view.setUint16(at, tag);
    view.setUint16(at + 2, type);
    view.setUint32(at + 4, count);
    view.setUint32(at + 8, tag === leadTags.exif ? exifAt : value);
  }
  if (taken === undefined) return out;
  view.setUint16(exifAt, 1);
  view.setUint16(exifAt + 2, leadTags.taken);
  view.setUint16(exifAt + 4, 2);
  view.setUint32(exifAt + 6, 20);
  view.setUint32(exifAt + 10, exifAt + 18);
  for (let i = 0; i < 19; i++) out[exifAt + 18 + i] = taken.charCodeAt(i);
  return out;
}

/** What is written into a cleaned file: the orientation always, the date when it is to be kept. */
export async function smallExifOf(bytes: Uint8Array, keepDate: boolean): Promise<Uint8Array | null> {
  const { orientation, taken } = await readExifRest(bytes);
  return writeSmallExif({ orientation, taken: keepDate ? taken : undefined });
}
