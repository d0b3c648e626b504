import { viewOf } from "../../../exif/tiff-file.ts";
import { planted } from "../../../exif/testing/write-tiff.ts";
import { boxOf, fullBoxOf, u16s, u32s } from "../../../isobmff/write-box.ts";
import { joined } from "../../../source/joined.ts";

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const zeros = (count: number): Uint8Array => new Uint8Array(count);

/** A made-up track: its samples are bytes and nothing that decodes. */
export interface TestTrack {
  readonly handler: string;
  /** The whole sample entry. */
  readonly entry: Uint8Array;
  readonly samples: readonly Uint8Array[];
  /** Numbers of the samples from 1 at which decoding can start; all without. */
  readonly sync?: readonly number[];
  /** Duration in thousandths, and where in the track it starts. */
  readonly edit?: readonly [duration: number, start: number];
  readonly disabled?: boolean;
  /** Boxes within the track. */
  readonly more?: readonly Uint8Array[];
  readonly references?: readonly Uint8Array[];
}

/** Each sample of a track lasts as long. */
export const sampleTicks = 40;
const date = 3_600_000_000;

export function videoEntry(type = "avc1", ...boxes: readonly Uint8Array[]): Uint8Array {
  const head = zeros(78);
  head[7] = 1;
  head.set(ascii("appl"), 12);
  head.set(u16s(64, 48), 24);
  head[42] = 20;
  head.set(ascii(`${planted} encoder`), 43);
  head.set([0, 24, 255, 255], 74);
  return boxOf(type, head, ...boxes);
}

export const avcC = boxOf("avcC", Uint8Array.of(1, 66, 0, 10, 0xff, 0xe0, 0));

export function soundEntry(type = "mp4a", ...boxes: readonly Uint8Array[]): Uint8Array {
  const head = zeros(28);
  head[7] = 1;
  head.set(u16s(2, 16), 16);
  head.set(u32s(48_000 * 65_536), 24);
  return boxOf(type, head, ...boxes);
}

export function dataEntry(type: string, rest = zeros(0)): Uint8Array {
  return boxOf(type, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1), rest);
}

export interface TestMovie {
  readonly brands?: readonly string[];
  /** The index stands after the media data. */
  readonly indexLast?: boolean;
  /** Places of eight bytes and a long media head. */
  readonly wide?: boolean;
  /** Boxes within the index. */
  readonly inMoov?: readonly Uint8Array[];
  /** Boxes between the file type and the rest. */
  readonly beside?: readonly Uint8Array[];
  /** Bytes in the media data that belong to no track. */
  readonly unused?: Uint8Array;
  readonly trailer?: Uint8Array;
}

/** Writes a movie whose samples take turns, as cameras write them. */
export function writeMp4(tracks: readonly TestTrack[], movie: TestMovie = {}): Uint8Array {
  const { brands = ["isom", "mp42"], indexLast = false, wide = false, inMoov = [], beside = [] } = movie;
  const ftyp = boxOf("ftyp", ascii(brands[0]!), u32s(0x200), ascii(brands.join("")));
  const parts: Uint8Array[] = [movie.unused ?? zeros(0)];
  let at = parts[0]!.length;
  const places = tracks.map((): number[] => []);
  const longest = Math.max(...tracks.map(({ samples }) => samples.length));
  for (let i = 0; i < longest; i++) {
    for (const [t, { samples }] of tracks.entries()) {
      const sample = samples[i];
      if (sample === undefined) continue;
      places[t]!.push(at);
      parts.push(sample);
      at += sample.length;
    }
  }
  const media = joined(parts);
  const mdat = wide ? joined([u32s(1), ascii("mdat"), u32s(0, 16 + media.length), media]) : boxOf("mdat", media);
  const moovAt = (base: number) =>
    boxOf(
      "moov",
      fullBoxOf(
        "mvhd",
        {},
        u32s(date, date, 1_000, longest * sampleTicks, 0x10000),
        u16s(0x100),
        zeros(10),
        matrix,
        zeros(24),
        u32s(99),
      ),
      ...tracks.map((track, t) =>
        writeTrack(
          track,
          t + 1,
          places[t]!.map((place) => base + place),
          wide,
        ),
      ),
      ...inMoov,
    );
  const before = ftyp.length + joined(beside).length;
  const head = mdat.length - media.length;
  const base = indexLast ? before + head : before + moovAt(0).length + head;
  const rest = indexLast ? [mdat, moovAt(base)] : [moovAt(base), mdat];
  return joined([ftyp, ...beside, ...rest, movie.trailer ?? zeros(0)]);
}

