import { concatBytes, WhosecopyError } from "@whosecopy/protocol";
import { u16le, u8 } from "../byte-reader.ts";

/** One picture in a GIF: where it lies on the screen, and its packed pixels. */
export interface GifFrame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly interlaced: boolean;
  /** Red, green, blue triples. */
  readonly palette: Uint8Array;
  /** The index that shows what lies below; -1 for none. */
  readonly transparent: number;
  readonly minimumCodeSize: number;
  readonly data: Uint8Array;
}

/** What a GIF says about itself before memory is taken. */
export interface GifHeader {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly first: GifFrame;
}

/**
 * Walks the blocks of a GIF (GIF89a) to its end.
 * @throws WhosecopyError "image-damaged" when there is no picture in it
 */
export function readGifHeader(bytes: Uint8Array): GifHeader {
  const width = u16le(bytes, 6);
  const height = u16le(bytes, 8);
  const flags = u8(bytes, 10);
  if (width < 1 || height < 1 || flags < 0) throw damaged("no width or no height");
  let at = 13;
  const screenPalette = (flags & 0x80) === 0 ? new Uint8Array(0) : bytes.subarray(at, at + 3 * paletteSize(flags));
  at += screenPalette.length;
  let transparent = -1;
  let first: GifFrame | null = null;
  let frames = 0;
  while (at < bytes.length) {
    const block = u8(bytes, at++);
    if (block === 0x21) {
      // Graphic control: the low bit of its flags says that an index is see-through.
      if (u8(bytes, at) === 0xf9 && u8(bytes, at + 1) === 4) {
        transparent = (u8(bytes, at + 2) & 1) === 1 ? u8(bytes, at + 5) : -1;
      }
      at = endOfSubBlocks(bytes, at + 1);
      continue;
    }
    if (block !== 0x2c) break;
    const frameFlags = u8(bytes, at + 8);
    if (frameFlags < 0) break;
    const own = (frameFlags & 0x80) !== 0;
    const paletteAt = at + 9;
    const dataAt = paletteAt + (own ? 3 * paletteSize(frameFlags) : 0);
    const end = endOfSubBlocks(bytes, dataAt + 1);
    if (first === null) {
      first = {
        x: u16le(bytes, at),
        y: u16le(bytes, at + 2),
        width: u16le(bytes, at + 4),
        height: u16le(bytes, at + 6),
        interlaced: (frameFlags & 0x40) !== 0,
        palette: own ? bytes.subarray(paletteAt, dataAt) : screenPalette,
        transparent,
        minimumCodeSize: u8(bytes, dataAt),
        data: joined(bytes, dataAt + 1),
      };
    }
    frames++;
    transparent = -1;
    at = end;
  }
  if (first === null) throw damaged("no picture");
  if (first.width < 1 || first.height < 1) throw damaged("an empty picture");
  if (first.minimumCodeSize < 1 || first.minimumCodeSize > 8) throw damaged("an impossible code size");
  // Browsers widen the screen to what its first picture needs.
  return {
    width: Math.max(width, first.x + first.width),
    height: Math.max(height, first.y + first.height),
    frames,
    first,
  };
}

function paletteSize(flags: number): number {
  return 2 << (flags & 7);
}

function endOfSubBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  while (u8(bytes, at) > 0) at += 1 + bytes[at]!;
  return at + 1;
}

function joined(bytes: Uint8Array, start: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = start; u8(bytes, at) > 0; at += 1 + bytes[at]!) parts.push(bytes.subarray(at + 1, at + 1 + bytes[at]!));
  return concatBytes(...parts);
}

function damaged(what: string): WhosecopyError {
  return new WhosecopyError("image-damaged", `GIF: ${what}`);
}
