import { encodeJpeg } from "@whosecopy/image";
import { WhosecopyError } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { clean } from "../../clean.ts";
import { planted } from "../../exif/testing/write-tiff.ts";
import { boxOf, fullBoxOf, u32s } from "../../isobmff/write-box.ts";
import { type ByteSource, sourceOfBytes } from "../../source/byte-source.ts";
import { joined } from "../../source/joined.ts";
import { sourceOfPieces } from "../../source/pieces.ts";
import { cleanBytes, holdsPlanted, inspectBytes, kindsOf, leftOver, sameBytes } from "../../testing/check-file.ts";
import { mutate, seeded } from "../../testing/mutate.ts";
import { scene } from "../../testing/picture.ts";
import { createBudget } from "../../budget.ts";
import { readMovie } from "./movie.ts";
import {
  avcC,
  bytesFor,
  dataEntry,
  sampleTicks,
  soundEntry,
  tellingTracks,
  tellingUserData,
  type TestTrack,
  videoEntry,
  writeMp4,
} from "./testing/write-mp4.ts";

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const cover = encodeJpeg({ picture: scene(32, 24), quality: 50 });
const video: TestTrack = { handler: "vide", entry: videoEntry("avc1", avcC), samples: bytesFor(20, 1), sync: [1, 11] };
const sound: TestTrack = { handler: "soun", entry: soundEntry("mp4a"), samples: bytesFor(30, 2) };
const xmp = ascii(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="${planted}"/></rdf:RDF></x:xmpmeta>`);
const xmpUuid = Uint8Array.from("be7acfcb97a942e89c71999491e3afac".match(/../gu)!, (byte) => parseInt(byte, 16));

/** Everything that a camera, a phone and a program can put into one. */
const telling = writeMp4([video, sound, ...tellingTracks()], {
  brands: ["XAVC", "mp42"],
  inMoov: [...tellingUserData(cover), boxOf("gps ", u32s(1, 2), new Uint8Array(16)), boxOf("zzzz", ascii(planted))],
  beside: [
    boxOf("free", ascii(`${planted} left over`)),
    boxOf("uuid", xmpUuid, xmp),
    boxOf("uuid", new Uint8Array(16).fill(7), ascii(planted)),
  ],
  unused: ascii(`${planted} of an earlier take`),
  trailer: ascii(`\u0001\u0001\u0001\u0001${planted} after the end`),
});

/** The samples of each track, in order. */
async function samplesOf(bytes: Uint8Array): Promise<Uint8Array[][]> {
  const movie = await readMovie(sourceOfBytes(bytes), createBudget({ now: () => 0 }));
  return movie.tracks.map((track) => {
    const data = track.data();
    const lengths = data.kind === "samples" ? data.sizes : data.lengths;
    return Array.from(lengths, (length, i) => bytes.subarray(data.offsets[i], data.offsets[i]! + length));
  });
}

describe("a video with everything that cameras write", () => {
  it("is told by kind, and nothing but picture and sound is left", async () => {
    const cleaned = await cleanBytes(telling);
    expect(kindsOf(cleaned.before)).toEqual(
      [
        "account-or-path",
        "date",
        "depth-map",
        "device-model",
        "device-serial",
        "face-names",
        "format-detail",
        "hidden-content",
      ].concat([
        "person-name",
        "place",
        "software",
        "text",
        "thumbnail",
        "timed-data",
        "trailing-data",
        "unique-id",
        "unknown-data",
      ]),
    );
    const sentences = cleaned.before.findings.map(({ sentence }) => sentence);
    expect(sentences).toEqual(
      expect.arrayContaining([
        "Taken at a place; the map point is within 20 m.",
        "Taken at a place; the map point is within 5 m.",
        "Holds subtitles with places in them, as drones write them.",
        "Holds map points of the way, recorded along with the video.",
        "Holds a further picture or sound that players don't play.",
      ]),
    );
    expect(cleaned.before.unseen.map(({ where }) => where.at(-1))).toEqual(
      expect.arrayContaining(["zzzz", "uuid", "smta", "data track", "after the end"]),
    );
    expect(holdsPlanted(cleaned.bytes)).toBe(false);
    expect(cleaned.after.findings).toEqual([]);
    expect(cleaned.after.unseen).toEqual([]);
    expect(sameBytes((await cleanBytes(cleaned.bytes)).bytes, cleaned.bytes)).toBe(true);
  });

  it("counts map points, and keeps the number apart from the sentence", async () => {
    const { findings } = await inspectBytes(telling);
    const counts = findings.filter(({ kind, value }) => kind === "timed-data" && value !== undefined);
    expect(counts.map(({ value }) => value!.reveal())).toEqual(expect.arrayContaining(["6 points", "2 points"]));
  });

  it("keeps every sample of picture and sound, how it is turned, and where decoding can start", async () => {
    const { bytes } = await cleanBytes(telling);
    const [pictures, sounds, ...others] = await samplesOf(bytes);
    expect(others).toEqual([]);
    expect(pictures).toEqual(video.samples);
    expect(sounds).toEqual(sound.samples);
    const movie = await readMovie(sourceOfBytes(bytes), createBudget({ now: () => 0 }));
    const data = movie.tracks[0]!.data();
    expect(data.kind === "samples" && [...data.sync!].flatMap((mark, i) => (mark === 1 ? [i + 1] : []))).toEqual([
      1, 11,
    ]);
    expect(movie.tracks[0]!.header.subarray(40, 76)).toEqual(u32s(0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000));
  });

  it("keeps the date and the subtitles only when they are chosen", async () => {
    const { after, bytes } = await cleanBytes(telling, { keep: ["date", "subtitles"] });
    expect(kindsOf(after)).toEqual(["date", "place", "text"]);
    expect(await samplesOf(bytes)).toHaveLength(3);
    expect(sameBytes((await cleanBytes(bytes, { keep: ["date", "subtitles"] })).bytes, bytes)).toBe(true);
  });

  it("looks into the cover", async () => {
    const withExif = joined([cover.subarray(0, 2), Uint8Array.of(0xff, 0xfe, 0, 9), ascii(planted), cover.subarray(2)]);
    const { findings } = await inspectBytes(writeMp4([video], { inMoov: tellingUserData(withExif) }));
    expect(findings.some(({ where }) => where[0] === "cover")).toBe(true);
  });
});

describe("the same video written in other ways", () => {
  const plain = () => cleanBytes(writeMp4([video, sound]));
  it.each([
    ["with its index at the end", { indexLast: true }],
    ["with places and sizes of eight bytes", { wide: true }],
    ["with unused data before it", { unused: new Uint8Array(99) }],
  ])("%s becomes the same file", async (_, movie) => {
    expect(sameBytes((await cleanBytes(writeMp4([video, sound], movie))).bytes, (await plain()).bytes)).toBe(true);
  });

  it("in fragments becomes one that plays the same", async () => {
    const { bytes } = await cleanBytes(fragmented());
    expect(await samplesOf(bytes)).toEqual([video.samples]);
    expect(bytes.includes(0x66) && new TextDecoder("latin1").decode(bytes).includes("moof")).toBe(false);
    expect(sameBytes((await cleanBytes(bytes)).bytes, bytes)).toBe(true);
  });
});

/** Two fragments of ten pictures each, with a message to players between them. */
function fragmented(): Uint8Array {
  const empty = writeMp4([{ ...video, samples: [] }], {
    inMoov: [boxOf("mvex", fullBoxOf("trex", {}, u32s(1, 1, sampleTicks, 0, 0x10000)))],
  });
  const half = (from: number) => {
    const samples = video.samples.slice(from, from + 10);
    const moofOf = (offset: number) =>
      boxOf(
        "moof",
        fullBoxOf("mfhd", {}, u32s(from)),
        boxOf(
          "traf",
          fullBoxOf("tfhd", { flags: 0x20000 }, u32s(1)),
          fullBoxOf("tfdt", {}, u32s(from * sampleTicks)),
          fullBoxOf("trun", { flags: 0x205 }, u32s(10, offset, 0), ...samples.map(({ length }) => u32s(length))),
        ),
      );
    return joined([moofOf(moofOf(0).length + 8), boxOf("mdat", ...samples)]);
  };
  return joined([empty, half(0), boxOf("emsg", ascii(planted)), half(10)]);
}

describe("a video that was shortened without being made anew", () => {
  it("loses the pictures that were cut away, but for those that others are built on", async () => {
    // Shown: pictures 13 to 16 of 20; decoding starts at 11.
    const cut = { ...video, edit: [4 * sampleTicks, 12 * sampleTicks] as const };
    const cleaned = await cleanBytes(writeMp4([cut, sound]));
    const hidden = cleaned.before.findings.filter(({ kind }) => kind === "hidden-content");
    expect(hidden.map(({ cleanable, value }) => [cleanable, value!.reveal()])).toEqual([
      ["removed", "14 frames"],
      ["stays", "2 frames"],
    ]);
    const [pictures] = await samplesOf(cleaned.bytes);
    expect(pictures).toEqual(video.samples.slice(10, 16));
    expect(leftOver(cleaned)).toEqual([]);
    const movie = await readMovie(sourceOfBytes(cleaned.bytes), createBudget({ now: () => 0 }));
    expect(movie.tracks[0]!.edits).toEqual([{ duration: 4 * sampleTicks, mediaTime: 2 * sampleTicks, rate: 0x10000 }]);
    expect(sameBytes((await cleanBytes(cleaned.bytes)).bytes, cleaned.bytes)).toBe(true);
  });
});

describe("uncompressed sound", () => {
  it("is kept by its chunks, also where the table counts in samples", async () => {
    const entry = soundEntry("sowt");
    const track = { handler: "soun", entry, samples: bytesFor(4, 3, 400).map((bytes) => bytes.subarray(0, 400)) };
    const bytes = writeMp4([track]);
    // One size for all: 1, of which each is four bytes in truth.
    const at = new TextDecoder("latin1").decode(bytes).indexOf("stsz");
    bytes.set(u32s(1, 400), at + 8);
    const stts = new TextDecoder("latin1").decode(bytes).indexOf("stts");
    bytes.set(u32s(1, 400, 1), stts + 8);
    const stsc = new TextDecoder("latin1").decode(bytes).indexOf("stsc");
    bytes.set(u32s(1, 1, 100, 1), stsc + 8);
    const cleaned = await cleanBytes(bytes);
    expect(await samplesOf(cleaned.bytes)).toEqual([track.samples]);
    expect(sameBytes((await cleanBytes(cleaned.bytes)).bytes, cleaned.bytes)).toBe(true);
  });
});

describe("what can't be cleaned", () => {
  it.each([
    ["a protected video", writeMp4([{ ...video, entry: videoEntry("encv") }]), /protected/u],
    ["a codec that is not known", writeMp4([{ ...video, entry: videoEntry("zzzz") }]), /not known/u],
    [
      "data without picture and sound",
      writeMp4([{ handler: "meta", entry: dataEntry("gpmd"), samples: bytesFor(1, 1) }]),
      /no video/u,
    ],
  ])("%s is refused with a sentence", async (_, bytes, sentence) => {
    await expect(cleanBytes(bytes)).rejects.toMatchObject({ code: "clean-refused", sentence });
    await expect(inspectBytes(bytes)).resolves.toBeDefined();
  });

  it("a recording without its index is said to be unseen", async () => {
    const bytes = joined([boxOf("ftyp", ascii("isom"), u32s(0)), boxOf("mdat", ...video.samples)]);
    expect((await inspectBytes(bytes)).unseen).toHaveLength(1);
    await expect(cleanBytes(bytes)).rejects.toMatchObject({ code: "file-damaged" });
  });

  it("a track that points outside of the file is damage", async () => {
    const bytes = writeMp4([video]);
    await expect(cleanBytes(bytes.subarray(0, bytes.length - 9))).rejects.toMatchObject({ code: "file-damaged" });
  });
});

describe("a video of five gigabytes", () => {
  it("is cleaned without reading its frames", async () => {
    const sampleBytes = 1_000_000;
    const samples = 5_000;
    const index = fiveGigabytes({ samples, sampleBytes });
    let [most, total] = [0, 0];
    const file: ByteSource = {
      size: index.size,
      read(offset, length) {
        most = Math.max(most, length);
        total += length;
        return index.read(offset, length);
      },
    };
    const start = performance.now();
    const cleaned = await clean(file);
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(total).toBeLessThan(5e6);
    expect(most).toBeLessThan(1e6);
    expect(cleaned.file.size).toBeGreaterThan(samples * sampleBytes);
    expect(cleaned.after.findings).toEqual([]);
    const movie = await readMovie(cleaned.file, createBudget({ now: () => 0 }));
    const data = movie.tracks[0]!.data();
    expect([...(await cleaned.file.read(data.offsets[4_999]!, 4))]).toEqual([...u32s(4_999)]);
  });
});

/** Each sample starts with its number; the rest of it is zeros that are never written anywhere. */
function fiveGigabytes({ samples, sampleBytes }: { samples: number; sampleBytes: number }): ByteSource {
  const media: ByteSource = {
    size: samples * sampleBytes,
    read(offset, length) {
      const out = new Uint8Array(length);
      const number = u32s(Math.floor(offset / sampleBytes));
      for (let i = 0; i < Math.min(4, length); i++) out[i] = number[(offset % sampleBytes) + i] ?? 0;
      return Promise.resolve(out);
    },
  };
  const small = writeMp4([{ ...video, samples: [new Uint8Array(0)], sync: [1] }], { wide: true });
  const text = new TextDecoder("latin1").decode(small);
  const stbl = text.indexOf("stbl") - 4;
  const stsd = text.indexOf("stsd") - 4;
  const stts = text.indexOf("stts") - 4;
  const ftyp = small.subarray(0, text.indexOf("moov") - 4);
  const mdatHead = joined([
    u32s(1),
    ascii("mdat"),
    u32s(Math.floor((media.size + 16) / 2 ** 32), (media.size + 16) % 2 ** 32),
  ]);
  const base = ftyp.length + mdatHead.length;
  const places = Array.from({ length: samples }, (_, i) => base + i * sampleBytes).flatMap((place) => [
    Math.floor(place / 2 ** 32),
    place % 2 ** 32,
  ]);
  const tables = boxOf(
    "stbl",
    small.subarray(stsd, stts),
    fullBoxOf("stts", {}, u32s(1, samples, sampleTicks)),
    fullBoxOf("stss", {}, u32s(1, 1)),
    fullBoxOf("stsc", {}, u32s(1, 1, 1, 1)),
    fullBoxOf("stsz", {}, u32s(sampleBytes, samples)),
    fullBoxOf("co64", {}, u32s(samples), u32s(...places)),
  );
  // The boxes around it grow by as much.
  const index = joined([small.subarray(ftyp.length, stbl), tables]);
  for (const type of ["moov", "trak", "mdia", "minf"]) {
    const at = text.indexOf(type) - 4 - ftyp.length;
    index.set(u32s(index.length - at), at);
  }
  return sourceOfPieces([
    { bytes: ftyp },
    { bytes: mdatHead },
    { from: media, offset: 0, length: media.size },
    { bytes: index },
  ]);
}

describe("a damaged video", () => {
  it("never gives anything but an answer or a clear error", async () => {
    const random = seeded(11);
    for (const original of [telling, fragmented()])
      for (let i = 0; i < 200; i++) {
        try {
          const cleaned = await cleanBytes(mutate(original, random));
          expect(sameBytes((await cleanBytes(cleaned.bytes)).bytes, cleaned.bytes)).toBe(true);
        } catch (error) {
          if (!(error instanceof WhosecopyError)) throw error;
        }
      }
  });

  it("with tables that claim more than there is stays within bounds", async () => {
    const bytes = fragmented();
    const at = new TextDecoder("latin1").decode(bytes).indexOf("trun");
    bytes.set(u32s(0xffffffff), at + 8);
    await expect(inspectBytes(bytes)).rejects.toBeInstanceOf(WhosecopyError);
    const whole = writeMp4([video]);
    const stsz = new TextDecoder("latin1").decode(whole).indexOf("stsz");
    whole.set(u32s(7, 0xfffffff0), stsz + 8);
    await expect(cleanBytes(whole)).rejects.toBeInstanceOf(WhosecopyError);
  });
});
