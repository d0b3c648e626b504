import { viewOf } from "../exif/tiff-file.ts";
import { joined } from "../source/joined.ts";

/** A box with what it holds. */
export function boxOf(type: string, ...bodies: readonly Uint8Array[]): Uint8Array {
  const size = bodies.reduce((sum, body) => sum + body.length, 8);
  const head = new Uint8Array(8);
  viewOf(head).setUint32(0, size);
  for (let i = 0; i < 4; i++) head[4 + i] = type.charCodeAt(i);
  return joined([head, ...bodies]);
}

/** A box with version and flags before what it holds. */
export function fullBoxOf(
  type: string,
  { version = 0, flags = 0 }: { version?: number; flags?: number },
  ...bodies: readonly Uint8Array[]
): Uint8Array {
  return boxOf(type, Uint8Array.of(version, flags >> 16, (flags >> 8) & 255, flags & 255), ...bodies);
}

/** Numbers of four bytes in a row; each from -2^31 up to 2^32 - 1. */
export function u32s(...numbers: readonly number[]): Uint8Array {
  const out = new Uint8Array(4 * numbers.length);
  const view = viewOf(out);
  for (const [i, number] of numbers.entries()) view.setUint32(4 * i, number >>> 0);
  return out;
}

/** Numbers of two bytes in a row. */
export function u16s(...numbers: readonly number[]): Uint8Array {
  return Uint8Array.from(numbers.flatMap((number) => [(number >> 8) & 255, number & 255]));
}

/** The head of the media data, which may be longer than a short size can say. */
export function mediaHead(length: number): Uint8Array {
  const long = length + 8 >= 2 ** 32;
  const head = new Uint8Array(long ? 16 : 8);
  const view = viewOf(head);
  view.setUint32(0, long ? 1 : length + 8);
  head.set([0x6d, 0x64, 0x61, 0x74], 4);
  if (long) view.setBigUint64(8, BigInt(length + 16));
  return head;
}