const matrix = u32s(0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000);

function writeTrack(track: TestTrack, id: number, places: readonly number[], wide: boolean): Uint8Array {
  const { handler, entry, samples, sync, edit, disabled = false, more = [], references = [] } = track;
  const duration = samples.length * sampleTicks;
  const offsets = zeros(8 * places.length);
  for (const [i, place] of places.entries()) viewOf(offsets).setBigUint64(8 * i, BigInt(place));
  return boxOf(
    "trak",
    fullBoxOf(
      "tkhd",
      { flags: disabled ? 2 : 3 },
      u32s(date, date, id, 0, duration),
      zeros(16),
      matrix,
      u32s(64 << 16, 48 << 16),
    ),
    ...(edit === undefined ? [] : [boxOf("edts", fullBoxOf("elst", {}, u32s(1, edit[0], edit[1], 0x10000)))]),
    ...(references.length === 0 ? [] : [boxOf("tref", ...references)]),
    boxOf(
      "mdia",
      fullBoxOf("mdhd", {}, u32s(date, date, 1_000, duration), u16s(0x15c7, 0)),
      fullBoxOf("hdlr", {}, u32s(0), ascii(handler), zeros(12), ascii(`${planted} handler\0`)),
      boxOf(
        "minf",
        handler === "vide" ? fullBoxOf("vmhd", { flags: 1 }, zeros(8)) : fullBoxOf("nmhd", {}),
        boxOf("dinf", fullBoxOf("dref", {}, u32s(1), fullBoxOf("url ", { flags: 1 }))),
        boxOf(
          "stbl",
          fullBoxOf("stsd", {}, u32s(1), entry),
          fullBoxOf("stts", {}, u32s(1, samples.length, sampleTicks)),
          ...(sync === undefined ? [] : [fullBoxOf("stss", {}, u32s(sync.length, ...sync))]),
          fullBoxOf("stsc", {}, u32s(1, 1, 1, 1)),
          fullBoxOf("stsz", {}, u32s(0, samples.length, ...samples.map(({ length }) => length))),
          wide
            ? fullBoxOf("co64", {}, u32s(places.length), offsets)
            : fullBoxOf("stco", {}, u32s(places.length, ...places)),
        ),
      ),
    ),
    ...more,
  );
}

/** Samples that differ from each other. */
export function bytesFor(count: number, seed: number, size = 50): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => new Uint8Array(size + (i % 7)).fill((seed * 31 + i) & 255));
}

/** GoPro's records: a name, a type, the size of a value, how many. */
function gpmfOf(name: string, type: string, size: number, values: Uint8Array): Uint8Array {
  const filled = zeros((values.length + 3) & ~3);
  filled.set(values);
  return joined([
    ascii(name),
    Uint8Array.of(type === "" ? 0 : type.charCodeAt(0), size),
    u16s(values.length / size),
    filled,
  ]);
}

