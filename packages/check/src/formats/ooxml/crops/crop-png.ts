import type { Budget } from "../../../budget.ts";
import { viewOf } from "../../../exif/tiff-file.ts";
import { inflate } from "../../../inflate.ts";
import { joined } from "../../../source/joined.ts";
import { sourceOfBytes } from "../../../source/byte-source.ts";
import { chunkOf, pngChunks } from "../../png/chunks.ts";

/** A rectangle of pixels. */
export interface PixelRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Shape {
  readonly width: number;
  readonly height: number;
  readonly pixelBytes: number;
}

const samples: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const mostPixels = 100e6;

/** Reads the head of a PNG whose pixels can be cut out byte by byte: whole bytes, not interlaced. */
export function pngShape(head: Uint8Array): Shape | null {
  if (head.length < 33 || viewOf(head).getUint32(0) !== 0x89504e47 || viewOf(head).getUint32(12) !== 0x49484452)
    return null;
  const [width, height] = [viewOf(head).getUint32(16), viewOf(head).getUint32(20)];
  const [depth, type, interlace] = [head[24]!, head[25]!, head[28]!];
  const count = samples[type];
  if (count === undefined || (depth !== 8 && depth !== 16) || interlace !== 0) return null;
  if (width === 0 || height === 0 || width * height > mostPixels) return null;
  return { width, height, pixelBytes: (count * depth) / 8 };
}

/**
 * The part of a PNG inside a rectangle, as a PNG of the same kind: the same pixels, transparency and colours.
 * @returns null when it is damaged or an animation.
 */
export async function cropPng(bytes: Uint8Array, rect: PixelRect, budget: Budget): Promise<Uint8Array | null> {
  const shape = pngShape(bytes);
  if (shape === null) return null;
  const before: Uint8Array[] = [];
  const data: Uint8Array[] = [];
  for await (const { type, offset, length } of pngChunks(sourceOfBytes(bytes), budget)) {
    if (type === "acTL") return null;
    if (type === "IDAT") data.push(bytes.subarray(offset, offset + length));
    else if (type !== "IHDR" && type !== "IEND" && data.length === 0)
      before.push(bytes.subarray(offset - 8, offset + length + 4));
  }
  const stride = shape.width * shape.pixelBytes;
  const expected = (stride + 1) * shape.height;
  const { bytes: lines } = await inflate(joined(data), budget, expected);
  if (lines.length < expected || !unfilter(lines, stride, shape)) return null;
  const cut = rect.width * shape.pixelBytes;
  const out = new Uint8Array((cut + 1) * rect.height);
  for (let y = 0; y < rect.height; y++) {
    const from = (rect.y + y) * (stride + 1) + 1 + rect.x * shape.pixelBytes;
    const to = y * (cut + 1);
    // Differences to the left pack well, and say nothing of what lay outside.
    out[to] = 1;
    for (let i = 0; i < cut; i++)
      out[to + 1 + i] = lines[from + i]! - (i < shape.pixelBytes ? 0 : lines[from + i - shape.pixelBytes]!);
  }
  const header = bytes.slice(16, 29);
  viewOf(header).setUint32(0, rect.width);
  viewOf(header).setUint32(4, rect.height);
  const packed = new Blob([out]).stream().pipeThrough(new CompressionStream("deflate"));
  const image = new Uint8Array(await new Response(packed).arrayBuffer());
  return joined([
    bytes.subarray(0, 8),
    chunkOf("IHDR", header),
    ...before,
    chunkOf("IDAT", image),
    chunkOf("IEND", new Uint8Array(0)),
  ]);
}

/** Takes the filters off in place (PNG, 9.2). @returns false for a filter that does not exist. */
function unfilter(lines: Uint8Array, stride: number, { height, pixelBytes }: Shape): boolean {
  for (let y = 0; y < height; y++) {
    const at = y * (stride + 1);
    const filter = lines[at]!;
    if (filter > 4) return false;
    for (let i = 1; i <= stride; i++) {
      const left = i > pixelBytes ? lines[at + i - pixelBytes]! : 0;
      const up = y > 0 ? lines[at + i - stride - 1]! : 0;
      const corner = y > 0 && i > pixelBytes ? lines[at + i - stride - 1 - pixelBytes]! : 0;
      if (filter === 1) lines[at + i]! += left;
      else if (filter === 2) lines[at + i]! += up;
      else if (filter === 3) lines[at + i]! += (left + up) >> 1;
      else if (filter === 4) lines[at + i]! += paeth(left, up, corner);
    }
  }
  return true;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
