/** Reads the bits of one scan; beyond its end come zeros, which are counted. */
export interface BitReader {
  readonly bytes: Uint8Array;
  at: number;
  value: number;
  count: number;
  /** Bytes that were not there. */
  missing: number;
}

export function bitReader(bytes: Uint8Array, at: number): BitReader {
  return { bytes, at, value: 0, count: 0, missing: 0 };
}

function fill(reader: BitReader): void {
  while (reader.count <= 16) {
    let byte = reader.bytes[reader.at] ?? -1;
    if (byte === 0xff) {
      // A zero was stuffed behind; anything else is a marker, at which the data end.
      if (reader.bytes[reader.at + 1] === 0) reader.at += 2;
      else byte = -1;
    } else if (byte >= 0) reader.at++;
    if (byte < 0) {
      reader.missing++;
      byte = 0;
    }
    reader.value = ((reader.value << 8) | byte) & 0xffffff;
    reader.count += 8;
  }
}

/** The next bits as an unsigned number; 16 at most. */
export function takeBits(reader: BitReader, length: number): number {
  if (length === 0) return 0;
  if (reader.count < length) fill(reader);
  reader.count -= length;
  return (reader.value >> reader.count) & ((1 << length) - 1);
}

/** A number as T.81 F.2.2.1 extends it: the upper half is positive. */
export function takeSigned(reader: BitReader, length: number): number {
  const value = takeBits(reader, length);
  return length === 0 || value >= 1 << (length - 1) ? value : value - (1 << length) + 1;
}

/** Whether more was read than there is. What was looked at ahead doesn't count. */
export function isExhausted(reader: BitReader): boolean {
  return 8 * reader.missing > reader.count;
}

/** Starts anew behind the next restart marker; false when there is none here. */
export function restart(reader: BitReader): boolean {
  const { bytes } = reader;
  if (isExhausted(reader)) return false;
  while (bytes[reader.at] === 0xff && bytes[reader.at + 1] === 0xff) reader.at++;
  const marker = bytes[reader.at + 1] ?? 0;
  if (bytes[reader.at] !== 0xff || marker < 0xd0 || marker > 0xd7) return false;
  reader.at += 2;
  reader.value = 0;
  reader.count = 0;
  reader.missing = 0;
  return true;
}

/** A Huffman table for reading: how many codes each length has, and the symbols in order (T.81 annex C). */
export interface HuffmanReader {
  /** By the next 8 bits: length times 256 plus symbol, or 0 for a longer code. */
  readonly short: Uint16Array;
  /** By length: one more than its largest code, and what to add to a code to find its symbol. */
  readonly ends: Int32Array;
  readonly offsets: Int32Array;
  readonly symbols: Uint8Array;
}

/** From the 16 counts and the symbols of a DHT segment; null when they make no code. */
export function huffmanReader(counts: Uint8Array, symbols: Uint8Array): HuffmanReader | null {
  const short = new Uint16Array(256);
  const ends = new Int32Array(17);
  const offsets = new Int32Array(17);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1]!;
    offsets[length] = index - code;
    if (length <= 8) {
      for (let i = 0; i < count; i++) {
        const first = (code + i) << (8 - length);
        short.fill((length << 8) | symbols[index + i]!, first, first + (1 << (8 - length)));
      }
    }
    index += count;
    code += count;
    if (code > 1 << length) return null;
    ends[length] = code;
    code <<= 1;
  }
  return { short, ends, offsets, symbols };
}

/** The next symbol, or -1 for bits that are no code. */
export function takeSymbol(reader: BitReader, table: HuffmanReader): number {
  if (reader.count < 16) fill(reader);
  const entry = table.short[(reader.value >> (reader.count - 8)) & 255]!;
  if (entry !== 0) {
    reader.count -= entry >> 8;
    return entry & 255;
  }
  for (let length = 9; length <= 16; length++) {
    const code = (reader.value >> (reader.count - length)) & ((1 << length) - 1);
    if (code < table.ends[length]!) {
      reader.count -= length;
      return table.symbols[code + table.offsets[length]!] ?? -1;
    }
  }
  return -1;
}
