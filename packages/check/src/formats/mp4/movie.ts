import { WhosecopyError } from "@whosecopy/protocol";
import { viewOf } from "../../exif/tiff-file.ts";
import type { InspectContext } from "../../format.ts";
import { latin } from "../../icc/profile.ts";
import { type Box, boxesIn, type FileBox, fileBoxes, firstOf } from "../../isobmff/boxes.ts";
import { type ByteSource, readExactly } from "../../source/byte-source.ts";
import { countSteps } from "../../steps.ts";
import { type Edit, readEdits } from "./edits.ts";
import { type Fragments, readFragments } from "./fragments.ts";
import { readSampleTable } from "./sample-table.ts";
import type { TrackData } from "./samples.ts";
import { soundBytes } from "./sound-entry.ts";

/** The index of a film of ten hours has less; it is read into memory whole. */
const mostOfIndex = 128e6;

/** A track, its boxes taken apart. */
export interface Track {
  readonly id: number;
  /** Players leave out those that aren't. */
  readonly enabled: boolean;
  /** "vide", "soun", "meta" ... */
  readonly handler: string;
  readonly boxes: readonly Box[];
  readonly mdia: readonly Box[];
  readonly minf: readonly Box[];
  readonly stbl: readonly Box[];
  /** Units per second. */
  readonly scale: number;
  /** As the box is. */
  readonly header: Uint8Array;
  readonly mediaHeader: Uint8Array;
  readonly edits: readonly Edit[];
  /** Its codecs, with what each says. */
  readonly entries: readonly Box[];
  /** Other tracks it belongs to, by kind. */
  readonly references: ReadonlyMap<string, readonly number[]>;
  /** @throws WhosecopyError "file-damaged", "check-limit". */
  data(): TrackData;
}

export interface Movie {
  /** Of the file. */
  readonly top: readonly FileBox[];
  /** Where the first bytes are that are no box. */
  readonly end: number;
  /** As the box is; undefined in old QuickTime files. */
  readonly ftyp: Uint8Array | undefined;
  /** Undefined when the recording was cut off before its index was written. */
  readonly moov: readonly Box[] | undefined;
  readonly header: Uint8Array;
  readonly scale: number;
  readonly tracks: readonly Track[];
  readonly fragments: Fragments | null;
  readonly encrypted: boolean;
}

/** Reads everything but the media data. @throws WhosecopyError "file-damaged", "file-too-large", "check-limit". */
export async function readMovie(file: ByteSource, budget: InspectContext["budget"]): Promise<Movie> {
  const step = countSteps(budget, 16);
  const { boxes: top, end } = await fileBoxes(file, step);
  const read = (box: FileBox) => readExactly(file, box.content, box.end - box.content, mostOfIndex);
  const ftypAt = top.find(({ type }) => type === "ftyp");
  const ftyp = ftypAt === undefined ? undefined : await readExactly(file, ftypAt.start, ftypAt.end - ftypAt.start, 1e5);
  const moovAt = top.find(({ type, cut }) => type === "moov" && !cut);
  const empty = { top, end, ftyp, header: new Uint8Array(0), scale: 1, tracks: [], fragments: null, encrypted: false };
  if (moovAt === undefined) return { ...empty, moov: undefined };
  const inside = (bytes: Uint8Array) => boxesIn(bytes, step).boxes;
  const moov = inside(await read(moovAt));
  if (firstOf(moov, "cmov") !== undefined) return { ...empty, moov };
  const header = firstOf(moov, "mvhd") ?? new Uint8Array(0);
  if (header.length < (header[0] === 1 ? 112 : 100)) throw new WhosecopyError("file-damaged", "the movie has no head");
  const scale = viewOf(header).getUint32(header[0] === 1 ? 20 : 12);
  const fragments = firstOf(moov, "mvex") === undefined ? null : await readFragments({ file, top, moov, step });
  const tracks = moov
    .filter(({ type }) => type === "trak")
    .map(({ body }) => readTrack(inside(body), inside, fragments))
    .filter((track) => track !== null);
  const encrypted =
    firstOf(moov, "pssh") !== undefined ||
    tracks.some(({ entries }) => entries.some(({ type }) => /^(?:enc[vatsm]|drm[sitp])$/u.test(type)));
  return { top, end, ftyp, moov, header, scale, tracks, fragments, encrypted };
}

function readTrack(
  boxes: readonly Box[],
  inside: (bytes: Uint8Array) => Box[],
  fragments: Fragments | null,
): Track | null {
  const part = (of: readonly Box[], type: string): Uint8Array => firstOf(of, type) ?? new Uint8Array(0);
  const header = part(boxes, "tkhd");
  if (header.length < (header[0] === 1 ? 96 : 84)) return null;
  const mdia = inside(part(boxes, "mdia"));
  const minf = inside(part(mdia, "minf"));
  const stbl = inside(part(minf, "stbl"));
  const mediaHeader = part(mdia, "mdhd");
  const hdlr = part(mdia, "hdlr");
  if (mediaHeader.length < (mediaHeader[0] === 1 ? 36 : 24) || hdlr.length < 12) return null;
  const handler = latin(hdlr, 8, 4);
  const entries = inside(part(stbl, "stsd").subarray(8));
  const id = viewOf(header).getUint32(header[0] === 1 ? 20 : 12);
  const elst = firstOf(inside(part(boxes, "edts")), "elst");
  return {
    id,
    enabled: (header[3]! & 1) === 1,
    handler,
    boxes,
    mdia,
    minf,
    stbl,
    scale: viewOf(mediaHeader).getUint32(mediaHeader[0] === 1 ? 20 : 12),
    header,
    mediaHeader,
    edits: elst === undefined ? [] : (readEdits(elst) ?? []),
    entries,
    references: new Map(inside(part(boxes, "tref")).map(({ type, body }) => [type, idsOf(body)])),
    data() {
      const bytesOf = (samples: number, description: number) =>
        handler === "soun" ? soundBytes(entries[description - 1], samples) : samples;
      const own = readSampleTable(stbl, bytesOf);
      return fragments?.join(id, own) ?? own;
    },
  };
}

function idsOf(body: Uint8Array): number[] {
  const view = viewOf(body);
  return Array.from({ length: Math.min(1_000, body.length >> 2) }, (_, i) => view.getUint32(4 * i));
}
