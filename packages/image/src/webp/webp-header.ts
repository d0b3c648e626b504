import { WhosecopyError } from "@whosecopy/protocol";
import { hasText, u16, u8 } from "../byte-reader.ts";

function u24le(bytes: Uint8Array, at: number): number {
  return at + 3 > bytes.length ? -1 : bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
}

function u16le(bytes: Uint8Array, at: number): number {
  const value = u16(bytes, at);
  return value < 0 ? value : ((value & 255) << 8) | (value >> 8);
}

function u32le(bytes: Uint8Array, at: number): number {
  const low = u16le(bytes, at);
  const high = u16le(bytes, at + 2);
  return low < 0 || high < 0 ? -1 : high * 65_536 + low;
}

/**
 * Reads the size of a WebP picture from its first chunk (RFC 9649).
 * @throws WhosecopyError "image-damaged"; "image-unsupported" for an animation.
 */
export function readWebpHeader(bytes: Uint8Array): { width: number; height: number } {
  const riffLength = u32le(bytes, 4);
  if (riffLength < 12 || riffLength + 8 > bytes.length) throw damaged("cut short");
  if (hasText(bytes, 12, "VP8X")) {
    if ((u8(bytes, 20) & 0x02) !== 0) throw new WhosecopyError("image-unsupported", "an animated WebP");
    return size(u24le(bytes, 24) + 1, u24le(bytes, 27) + 1);
  }
  if (hasText(bytes, 12, "VP8L")) {
    if (u8(bytes, 20) !== 0x2f) throw damaged("no lossless signature");
    const bits = u32le(bytes, 21);
    if (bits < 0) throw damaged("no size");
    return size((bits % 16_384) + 1, (Math.floor(bits / 16_384) % 16_384) + 1);
  }
  if (hasText(bytes, 12, "VP8 ")) {
    if (u24le(bytes, 23) !== 0x2a019d) throw damaged("no key frame");
    return size(u16le(bytes, 26) & 0x3fff, u16le(bytes, 28) & 0x3fff);
  }
  throw damaged("no picture chunk");
}

function size(width: number, height: number): { width: number; height: number } {
  if (width < 1 || height < 1) throw damaged("no width or no height");
  return { width, height };
}

function damaged(what: string): WhosecopyError {
  return new WhosecopyError("image-damaged", `WebP: ${what}`);
}
