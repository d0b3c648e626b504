import { viewOf } from "../tiff-file.ts";

/** An entry of a made-up directory: one of the values, or a directory that it leads to. */
export interface TestEntry {
  readonly tag: number;
  readonly type?: number;
  readonly text?: string;
  readonly bytes?: Uint8Array;
  readonly numbers?: readonly number[];
  readonly rationals?: readonly (readonly [number, number])[];
  readonly directory?: readonly TestEntry[];
}

/** Writes a TIFF structure with these directories in a chain. */
export function writeTiff(chain: readonly (readonly TestEntry[])[], options: { little?: boolean } = {}): Uint8Array {
  const little = options.little ?? false;
  const out = new Uint8Array(400_000);
  const view = viewOf(out);
  out.set(little ? [0x49, 0x49] : [0x4d, 0x4d]);
  view.setUint16(2, 42, little);
  let free = 8;
  const write = (entries: readonly TestEntry[]): { at: number; link: number } => {
    const at = free;
    const link = at + 2 + 12 * entries.length;
    free = link + 4;
    view.setUint16(at, entries.length, little);
    for (const [i, entry] of entries.entries()) {
      const place = at + 2 + 12 * i;
      view.setUint16(place, entry.tag, little);
      const value = valueOf(entry, little, (directory) => write(directory).at);
      view.setUint16(place + 2, entry.type ?? value.type, little);
      view.setUint32(place + 4, value.count, little);
      if (value.bytes.length <= 4) out.set(value.bytes, place + 8);
      else {
        view.setUint32(place + 8, free, little);
        out.set(value.bytes, free);
        free += (value.bytes.length + 1) & ~1;
      }
    }
    return { at, link };
  };
  let link = 4;
  for (const entries of chain) {
    const written = write(entries);
    view.setUint32(link, written.at, little);
    link = written.link;
  }
  return out.slice(0, free);
}

function valueOf(
  entry: TestEntry,
  little: boolean,
  follow: (directory: readonly TestEntry[]) => number,
): { type: number; count: number; bytes: Uint8Array } {
  const { text, bytes, numbers, rationals, directory } = entry;
  if (text !== undefined) {
    const ascii = new TextEncoder().encode(`${text}\0`);
    return { type: 2, count: ascii.length, bytes: ascii };
  }
  if (bytes !== undefined) return { type: 7, count: bytes.length, bytes };
  if (rationals !== undefined) {
    const out = new Uint8Array(8 * rationals.length);
    for (const [i, [over, under]] of rationals.entries()) {
      viewOf(out).setUint32(8 * i, over, little);
      viewOf(out).setUint32(8 * i + 4, under, little);
    }
    return { type: 5, count: rationals.length, bytes: out };
  }
  const values = directory === undefined ? (numbers ?? []) : [follow(directory)];
  const wide = directory !== undefined || entry.type === 4;
  const out = new Uint8Array((wide ? 4 : 2) * values.length);
  for (const [i, value] of values.entries()) {
    if (wide) viewOf(out).setUint32(4 * i, value, little);
    else viewOf(out).setUint16(2 * i, value, little);
  }
  return { type: wide ? 4 : 3, count: values.length, bytes: out };
}

/** A word that stands in everything planted by tests: after cleaning it must be nowhere. */
export const planted = "PLANTED";

/** Canon's notes: a directory without a mark, whose offsets count from the TIFF header. */
export interface PlantedExif {
  readonly orientation?: number;
  readonly thumbnail?: Uint8Array;
  readonly little?: boolean;
}

/** An Exif block (with its mark) that gives away everything that Exif can. */
export function writePlantedExif({ orientation = 1, thumbnail, little = false }: PlantedExif = {}): Uint8Array {
  const gps: TestEntry[] = [
    { tag: 1, text: "N" },
    {
      tag: 2,
      rationals: [
        [48, 1],
        [51, 1],
        [2964, 100],
      ],
    },
    { tag: 3, text: "E" },
    {
      tag: 4,
      rationals: [
        [2, 1],
        [17, 1],
        [4020, 100],
      ],
    },
    { tag: 6, rationals: [[35, 1]] },
    { tag: 0x1d, text: "2024:05:06" },
  ];
  const exif: TestEntry[] = [
    { tag: 0x9003, text: "2024:05:06 07:08:09" },
    { tag: 0x9286, bytes: new TextEncoder().encode(`ASCII\0\0\0${planted} user comment`) },
    { tag: 0xa420, text: `${planted} image id` },
    { tag: 0xa430, text: `${planted} owner` },
    { tag: 0xa431, text: `${planted} serial` },
    { tag: 0x927c, bytes: appleNote() },
    { tag: 0xa005, directory: [{ tag: 1, text: "R98" }] },
  ];
  const first: TestEntry[] = [
    { tag: 0x010e, text: `${planted} description` },
    { tag: 0x010f, text: "Apple" },
    { tag: 0x0110, text: `${planted} model` },
    { tag: 0x0112, numbers: [orientation] },
    { tag: 0x0131, text: `${planted} software` },
    { tag: 0x013b, text: `${planted} artist` },
    { tag: 0x013c, text: `${planted} computer` },
    { tag: 0x8298, text: `${planted} copyright` },
    { tag: 0x8769, directory: exif },
    { tag: 0x8825, directory: gps },
  ];
  const second: TestEntry[] = [
    { tag: 0x0103, numbers: [6] },
    { tag: 0x0201, type: 4, numbers: [0] },
    { tag: 0x0202, type: 4, numbers: [thumbnail?.length ?? 0] },
  ];
  const tiff = writeTiff(thumbnail === undefined ? [first] : [first, second], { little });
  const parts = [new TextEncoder().encode("Exif\0\0"), tiff, ...(thumbnail === undefined ? [] : [thumbnail])];
  if (thumbnail !== undefined) {
    // The offset of the thumbnail, right behind everything else: its entry is the second of the last directory.
    const entry = tiff.length - 4 - 12 * 2;
    viewOf(tiff).setUint32(entry + 8, tiff.length, little);
  }
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Apple's notes with the number that ties a picture to its live video. */
function appleNote(): Uint8Array {
  const id = new TextEncoder().encode(`${planted} content id\0`);
  const out = new Uint8Array(14 + 2 + 12 + 4 + id.length);
  const view = viewOf(out);
  out.set(new TextEncoder().encode("Apple iOS\0\0\u0001MM"));
  view.setUint16(14, 1);
  view.setUint16(16, 0x0011);
  view.setUint16(18, 2);
  view.setUint32(20, id.length);
  view.setUint32(24, 32);
  out.set(id, 32);
  return out;
}
