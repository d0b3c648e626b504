import { planted } from "../../../exif/testing/write-tiff.ts";
import { joined } from "../../../source/joined.ts";
import { plantedXmp } from "../../jpeg/testing/write-jpeg.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

/** One pixel with its transparent colour. */
export const bareGif = Uint8Array.from(atob("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"), (c) =>
  c.charCodeAt(0),
);
const headBytes = 13 + 6;

/** A chain of sub-blocks. */
function chain(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 255) {
    const part = bytes.subarray(at, at + 255);
    parts.push(Uint8Array.of(part.length), part);
  }
  return joined([...parts, Uint8Array.of(0)]);
}

function extension(label: number, content: Uint8Array): Uint8Array {
  return joined([Uint8Array.of(0x21, label), chain(content)]);
}

export function application(name: string, content: Uint8Array): Uint8Array {
  return joined([Uint8Array.of(0x21, 0xff, 11), utf8(name), chain(content)]);
}

/** XMP lies unchained, before 258 bytes that lead any reader of chains to its end. */
function xmp(): Uint8Array {
  const magic = Uint8Array.from({ length: 258 }, (_, i) => (i === 0 ? 1 : i < 257 ? 256 - i : 0));
  return joined([Uint8Array.of(0x21, 0xff, 11), utf8("XMP DataXMP"), utf8(plantedXmp), magic]);
}

/** Puts blocks behind the colours. */
export function withBlocks(gif: Uint8Array, ...blocks: readonly Uint8Array[]): Uint8Array {
  return joined([gif.subarray(0, headBytes), ...blocks, gif.subarray(headBytes)]);
}

export const loop = application("NETSCAPE2.0", Uint8Array.of(1, 0, 0));

/** Everything that a GIF can give away. */
export function plantedGif(): Uint8Array {
  return joined([
    withBlocks(
      bareGif,
      loop,
      extension(0xfe, utf8(`${planted} /home/${planted}/a.gif`)),
      xmp(),
      application("MADEUP 1.00", utf8(planted)),
      extension(0x01, utf8(`............${planted}`)),
      extension(0x77, utf8(planted)),
    ),
    utf8(planted),
  ]);
}
