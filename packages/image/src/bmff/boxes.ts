import { u16, u32 } from "../byte-reader.ts";

/** One box of an ISO base media file (ISO/IEC 14496-12): its type and what it holds. */
export interface Box {
  readonly type: string;
  readonly body: Uint8Array;
}

/** The boxes in `bytes`, up to the first that makes no sense; one that is cut short is given as far as it goes. */
export function* boxesIn(bytes: Uint8Array): Generator<Box> {
  for (let at = 0; at + 8 <= bytes.length;) {
    const type = fourCc(bytes, at + 4);
    let length = u32(bytes, at);
    let header = 8;
    if (length === 1) {
      length = u32(bytes, at + 8) * 2 ** 32 + u32(bytes, at + 12);
      header = 16;
    } else if (length === 0) length = bytes.length - at;
    if (length < header || at + header > bytes.length) return;
    yield { type, body: bytes.subarray(at + header, at + length) };
    at += length;
  }
}

/** The first box of a type. */
export function boxIn(bytes: Uint8Array, type: string): Uint8Array | null {
  for (const box of boxesIn(bytes)) if (box.type === type) return box.body;
  return null;
}

/** Four characters that name something. */
export function fourCc(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/** An unsigned number of 0, 2, 4 or 8 bytes; -1 beyond the end. */
export function sized(bytes: Uint8Array, at: number, length: number): number {
  switch (length) {
    case 0:
      return 0;
    case 2:
      return u16(bytes, at);
    case 4:
      return u32(bytes, at);
    case 8: {
      const high = u32(bytes, at);
      const low = u32(bytes, at + 4);
      return high < 0 || low < 0 ? -1 : high * 2 ** 32 + low;
    }
    default:
      return -1;
  }
}
