import { concatBytes } from "@whosecopy/protocol";

/** How the headers of a stream look: the second packet is the comment in all of them. */
export interface OggCodec {
  /** For a person. */
  readonly name: string;
  /** Bytes before the vendor's length in the comment packet. */
  readonly commentHead: Uint8Array;
  /** Packets before the sound or picture starts. */
  readonly headers: number;
  /** Whether a last byte 1 closes the comment (Vorbis I, 5.2.1). */
  readonly framing: boolean;
}

const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const codecs: readonly (OggCodec & { readonly magic: Uint8Array })[] = [
  { name: "Opus", magic: ascii("OpusHead"), commentHead: ascii("OpusTags"), headers: 2, framing: false },
  { name: "Vorbis", magic: ascii("\x01vorbis"), commentHead: ascii("\x03vorbis"), headers: 3, framing: true },
  { name: "Theora", magic: ascii("\x80theora"), commentHead: ascii("\x81theora"), headers: 3, framing: false },
  { name: "Speex", magic: ascii("Speex   "), commentHead: new Uint8Array(0), headers: 2, framing: false },
];

/** By the first packet of a stream; undefined for others. */
export function oggCodec(packet: Uint8Array): OggCodec | undefined {
  return codecs.find(({ magic }) => magic.every((byte, i) => packet[i] === byte));
}

/** A comment without a vendor and without entries. */
export function emptyComment({ commentHead, framing }: OggCodec): Uint8Array {
  return concatBytes(commentHead, new Uint8Array(8), framing ? Uint8Array.of(1) : new Uint8Array(0));
}
