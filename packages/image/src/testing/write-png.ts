import { deflateSync } from "node:zlib";
import { concatBytes, u32be, utf8 } from "@whosecopy/protocol";
import { crc32 } from "../png/crc32.ts";

interface PngPlan {
  width: number;
  height: number;
  colourType: number;
  bitDepth: number;
  interlaced?: boolean;
  palette?: Uint8Array;
  transparency?: Uint8Array;
  /** Sample of a channel, 0 to 2^bitDepth - 1. */
  sample(x: number, y: number, channel: number): number;
}

/** A chunk with its length and checksum. */
export function pngChunk(type: string, body: Uint8Array): Uint8Array {
  const named = concatBytes(utf8(type), body);
  return concatBytes(u32be(body.length), named, u32be(crc32(named)));
}

const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Writes a PNG of any kind; lines take the five filters in turn. */
export function writePng(plan: PngPlan): Uint8Array {
  const { width, height, colourType, bitDepth } = plan;
  const channels = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[colourType] ?? 1;
  const step = Math.max((channels * bitDepth) >> 3, 1);
  const lines: Uint8Array[] = [];
  for (const [x0, y0, dx, dy] of plan.interlaced === true ? passes : [[0, 0, 1, 1] as const]) {
    const count = Math.ceil((width - x0) / dx);
    if (count <= 0) continue;
    let above = new Uint8Array(Math.ceil((count * channels * bitDepth) / 8));
    for (let y = y0, index = 0; y < height; y += dy, index++) {
      const line = new Uint8Array(above.length);
      for (let i = 0; i < count * channels; i++) {
        const value = plan.sample(x0 + Math.floor(i / channels) * dx, y, i % channels);
        if (bitDepth === 16) line.set([value >> 8, value & 255], 2 * i);
        else line[(i * bitDepth) >> 3]! |= value << (8 - bitDepth - ((i * bitDepth) & 7));
      }
      lines.push(filtered(index % 5, line, above, step));
      above = line;
    }
  }
  const header = concatBytes(
    u32be(width),
    u32be(height),
    Uint8Array.of(bitDepth, colourType, 0, 0, plan.interlaced === true ? 1 : 0),
  );
  const data = new Uint8Array(deflateSync(concatBytes(...lines)));
  const middle = data.length >> 1;
  return concatBytes(
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    pngChunk("IHDR", header),
    ...(plan.palette === undefined ? [] : [pngChunk("PLTE", plan.palette)]),
    ...(plan.transparency === undefined ? [] : [pngChunk("tRNS", plan.transparency)]),
    pngChunk("tEXt", utf8("Comment\0nothing")),
    pngChunk("IDAT", data.subarray(0, middle)),
    pngChunk("IDAT", data.subarray(middle)),
    pngChunk("IEND", new Uint8Array(0)),
  );
}

function filtered(filter: number, line: Uint8Array, above: Uint8Array, step: number): Uint8Array {
  const out = new Uint8Array(line.length + 1);
  out[0] = filter;
  for (let i = 0; i < line.length; i++) {
    const left = i >= step ? line[i - step]! : 0;
    const up = above[i]!;
    const corner = i >= step ? above[i - step]! : 0;
    const guesses = [0, left, up, (left + up) >> 1, nearest(left, up, corner)];
    out[i + 1] = line[i]! - guesses[filter]!;
  }
  return out;
}

function nearest(left: number, up: number, corner: number): number {
  const target = left + up - corner;
  const distances = [left, up, corner].map((value) => Math.abs(value - target));
  return [left, up, corner][distances.indexOf(Math.min(...distances))]!;
}
