import { planted, writePlantedExif, writeTiff } from "../../../exif/testing/write-tiff.ts";
import { viewOf } from "../../../exif/tiff-file.ts";
import { writeProfile } from "../../../icc/testing/write-profile.ts";
import { joined } from "../../../source/joined.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A marker segment. */
export function segment(marker: number, ...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const content = joined(parts.map((part) => (typeof part === "string" ? utf8(part) : part)));
  const head = Uint8Array.of(0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 0xff);
  return joined([head, content]);
}

/** Puts segments behind the start mark (before the bare JFIF segment, as some programs do) and bytes behind the end mark. */
export function withSegments(
  jpeg: Uint8Array,
  segments: readonly Uint8Array[],
  trailer: Uint8Array = new Uint8Array(0),
): Uint8Array {
  return joined([jpeg.subarray(0, 20), ...segments, jpeg.subarray(20), trailer]);
}

/** An XMP packet with these attributes and elements. */
export function xmpPacket(attributes: string, elements = ""): string {
  return `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#" xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" xmlns:GDepth="http://ns.google.com/photos/1.0/depthmap/" xmlns:GImage="http://ns.google.com/photos/1.0/image/" xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" xmlns:xmpNote="http://ns.adobe.com/xmp/note/" ${attributes}>${elements}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
}

export const plantedXmp = xmpPacket(
  `xmp:CreatorTool="${planted} tool" xmp:CreateDate="2024-05-06T07:08:09" exif:GPSLatitude="48,51.494N" exif:GPSLongitude="2,17.67E" aux:SerialNumber="${planted} serial" xmpMM:DocumentID="${planted} document" GCamera:MotionPhoto="1"`,
  `<dc:creator><rdf:Seq><rdf:li>${planted} creator</rdf:li></rdf:Seq></dc:creator>
  <xmpMM:History><rdf:Seq><rdf:li stEvt:action="saved" stEvt:changed="/Users/${planted}/a.psd"/></rdf:Seq></xmpMM:History>
  <mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag><rdf:li mwg-rs:Name="${planted} face" mwg-rs:Type="Face"/></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>
  <made:up xmlns:made="http://example.org/${planted}">${planted}</made:up>`,
);

/** One IPTC data set. */
function iptc(record: number, set: number, text: string): Uint8Array {
  const bytes = utf8(text);
  return joined([Uint8Array.of(0x1c, record, set, bytes.length >> 8, bytes.length & 0xff), bytes]);
}

/** One image resource of Photoshop. */
function resource(id: number, data: Uint8Array): Uint8Array {
  const head = new Uint8Array(12);
  head.set(utf8("8BIM"));
  viewOf(head).setUint16(4, id);
  viewOf(head).setUint32(8, data.length);
  return joined([head, data, new Uint8Array(data.length & 1)]);
}

function photoshopSegment(thumbnail: Uint8Array): Uint8Array {
  const captions = joined([
    iptc(2, 80, `${planted} by-line`),
    iptc(2, 90, `${planted} city`),
    iptc(2, 120, `${planted} caption`),
  ]);
  const thumbnailHead = new Uint8Array(28);
  thumbnailHead[3] = 1;
  return segment(
    0xed,
    "Photoshop 3.0\0",
    resource(0x0404, captions),
    resource(0x040c, joined([thumbnailHead, thumbnail])),
  );
}

/** Extended XMP in two segments, the later one first, with its packet's mark of it. */
function extendedXmpSegments(text: string): { main: Uint8Array; parts: Uint8Array[] } {
  const digest = "0123456789ABCDEF0123456789ABCDEF";
  const bytes = utf8(text);
  const middle = bytes.length >> 1;
  const part = (from: number, to: number) => {
    const head = new Uint8Array(8);
    viewOf(head).setUint32(0, bytes.length);
    viewOf(head).setUint32(4, from);
    return segment(0xe1, "http://ns.adobe.com/xmp/extension/\0", digest, head, bytes.subarray(from, to));
  };
  return {
    main: segment(0xe1, "http://ns.adobe.com/xap/1.0/\0", xmpPacket(`xmpNote:HasExtendedXMP="${digest}"`)),
    parts: [part(middle, bytes.length), part(0, middle)],
  };
}

function box(type: string, ...content: readonly Uint8Array[]): Uint8Array {
  const body = joined(content);
  const head = new Uint8Array(8);
  viewOf(head).setUint32(0, body.length + 8);
  head.set(utf8(type), 4);
  return joined([head, body]);
}

/** Content credentials with an ingredient's picture and a name in JSON, in two segments. */
function c2paSegments(picture: Uint8Array): Uint8Array[] {
  const superbox = (label: string, ...content: readonly Uint8Array[]) =>
    box("jumb", box("jumd", new Uint8Array(16), Uint8Array.of(3), utf8(`${label}\0`)), ...content);
  const whole = superbox(
    "c2pa",
    superbox("c2pa.thumbnail.ingredient.jpeg", box("bfdb", utf8("\0image/jpeg\0")), box("bidb", picture)),
    superbox("stds.schema-org.CreativeWork", box("json", utf8(`{"author":[{"name":"${planted} author"}]}`))),
    superbox("c2pa.actions", box("cbor", utf8(planted))),
  );
  const cut = Math.min(whole.length - 1, 60_000) >> 1;
  const part = (order: number, content: Uint8Array) => {
    const head = new Uint8Array(8);
    head.set(utf8("JP"));
    viewOf(head).setUint16(2, 1);
    viewOf(head).setUint32(4, order);
    return segment(0xeb, head, ...(order === 1 ? [content] : [whole.subarray(0, 8), content]));
  };
  return [part(1, whole.subarray(0, cut)), part(2, whole.subarray(cut))];
}

/** A list of further pictures; the second one starts `offset` bytes after its TIFF header. */
function mpfSegment(offset: number, length: number): Uint8Array {
  const entries = new Uint8Array(32);
  viewOf(entries).setUint32(16 + 4, length);
  viewOf(entries).setUint32(16 + 8, offset);
  return segment(
    0xe2,
    "MPF\0",
    writeTiff([
      [
        { tag: 0xb001, type: 4, numbers: [2] },
        { tag: 0xb002, bytes: entries },
      ],
    ]),
  );
}

export function iccSegments(profile: Uint8Array): Uint8Array[] {
  const middle = profile.length >> 1;
  const mark = "ICC_PROFILE\0";
  return [
    segment(0xe2, mark, Uint8Array.of(1, 2), profile.subarray(0, middle)),
    segment(0xe2, mark, Uint8Array.of(2, 2), profile.subarray(middle)),
  ];
}

/** The smallest thing that is a video by its boxes. */
export const tinyVideo = joined([
  box("ftyp", utf8("mp42\0\0\0\0mp42isom")),
  box("moov", box("udta", utf8(planted))),
  box("mdat", utf8(planted)),
]);

/** Samsung's block with the country of the network and a motion video. */
function samsungBlock(): Uint8Array {
  const part = (type: number, name: string, data: Uint8Array) => {
    const head = new Uint8Array(8);
    viewOf(head).setUint16(2, type, true);
    viewOf(head).setUint32(4, name.length, true);
    return { type, bytes: joined([head, utf8(name), data]) };
  };
  const parts = [part(0x0aa1, "MCC_Data", utf8("310")), part(0x0a30, "MotionPhoto_Data", tinyVideo)];
  const size = parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const directory = new Uint8Array(12 + 12 * parts.length + 8);
  const view = viewOf(directory);
  directory.set(utf8("SEFH"));
  view.setUint32(4, 106, true);
  view.setUint32(8, parts.length, true);
  let before = size;
  for (const [i, { type, bytes }] of parts.entries()) {
    view.setUint16(14 + 12 * i, type, true);
    view.setUint32(16 + 12 * i, before, true);
    view.setUint32(20 + 12 * i, bytes.length, true);
    before -= bytes.length;
  }
  view.setUint32(12 + 12 * parts.length, 12 + 12 * parts.length, true);
  directory.set(utf8("SEFT"), 16 + 12 * parts.length);
  return joined([...parts.map(({ bytes }) => bytes), directory]);
}

export const exifSegment = (exif: Uint8Array) => segment(0xe1, exif);

/** Everything that a JPEG can give away, around a picture; nearly every row of what existing tools leave behind. */
export function plantedJpeg(picture: Uint8Array, thumbnail: Uint8Array): Uint8Array {
  const extended = extendedXmpSegments(
    xmpPacket(
      "",
      `<GDepth:Data>${base64(thumbnail)}</GDepth:Data><GImage:Data>${base64(thumbnail)}</GImage:Data><dc:title>${planted}</dc:title>`,
    ),
  );
  const second = withSegments(picture, [
    exifSegment(writePlantedExif()),
    segment(
      0xe1,
      "http://ns.adobe.com/xap/1.0/\0",
      '<x xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0"/>',
    ),
  ]);
  return withSegments(
    picture,
    [
      exifSegment(writePlantedExif({ orientation: 6, thumbnail })),
      segment(0xe1, "http://ns.adobe.com/xap/1.0/\0", plantedXmp),
      extended.main,
      ...extended.parts,
      photoshopSegment(thumbnail),
      ...c2paSegments(thumbnail),
      mpfSegment(1, second.length),
      ...iccSegments(writeProfile("p3")),
      segment(0xe0, "JFXX\0", Uint8Array.of(0x10), thumbnail),
      segment(0xe1, "FLIR\0", planted),
      segment(0xe6, `GoPro\0${planted}`),
      segment(0xe9, `Unknown ${planted}`),
      segment(0xee, "Adobe", Uint8Array.of(0, 100, 0, 0, 0, 0, 1), planted),
      segment(0xfe, `${planted} comment`),
    ],
    joined([second, utf8(planted), tinyVideo, samsungBlock()]),
  );
}

export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
