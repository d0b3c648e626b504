import { damaged } from "./damaged.ts";

/** One NAL unit (ITU-T H.265 clause 7.3.1): its type and its payload without emulation prevention bytes. */
export interface NalUnit {
  readonly type: number;
  readonly payload: Uint8Array;
}

/** nal_unit_type of what a still picture needs (table 7-1). */
export const nalType = { idrWithRadl: 19, idr: 20, sps: 33, pps: 34 } as const;

const lastSubLayerSlice = 9;
const firstIrap = 16;
const lastIrap = 23;
const lastIrapSlice = 21;

/** True for the coded pictures that decoding may start with, also reserved kinds of them. */
export function isRandomAccess(type: number): boolean {
  return type >= firstIrap && type <= lastIrap;
}

/** True for units that hold a slice segment; what is reserved for others is left out. */
export function isSlice(type: number): boolean {
  return type <= lastSubLayerSlice || (type >= firstIrap && type <= lastIrapSlice);
}

/** Splits NAL units that stand behind lengths of `lengthSize` bytes. Layers above the first are left out. */
export function lengthPrefixedNalUnits(data: Uint8Array, lengthSize: number): NalUnit[] {
  const units: NalUnit[] = [];
  for (let at = 0; at < data.length;) {
    if (at + lengthSize > data.length) throw damaged("a length is cut short");
    let length = 0;
    for (let i = 0; i < lengthSize; i++) length = length * 256 + data[at + i]!;
    at += lengthSize;
    if (length > data.length - at) throw damaged("a unit is cut short");
    pushNalUnit(units, data.subarray(at, at + length));
    at += length;
  }
  return units;
}

/** Reads one unit and appends it, unless it belongs to a layer above the first (or is empty). */
export function pushNalUnit(units: NalUnit[], bytes: Uint8Array): void {
  if (bytes.length < 3) return;
  const layer = ((bytes[0]! & 1) << 5) | (bytes[1]! >> 3);
  if (layer !== 0) return;
  units.push({ type: (bytes[0]! >> 1) & 63, payload: unescape(bytes.subarray(2)) });
}

/** Drops the 3 of each 0 0 3, which is there to keep start codes out. */
function unescape(bytes: Uint8Array): Uint8Array {
  const clean = new Uint8Array(bytes.length);
  let length = 0;
  let zeros = 0;
  for (const byte of bytes) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    clean[length++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return clean.subarray(0, length);
}
