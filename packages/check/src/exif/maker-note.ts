import type { Gather } from "../report/gather.ts";
import { type Tell, tells } from "../report/tells.ts";
import { readDirectory, textOf, type TiffEntry, type TiffFile, viewOf } from "./tiff-file.ts";
import { partOf } from "../source/byte-source.ts";

/** Where a maker's directory starts in its note, what its offsets count from, and the tags that tell something. */
interface Maker {
  readonly prefix: string;
  /** Of the directory; null when the note holds a TIFF header at `tiffAt`. */
  readonly directory: (note: Uint8Array) => number;
  readonly base: "file" | "note" | number;
  readonly order?: "little" | "big" | "marked";
  readonly tags: ReadonlyMap<number, Tell>;
}

const tagsOf = (...pairs: [Tell, ...number[]][]): ReadonlyMap<number, Tell> =>
  new Map(pairs.flatMap(([tell, ...tags]) => tags.map((tag) => [tag, tell] as const)));

const canon = tagsOf(
  [tells.person, 0x0009],
  [tells.serial, 0x000c, 0x0096],
  [tells.uniqueId, 0x0028],
  [tells.model, 0x0006, 0x0095],
);
const nikon = tagsOf([tells.serial, 0x001d, 0x00a0], [tells.uniqueId, 0x00a7]);
const panasonic = tagsOf(
  [tells.serial, 0x0025, 0x0052],
  [tells.peopleShown, 0x0066],
  [tells.placeName, 0x0067, 0x0069, 0x006b, 0x006d, 0x006f],
  [tells.description, 0x0065],
);
const apple = tagsOf([tells.uniqueId, 0x000b, 0x0011, 0x0015, 0x0020, 0x002b], [tells.surroundings, 0x0008]);
const fuji = tagsOf([tells.serial, 0x0010], [tells.faceAreas, 0x4103], [tells.peopleShown, 0x4200]);
const pentax = tagsOf([tells.serial, 0x0229], [tells.placeName, 0x0022], [tells.date, 0x0006, 0x0007]);
const samsung = tagsOf([tells.serial, 0xa002, 0xa005]);
const olympus = tagsOf([tells.serial, 0x0404], [tells.model, 0x0207]);
const reconyx = tagsOf();

const makers: readonly Maker[] = [
  { prefix: "Apple iOS\0", directory: () => 14, base: "note", order: "big", tags: apple },
  { prefix: "Nikon\0\u0002", directory: marked(10), base: 10, order: "marked", tags: nikon },
  { prefix: "Nikon\0\u0001", directory: () => 8, base: "file", tags: nikon },
  { prefix: "Panasonic\0", directory: () => 12, base: "file", tags: panasonic },
  { prefix: "LEICA\0\0\0", directory: () => 8, base: "file", tags: panasonic },
  {
    prefix: "FUJIFILM",
    directory: (note) => viewOf(note).getUint32(8, true),
    base: "note",
    order: "little",
    tags: fuji,
  },
  { prefix: "AOC\0", directory: () => 6, base: "file", tags: pentax },
  { prefix: "PENTAX \0", directory: () => 10, base: "note", tags: pentax },
  { prefix: "OLYMPUS\0", directory: () => 12, base: "note", tags: olympus },
  { prefix: "OLYMP\0", directory: () => 8, base: "file", tags: olympus },
  { prefix: "SONY DSC ", directory: () => 12, base: "file", tags: reconyx },
  { prefix: "SONY MOBILE", directory: () => 12, base: "file", tags: reconyx },
];

/** Directories without any mark of their own, by what the camera calls its maker. */
const unmarked: readonly (readonly [RegExp, ReadonlyMap<number, Tell>])[] = [
  [/^canon/iu, canon],
  [/^samsung/iu, samsung],
  [/^nikon/iu, nikon],
  [/^(?:casio|minolta|konica|sony|kodak)/iu, reconyx],
];

function marked(tiffAt: number): (note: Uint8Array) => number {
  return (note) => tiffAt + viewOf(note).getUint32(tiffAt + 4, note[tiffAt] === 0x49);
}

/**
 * Looks for serial numbers, names and the like in the notes of the makers whose layout is known.
 * @returns false when the layout is not known here.
 */
export async function gatherMakerNote(params: {
  tiff: TiffFile;
  entry: TiffEntry;
  make: string;
  gather: Gather;
}): Promise<boolean> {
  const { tiff, entry, make, gather } = params;
  const head = await tiff.file.read(entry.offset, Math.min(entry.size, 64));
  if (head.length < 20) return false;
  const text = String.fromCharCode(...head);
  const maker = makers.find(({ prefix }) => text.startsWith(prefix));
  const tags = maker?.tags ?? unmarked.find(([pattern]) => pattern.test(make))?.[1];
  if (tags === undefined) return false;
  const start = maker?.directory(head) ?? 0;
  const note = partOf(tiff.file, entry.offset);
  const base = maker?.base ?? "file";
  const inside: TiffFile = {
    ...tiff,
    big: false,
    little: orderOf(maker, head) ?? tiff.little,
    ...(base === "file" ? {} : { file: note }),
  };
  const directory = await readDirectory(
    inside,
    base === "file" ? entry.offset + start : start,
    typeof base === "number" ? base : 0,
  );
  for (const found of directory.entries) {
    const tell = tags.get(found.tag);
    if (tell === undefined) continue;
    const value = await textOf(inside, found);
    if (/[^\s0.]/u.test(value)) gather.add(tell, value);
  }
  return directory.entries.length > 0;
}

function orderOf(maker: Maker | undefined, head: Uint8Array): boolean | undefined {
  switch (maker?.order) {
    case "little":
      return true;
    case "big":
      return false;
    case "marked":
      return head[10] === 0x49;
    case undefined:
      return undefined;
  }
}