/** A track for each kind of data that cameras record along with a video. */
export function tellingTracks(): TestTrack[] {
  const gps = gpmfOf(
    "DEVC",
    "",
    1,
    joined([gpmfOf("GPS5", "l", 20, zeros(60)), gpmfOf("CASN", "c", 1, ascii(`${planted} serial`))]),
  );
  const camm = (kind: number) => joined([Uint8Array.of(0, 0, kind, 0), zeros(24)]);
  const mebx = (key: string) => dataEntry("mebx", boxOf("keys", boxOf("key1", boxOf("keyd", ascii(`mdta${key}`)))));
  return [
    { handler: "meta", entry: dataEntry("gpmd"), samples: [gps, gps] },
    { handler: "camm", entry: dataEntry("camm"), samples: [camm(5), camm(6), camm(2)] },
    { handler: "meta", entry: dataEntry("fdsc"), samples: [ascii(`${planted} C3353424500199`)] },
    { handler: "meta", entry: mebx("com.apple.quicktime.detected-face.bounds"), samples: [ascii(planted)] },
    { handler: "meta", entry: mebx("com.apple.quicktime.location.ISO6709"), samples: [ascii(planted)] },
    { handler: "tmcd", entry: dataEntry("tmcd", zeros(18)), samples: [u32s(12_345)] },
    { handler: "meta", entry: dataEntry("rtmd"), samples: [ascii(planted)] },
    { handler: "odsm", entry: dataEntry("mp4s"), samples: [ascii(planted)] },
    { handler: "sbtl", entry: dataEntry("tx3g", zeros(30)), samples: [ascii(`\0\u0020GPS(2.29, 48.85) ${planted}`)] },
    { handler: "soun", entry: soundEntry(), samples: bytesFor(3, 9), disabled: true },
    { handler: "auxv", entry: videoEntry("hvc1"), samples: [ascii(`${planted} depth`)] },
  ];
}

function keysAndValues(entries: Readonly<Record<string, string>>): Uint8Array {
  const keys = Object.keys(entries).map((key) => joined([u32s(8 + key.length), ascii(`mdta${key}`)]));
  const items = Object.values(entries).map((value, i) => {
    const data = boxOf("data", u32s(1, 0), ascii(value));
    return joined([u32s(8 + data.length, i + 1), data]);
  });
  const hdlr = fullBoxOf("hdlr", {}, u32s(0), ascii("mdta"), zeros(12), zeros(1));
  return boxOf("meta", hdlr, fullBoxOf("keys", {}, u32s(keys.length), ...keys), boxOf("ilst", ...items));
}

/** User data as phones, cameras and programs write them. */
export function tellingUserData(cover: Uint8Array): Uint8Array[] {
  const text = (type: string, value: string) => boxOf(type, u16s(value.length, 0x15c7), ascii(value));
  const item = (type: string, value: Uint8Array, kind = 1) => boxOf(type, boxOf("data", u32s(kind, 0), value));
  const loci = fullBoxOf(
    "loci",
    {},
    u16s(0x15c7),
    ascii(`${planted} place\0`),
    Uint8Array.of(0),
    u32s(150_000, 3_200_000, 0),
    zeros(2),
  );
  const itunes = fullBoxOf(
    "meta",
    {},
    fullBoxOf("hdlr", {}, u32s(0), ascii("mdir"), ascii("appl"), zeros(9)),
    boxOf(
      "ilst",
      item("\u00a9nam", ascii(`${planted} title`)),
      item("\u00a9ART", ascii(`${planted} artist`)),
      item("apID", ascii(`${planted}@example.org`)),
      item("covr", cover, 13),
      boxOf(
        "----",
        fullBoxOf("mean", {}, ascii("com.apple.iTunes")),
        fullBoxOf("name", {}, ascii("Device Serial")),
        boxOf("data", u32s(1, 0), ascii(planted)),
      ),
    ),
  );
  return [
    boxOf(
      "udta",
      text("\u00a9xyz", "+48.8577+002.2950+035/"),
      text("\u00a9mod", `${planted} model`),
      text("\u00a9cmt", `${planted} comment`),
      loci,
      itunes,
      boxOf("CAME", ascii(`${planted} camera`)),
      boxOf("smta", zeros(4), ascii(`${planted} \u0001\u0002`)),
      boxOf("GPMF", gpmfOf("GPS5", "l", 20, zeros(20))),
    ),
    keysAndValues({
      "com.apple.quicktime.location.ISO6709": "+60.1642+024.9402/",
      "com.apple.quicktime.make": `${planted} make`,
      "com.apple.quicktime.creationdate": "2024-05-06T07:08:09+0200",
      "com.apple.quicktime.content.identifier": planted,
    }),
  ];
}
