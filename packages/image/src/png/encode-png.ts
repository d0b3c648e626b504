import { concatBytes, u32be, utf8 } from "@whosecopy/protocol";
import type { Picture } from "../picture.ts";
import { crc32 } from "./crc32.ts";

/**
 * Writes a picture as a PNG, without loss: 8-bit RGB, the filter of each line chosen by the smallest sum of differences, and nothing
 * else in the file. For pictures that are made to be looked at; photographs are a third of the size as JPEGs.
 */
export async function encodePng(picture: Picture): Promise<Uint8Array> {
  const { width, height } = picture;
  const header = concatBytes(u32be(width), u32be(height), Uint8Array.of(8, 2, 0, 0, 0));
  const packed = new Blob([filteredLines(picture)]).stream().pipeThrough(new CompressionStream("deflate"));
  const data = new Uint8Array(await new Response(packed).arrayBuffer());
  return concatBytes(
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", header),
    // Samples are sRGB, rendered perceptually.
    chunk("sRGB", Uint8Array.of(0)),
    chunk("IDAT", data),
    chunk("IEND", new Uint8Array(0)),
  );
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const named = concatBytes(utf8(type), body);
  return concatBytes(u32be(body.length), named, u32be(crc32(named)));
}

/** Each line with the number of its filter before it: none, left or up. The other two cost more than they save here. */
function filteredLines({ width, height, rgb }: Picture): Uint8Array<ArrayBuffer> {
  const stride = 3 * width;
  const out = new Uint8Array((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    const from = y * stride;
    const costs = [0, 0, 0];
    for (let i = 0; i < stride; i++) {
      const value = rgb[from + i]!;
      costs[0]! += size(value);
      costs[1]! += size(value - (i < 3 ? 0 : rgb[from + i - 3]!));
      costs[2]! += size(value - (y === 0 ? 0 : rgb[from + i - stride]!));
    }
    const filter = costs.indexOf(Math.min(...costs));
    const to = y * (stride + 1);
    out[to] = filter;
    for (let i = 0; i < stride; i++) {
      const left = filter === 1 && i >= 3 ? rgb[from + i - 3]! : 0;
      const up = filter === 2 && y > 0 ? rgb[from + i - stride]! : 0;
      out[to + 1 + i] = rgb[from + i]! - left - up;
    }
  }
  return out;
}

/** How far a difference, taken modulo 256, is from nothing. */
function size(difference: number): number {
  const byte = difference & 255;
  return byte < 128 ? byte : 256 - byte;
}
