import { WhosecopyError } from "@whosecopy/protocol";
import { hasText, u32, u8 } from "../byte-reader.ts";
import { crc32 } from "./crc32.ts";

/** PNG colour types. */
export type ColourType = 0 | 2 | 3 | 4 | 6;

/** What a PNG says about itself before any memory is taken, and where its data lie. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 1 | 2 | 4 | 8 | 16;
  readonly colourType: ColourType;
  readonly interlaced: boolean;
  /** Red, green, blue triples; empty without a palette. */
  readonly palette: Uint8Array;
  /** The body of tRNS; empty without one. */
  readonly transparency: Uint8Array;
  /** The bodies of the IDAT chunks. */
  readonly data: readonly Uint8Array[];
  /** Whether all chunks up to IEND are there. */
  readonly ended: boolean;
  /** The bodies of chunks that say what colours mean or which way is up, by their name; each the first of its kind. */
  readonly hints: ReadonlyMap<string, Uint8Array>;
}

const hintNames = ["cICP", "iCCP", "sRGB", "gAMA", "cHRM", "eXIf", "acTL"] as const;

const depths: Record<ColourType, readonly number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/**
 * Reads the chunks of a PNG (ISO/IEC 15948); ancillary ones are kept when they say how to show it.
 * @throws WhosecopyError "image-damaged".
 */
export function readPngHeader(bytes: Uint8Array): PngHeader {
  if (u32(bytes, 8) !== 13 || !hasText(bytes, 12, "IHDR") || u32(bytes, 29) !== crc32(bytes.subarray(12, 29))) {
    throw damaged("no intact header");
  }
  const width = u32(bytes, 16);
  const height = u32(bytes, 20);
  const bitDepth = u8(bytes, 24);
  const colourType = u8(bytes, 25);
  if (width < 1 || height < 1 || width > 0x7fffffff || height > 0x7fffffff) throw damaged("no width or no height");
  if (!isColourType(colourType) || !depths[colourType].includes(bitDepth)) throw damaged("an impossible sample format");
  if (u8(bytes, 26) !== 0 || u8(bytes, 27) !== 0 || u8(bytes, 28) > 1) throw damaged("an unknown method");
  let palette = new Uint8Array(0);
  let transparency = new Uint8Array(0);
  const data: Uint8Array[] = [];
  let ended = false;
  const hints = new Map<string, Uint8Array>();
  for (let at = 33; at < bytes.length;) {
    const length = u32(bytes, at);
    const next = at + 12 + length;
    if (length < 0 || at + 8 > bytes.length) break;
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (hasText(bytes, at + 4, "IDAT")) data.push(body);
    if (next > bytes.length) break;
    if (hasText(bytes, at + 4, "IEND")) {
      ended = true;
      break;
    }
    const isPalette = hasText(bytes, at + 4, "PLTE");
    if (isPalette || hasText(bytes, at + 4, "tRNS")) {
      if (u32(bytes, next - 4) !== crc32(bytes.subarray(at + 4, next - 4))) throw damaged("a changed chunk");
      if (length > 768) throw damaged("a palette that is too long");
      if (isPalette) palette = body.slice();
      else transparency = body.slice();
    }
    const hint = hintNames.find((name) => hasText(bytes, at + 4, name));
    if (hint !== undefined && !hints.has(hint)) hints.set(hint, body);
    at = next;
  }
  if (data.length === 0) throw damaged("no data");
  if (colourType === 3 && (palette.length < 3 || palette.length % 3 !== 0)) throw damaged("no palette");
  return {
    width,
    height,
    bitDepth: bitDepth as PngHeader["bitDepth"],
    colourType,
    interlaced: u8(bytes, 28) === 1,
    palette,
    transparency,
    data,
    ended,
    hints,
  };
}

function isColourType(value: number): value is ColourType {
  return value === 0 || value === 2 || value === 3 || value === 4 || value === 6;
}

function damaged(what: string): WhosecopyError {
  return new WhosecopyError("image-damaged", `PNG: ${what}`);
}
