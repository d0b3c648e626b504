import { WhosecopyError } from "@whosecopy/protocol";
import { hasText, u16le, u24le, u32le, u8 } from "../byte-reader.ts";

/** What a WebP says about itself before any memory is taken. */
export interface WebpHeader {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** The first picture of an animation: where it lies on the canvas, and its chunks. Null for a still picture. */
  readonly firstFrame: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly chunks: Uint8Array;
  } | null;
  readonly profile: Uint8Array | null;
  /** A TIFF structure. */
  readonly exif: Uint8Array | null;
}

/**
 * Reads the chunks of a WebP picture (RFC 9649).
 * @throws WhosecopyError "image-damaged".
 */
export function readWebpHeader(bytes: Uint8Array): WebpHeader {
  const riffLength = u32le(bytes, 4);
  if (riffLength < 12 || riffLength + 8 > bytes.length) throw damaged("cut short");
  if (!hasText(bytes, 12, "VP8X")) {
    return { ...sizeOf(bytes.subarray(12)), frames: 1, firstFrame: null, profile: null, exif: null };
  }
  const flags = u8(bytes, 20);
  const canvas = size(u24le(bytes, 24) + 1, u24le(bytes, 27) + 1);
  let profile: Uint8Array | null = null;
  let exif: Uint8Array | null = null;
  let firstFrame: WebpHeader["firstFrame"] = null;
  let frames = 0;
  for (const { name, body } of chunksOf(bytes.subarray(12, riffLength + 8))) {
    if (name === "ICCP") profile ??= body;
    else if (name === "EXIF") exif ??= hasText(body, 0, "Exif\0\0") ? body.subarray(6) : body;
    else if (name === "ANMF") {
      firstFrame ??= frameOf(body, canvas);
      frames++;
    }
  }
  if ((flags & 0x02) === 0) return { ...canvas, frames: 1, firstFrame: null, profile, exif };
  if (firstFrame === null) throw damaged("an animation without pictures");
  return { ...canvas, frames, firstFrame, profile, exif };
}

function frameOf(body: Uint8Array, canvas: { width: number; height: number }): WebpHeader["firstFrame"] {
  const [x, y] = [2 * u24le(body, 0), 2 * u24le(body, 3)];
  const { width, height } = size(u24le(body, 6) + 1, u24le(body, 9) + 1);
  if (x < 0 || y < 0 || x + width > canvas.width || y + height > canvas.height) {
    throw damaged("a frame beyond its canvas");
  }
  return { x, y, width, height, chunks: body.subarray(16) };
}

/** Chunks up to the first that is not whole. */
function* chunksOf(bytes: Uint8Array): Generator<{ name: string; body: Uint8Array }> {
  for (let at = 0; at + 8 <= bytes.length;) {
    const length = u32le(bytes, at + 4);
    if (at + 8 + length > bytes.length) return;
    yield {
      name: String.fromCharCode(...bytes.subarray(at, at + 4)),
      body: bytes.subarray(at + 8, at + 8 + length),
    };
    at += 8 + length + (length & 1);
  }
}

/** The size in a VP8 or VP8L chunk. */
function sizeOf(chunk: Uint8Array): { width: number; height: number } {
  if (hasText(chunk, 0, "VP8L")) {
    if (u8(chunk, 8) !== 0x2f) throw damaged("no lossless signature");
    const bits = u32le(chunk, 9);
    if (bits < 0) throw damaged("no size");
    return size((bits % 16_384) + 1, (Math.floor(bits / 16_384) % 16_384) + 1);
  }
  if (hasText(chunk, 0, "VP8 ")) {
    if (u24le(chunk, 11) !== 0x2a019d) throw damaged("no key frame");
    return size(u16le(chunk, 14) & 0x3fff, u16le(chunk, 16) & 0x3fff);
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
