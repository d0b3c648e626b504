import {
  bytesOf,
  numbersOf,
  openTiff,
  readDirectory,
  type TiffDirectory,
  type TiffFile,
  tiffStart,
  viewOf,
} from "./tiff-file.ts";
import { sourceOfBytes } from "../source/byte-source.ts";
import { joined } from "../source/joined.ts";
import { leadTags } from "./exif-tags.ts";

/** The little that may stay of an Exif. */
export interface ExifRest {
  /** 1 to 8. */
  readonly orientation: number;
  /** "YYYY:MM:DD HH:MM:SS"; undefined when there is none or it is blank. */
  readonly taken: string | undefined;
  /** That the numbers stand for Adobe RGB (DCF 2.0, "option file"): without it, and without a profile, colours turn pale. */
  readonly adobeRgb: boolean;
}

const nothing: ExifRest = { orientation: 1, taken: undefined, adobeRgb: false };

/** Reads what may stay. Damage reads as absence. */
export async function readExifRest(bytes: Uint8Array): Promise<ExifRest> {
  const start = tiffStart(bytes);
  const tiff = start < 0 ? null : await openTiff(sourceOfBytes(bytes.subarray(start)));
  if (tiff === null) return nothing;
  const first = await readDirectory(tiff, tiff.first);
  const [orientation = 1] = await numbersIn(tiff, first, leadTags.orientation);
  const exif = await directoryIn(tiff, first, leadTags.exif);
  const interop = exif === null ? null : await directoryIn(tiff, exif, leadTags.interop);
  return {
    orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
    taken: exif === null ? undefined : await takenIn(tiff, exif),
    adobeRgb: interop !== null && (await wordIn(tiff, interop, 1)).startsWith(adobeRgbIndex),
  };
}

/** What the interoperability index of an Adobe RGB picture starts with. */
export const adobeRgbIndex = "R03";

async function directoryIn(tiff: TiffFile, directory: TiffDirectory, tag: number): Promise<TiffDirectory | null> {
  const [at = 0] = await numbersIn(tiff, directory, tag);
  return at === 0 ? null : readDirectory(tiff, at);
}

async function wordIn(tiff: TiffFile, directory: TiffDirectory, tag: number): Promise<string> {
  const entry = directory.entries.find((entry) => entry.tag === tag);
  return entry === undefined ? "" : new TextDecoder().decode(await bytesOf(tiff, entry, 20));
}

async function numbersIn(tiff: TiffFile, directory: TiffDirectory, tag: number): Promise<number[]> {
  const entry = directory.entries.find((entry) => entry.tag === tag);
  return entry === undefined ? [] : numbersOf(tiff, entry, 1);
}

async function takenIn(tiff: TiffFile, directory: TiffDirectory): Promise<string | undefined> {
  const text = (await wordIn(tiff, directory, leadTags.taken)).slice(0, 19);
  return /^\d{4}:\d\d:\d\d \d\d:\d\d:\d\d$/u.test(text) && /[1-9]/u.test(text) ? text : undefined;
}

/** An entry as it is written: up to four bytes stand in it, more behind its directory; a directory follows later. */
interface SmallEntry {
  readonly tag: number;
  readonly type: 2 | 3 | 4;
  readonly count: number;
  readonly bytes: Uint8Array | readonly SmallEntry[];
}

/**
 * An Exif block (a TIFF structure, big endian) of nothing but this.
 * @returns null when there is nothing to say.
 */
export function writeSmallExif({ orientation, taken, adobeRgb }: ExifRest): Uint8Array | null {
  const exif: SmallEntry[] = [];
  if (taken !== undefined)
    exif.push({ tag: leadTags.taken, type: 2, count: 20, bytes: new TextEncoder().encode(`${taken}\0`) });
  if (adobeRgb) {
    const index = new TextEncoder().encode(`${adobeRgbIndex}\0`);
    exif.push({ tag: leadTags.colourSpace, type: 3, count: 1, bytes: Uint8Array.of(0xff, 0xff) });
    exif.push({ tag: leadTags.interop, type: 4, count: 1, bytes: [{ tag: 1, type: 2, count: 4, bytes: index }] });
  }
  const first: SmallEntry[] = [];
  if (orientation !== 1)
    first.push({ tag: leadTags.orientation, type: 3, count: 1, bytes: Uint8Array.of(0, orientation) });
  if (exif.length > 0) first.push({ tag: leadTags.exif, type: 4, count: 1, bytes: exif });
  if (first.length === 0) return null;
  return joined([Uint8Array.of(0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8), writeDirectory(first, 8)]);
}

/** @param at where the directory will start. */
function writeDirectory(entries: readonly SmallEntry[], at: number): Uint8Array {
  const table = new Uint8Array(2 + 12 * entries.length + 4);
  const view = viewOf(table);
  view.setUint16(0, entries.length);
  const behind: Uint8Array[] = [];
  let free = at + table.length;
  for (const [i, { tag, type, count, bytes }] of entries.entries()) {
    const place = 2 + 12 * i;
    view.setUint16(place, tag);
    view.setUint16(place + 2, type);
    view.setUint32(place + 4, count);
    const content = bytes instanceof Uint8Array ? bytes : writeDirectory(bytes, free);
    if (bytes instanceof Uint8Array && bytes.length <= 4) table.set(bytes, place + 8);
    else {
      view.setUint32(place + 8, free);
      behind.push(content);
      free += content.length;
    }
  }
  return joined([table, ...behind]);
}

/** What is written into a cleaned file: the orientation always, the date when it is to be kept, Adobe RGB where it counts. */
export async function smallExifOf(
  bytes: Uint8Array,
  keep: { readonly date: boolean; readonly colourSpace?: boolean },
): Promise<Uint8Array | null> {
  const { orientation, taken, adobeRgb } = await readExifRest(bytes);
  return writeSmallExif({
    orientation,
    taken: keep.date ? taken : undefined,
    adobeRgb: adobeRgb && keep.colourSpace === true,
  });
}
