import { afterLps, afterMps, lpsRange } from "./cabac-tables.ts";
import { contextCount } from "./contexts.ts";
import { damaged } from "./damaged.ts";

/**
 * The arithmetic decoder (ITU-T H.265 clause 9.3.4.3). `value` holds ivlOffset with `bits` further bits of the stream
 * below it, so that most bins read no byte.
 */
export interface Cabac {
  readonly data: Uint8Array;
  /** The next byte to read. */
  at: number;
  range: number;
  value: number;
  bits: number;
  /** A state for each context: `(pStateIdx << 1) | valMps`. */
  readonly contexts: Uint8Array;
}

export function cabac(data: Uint8Array): Cabac {
  return { data, at: 0, range: 510, value: 0, bits: 0, contexts: new Uint8Array(contextCount) };
}

/** Starts decoding at the byte `at` (clause 9.3.2.5); the contexts are left as they are. */
export function startCabac(c: Cabac, at: number): void {
  const { data } = c;
  if (at >= data.length) throw damaged("the coded data are cut short");
  c.range = 510;
  c.value = (data[at]! << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
  c.bits = 15;
  c.at = at + 3;
}

/** The first byte that the arithmetic decoder has not touched, after a terminating bin of 1. */
export function byteAfterCabac(c: Cabac): number {
  return (8 * c.at - c.bits + 7) >> 3;
}

function refill(c: Cabac): void {
  const { data, at } = c;
  if (at >= data.length) throw damaged("the coded data are cut short");
  c.value = (c.value << 16) | (data[at]! << 8) | (at + 1 < data.length ? data[at + 1]! : 0);
  c.bits += 16;
  c.at = at + 2;
}

/** Decodes a bin by the context of that index. */
export function decodeBin(c: Cabac, context: number): number {
  const state = c.contexts[context]!;
  const range = c.range;
  const lps = lpsRange[(state << 2) | ((range >> 6) & 3)]!;
  const mps = range - lps;
  const scaled = mps << c.bits;
  if (c.value < scaled) {
    c.contexts[context] = afterMps[state]!;
    if (mps >= 256) c.range = mps;
    else {
      c.range = mps << 1;
      if (--c.bits < 0) refill(c);
    }
    return state & 1;
  }
  c.value -= scaled;
  c.contexts[context] = afterLps[state]!;
  const shift = Math.clz32(lps) - 23;
  c.range = lps << shift;
  c.bits -= shift;
  if (c.bits < 0) refill(c);
  return 1 - (state & 1);
}

/** Decodes a bin that is as likely 0 as 1. */
export function decodeBypass(c: Cabac): number {
  if (--c.bits < 0) refill(c);
  const scaled = c.range << c.bits;
  if (c.value < scaled) return 0;
  c.value -= scaled;
  return 1;
}

/** Decodes `count` such bins as a number, the first one as its highest bit; at most 31. */
export function decodeBypassBits(c: Cabac, count: number): number {
  let result = 0;
  for (let left = count; left > 0;) {
    // Seven at a time keep `value` below 2^31 when it is refilled.
    const n = left < 7 ? left : 7;
    c.bits -= n;
    if (c.bits < 0) refill(c);
    const scaled = c.range << c.bits;
    const digits = (c.value / scaled) | 0;
    c.value -= digits * scaled;
    result = (result << n) | digits;
    left -= n;
  }
  return result;
}

/** Decodes the bin that may end the coded data. */
export function decodeTerminate(c: Cabac): number {
  c.range -= 2;
  if (c.value >= c.range << c.bits) return 1;
  if (c.range < 256) {
    c.range <<= 1;
    if (--c.bits < 0) refill(c);
  }
  return 0;
}

/** Leaves arithmetic coding after a terminating bin of 1: plain bits follow from the next byte on. */
export function startRaw(c: Cabac): void {
  c.at = byteAfterCabac(c);
  c.bits = 0;
  c.value = 0;
}

/** Reads plain bits, at most 16. */
export function rawBits(c: Cabac, count: number): number {
  for (; c.bits < count; c.bits += 8) {
    if (c.at >= c.data.length) throw damaged("the coded data are cut short");
    c.value = ((c.value & 0xffff) << 8) | c.data[c.at++]!;
  }
  c.bits -= count;
  return (c.value >> c.bits) & ((1 << count) - 1);
}

/** Goes back to arithmetic coding at the next byte. */
export function endRaw(c: Cabac): void {
  startCabac(c, c.at);
}
