import { u8 } from "../byte-reader.ts";

/** What the sequence header of an AV1 stream says (AV1 5.5). */
export interface SequenceHeader {
  /** The largest that a frame can be. */
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 8 | 10 | 12;
  readonly primaries: number;
  readonly transfer: number;
}

/** Finds the sequence header among OBUs; null when there is none, or when it is cut short. */
export function readSequenceHeader(obus: Uint8Array): SequenceHeader | null {
  for (let at = 0; at < obus.length;) {
    const header = u8(obus, at);
    const type = (header >> 3) & 15;
    at += (header & 4) === 0 ? 1 : 2;
    let length = obus.length - at;
    if ((header & 2) !== 0) {
      // leb128
      length = 0;
      for (let i = 0; i < 8; i++) {
        const byte = u8(obus, at++);
        if (byte < 0) return null;
        length += (byte & 127) * 128 ** i;
        if (byte < 128) break;
      }
    }
    if (type === 1) return parse(obus.subarray(at, at + length));
    at += length;
  }
  return null;
}

function parse(bytes: Uint8Array): SequenceHeader | null {
  let at = 0;
  const take = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++, at++) value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    return value;
  };
  const flag = (): boolean => take(1) === 1;
  const profile = take(3);
  take(1);
  const reduced = flag();
  if (reduced) take(5);
  else skipOperatingPoints(take);
  const widthBits = take(4) + 1;
  const heightBits = take(4) + 1;
  const width = take(widthBits) + 1;
  const height = take(heightBits) + 1;
  if (!reduced && flag()) take(7);
  take(3);
  if (!reduced) skipTools(take);
  take(3);
  let bitDepth: SequenceHeader["bitDepth"] = 8;
  if (flag()) bitDepth = profile === 2 && flag() ? 12 : 10;
  if (profile !== 1) take(1);
  const described = flag();
  const primaries = described ? take(8) : 2;
  const transfer = described ? take(8) : 2;
  return at > 8 * bytes.length ? null : { width, height, bitDepth, primaries, transfer };
}

function skipOperatingPoints(take: (count: number) => number): void {
  let delayBits = 0;
  if (take(1) === 1) {
    take(64);
    // uvlc
    if (take(1) === 1) {
      let zeros = 0;
      while (zeros < 32 && take(1) === 0) zeros++;
      take(zeros);
    }
    if (take(1) === 1) {
      delayBits = take(5) + 1;
      take(42);
    }
  }
  const delays = take(1) === 1;
  for (let points = take(5) + 1; points > 0; points--) {
    take(12);
    if (take(5) > 7) take(1);
    if (delayBits > 0 && take(1) === 1) take(2 * delayBits + 1);
    if (delays && take(1) === 1) take(4);
  }
}

function skipTools(take: (count: number) => number): void {
  take(4);
  const ordered = take(1) === 1;
  if (ordered) take(2);
  const screen = take(1) === 1 ? 2 : take(1);
  if (screen > 0 && take(1) === 0) take(1);
  if (ordered) take(3);
}
