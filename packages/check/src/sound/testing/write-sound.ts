import { concatBytes, utf8 } from "@whosecopy/protocol";
import { viewOf } from "../../exif/tiff-file.ts";
import { planted } from "../../exif/testing/write-tiff.ts";

const u32 = (value: number, little: boolean): Uint8Array => {
  const out = new Uint8Array(4);
  viewOf(out).setUint32(0, value, little);
  return out;
};
const synchsafe = (size: number) =>
  Uint8Array.of((size >> 21) & 127, (size >> 14) & 127, (size >> 7) & 127, size & 127);
const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** An ID3v2.3 or 2.4 tag with a title, an artist, a date, a comment, an owner's number, a path and a cover. */
export function writeId3v2(version: 3 | 4, cover: Uint8Array): Uint8Array {
  const frame = (id: string, data: Uint8Array) =>
    concatBytes(latin(id), version === 4 ? synchsafe(data.length) : u32(data.length, false), new Uint8Array(2), data);
  const text = (value: string) => concatBytes(Uint8Array.of(3), utf8(value));
  const frames = concatBytes(
    frame("TIT2", text(planted)),
    frame("TPE1", text(planted)),
    frame(version === 4 ? "TDRC" : "TYER", text("2019")),
    frame("COMM", concatBytes(Uint8Array.of(3), latin("eng"), utf8(`\0${planted}`))),
    frame("UFID", concatBytes(latin(`http://x.example\0`), latin(planted))),
    frame("TXXX", text(`source\0/Users/${planted}/song.wav`)),
    frame("APIC", concatBytes(Uint8Array.of(0), latin("image/jpeg\0"), Uint8Array.of(3), latin(`${planted}\0`), cover)),
    new Uint8Array(64),
  );
  return concatBytes(latin("ID3"), Uint8Array.of(version, 0, 0), synchsafe(frames.length), frames);
}

export function writeId3v1(): Uint8Array {
  const tag = new Uint8Array(128);
  tag.set(latin("TAG"));
  for (const at of [3, 33, 97]) tag.set(latin(planted.slice(0, 30)), at);
  return tag;
}

/** An APEv2 tag with head and foot. */
export function writeApe(): Uint8Array {
  const item = concatBytes(u32(planted.length, true), u32(0, true), latin("Artist\0"), latin(planted));
  const ends = (flags: number) =>
    concatBytes(
      latin("APETAGEX"),
      u32(2000, true),
      u32(item.length + 32, true),
      u32(1, true),
      u32(flags, true),
      new Uint8Array(8),
    );
  return concatBytes(ends(0xa0000000), item, ends(0x80000000));
}

export function writeLyrics3(): Uint8Array {
  const body = latin(`LYRICSBEGINLYR${String(planted.length).padStart(5, "0")}${planted}`);
  return concatBytes(body, latin(`${String(body.length).padStart(6, "0")}LYRICS200`));
}

/** Silent MPEG 1 layer III frames, 128 kbit/s, 44.1 kHz: 417 bytes each. */
export function writeMp3Frames(count: number): Uint8Array {
  const frame = new Uint8Array(417);
  frame.set([0xff, 0xfb, 0x90, 0xc4]);
  return concatBytes(...Array.from({ length: count }, () => frame));
}

function vorbisComment(entries: readonly string[], vendor = planted): Uint8Array {
  const text = (value: string) => concatBytes(u32(utf8(value).length, true), utf8(value));
  return concatBytes(text(vendor), u32(entries.length, true), ...entries.map(text));
}

function flacPictureBlock(cover: Uint8Array): Uint8Array {
  const mime = latin("image/jpeg");
  return concatBytes(
    u32(3, false),
    u32(mime.length, false),
    mime,
    u32(planted.length, false),
    latin(planted),
    new Uint8Array(16),
    u32(cover.length, false),
    cover,
  );
}

/** Entries of a Vorbis comment that tell who, where and when, with a cover. */
export const tellingEntries = (cover: Uint8Array): readonly string[] => [
  `ARTIST=${planted}`,
  `LOCATION=${planted}`,
  "DATE=2019",
  `METADATA_BLOCK_PICTURE=${btoa(String.fromCharCode(...flacPictureBlock(cover)))}`,
];

/** A FLAC with every kind of metadata block around the sound of another one. */
export function plantFlac(clean: Uint8Array, cover: Uint8Array): Uint8Array {
  const block = (type: number, data: Uint8Array) =>
    concatBytes(Uint8Array.of(type, data.length >> 16, (data.length >> 8) & 255, data.length & 255), data);
  const info = clean.subarray(8, 8 + 34);
  let at = 4;
  for (let last = false; !last;) {
    last = (clean[at]! & 0x80) !== 0;
    at += 4 + clean[at + 1]! * 65_536 + clean[at + 2]! * 256 + clean[at + 3]!;
  }
  return concatBytes(
    writeId3v2(3, cover),
    latin("fLaC"),
    block(0, info),
    block(2, latin(`test${planted}`)),
    block(4, vorbisComment(tellingEntries(cover))),
    block(5, concatBytes(latin(planted), new Uint8Array(400))),
    block(6, flacPictureBlock(cover)),
    block(0x81, concatBytes(new Uint8Array(10), latin(planted))),
    clean.subarray(at),
    writeId3v1(),
  );
}

/** A WAV of 16-bit samples with the chunks that recorders and editors add. */
export function writeWav(samples: Int16Array, planting: boolean): Uint8Array {
  const chunk = (name: string, data: Uint8Array) =>
    concatBytes(latin(name), u32(data.length, true), data, new Uint8Array(data.length & 1));
  const format = Uint8Array.of(1, 0, 1, 0, 0x44, 0xac, 0, 0, 0x88, 0x58, 1, 0, 2, 0, 16, 0);
  const info = concatBytes(
    latin("INFO"),
    chunk("IART", latin(planted)),
    chunk("ICMT", latin(planted)),
    chunk("ICRD", latin("2019-01-01")),
  );
  const extras = planting
    ? [
        chunk("LIST", info),
        chunk("bext", concatBytes(latin(planted.padEnd(256, "\0")), latin(planted.padEnd(346, "\0")), latin(planted))),
        chunk("iXML", latin(`<BWFXML><NOTE>${planted}</NOTE></BWFXML>`)),
        chunk("id3 ", writeId3v2(4, new Uint8Array(20))),
        chunk("abcd", latin(planted)),
        chunk("JUNK", latin(planted)),
      ]
    : [];
  const data = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const body = concatBytes(chunk("fmt ", format), ...extras, chunk("data", data));
  const tail = planting ? latin(`..${planted}`) : new Uint8Array(0);
  return concatBytes(latin("RIFF"), u32(body.length + 4, true), latin("WAVE"), body, tail);
}
