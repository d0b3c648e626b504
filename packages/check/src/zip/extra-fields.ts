import { crc32 } from "../crc32.ts";
import { viewOf } from "../exif/tiff-file.ts";

/** One extra field of an entry (APPNOTE 4.5). */
export interface ExtraField {
  readonly id: number;
  readonly bytes: Uint8Array;
}

/** Damage ends the list; what is left over comes as a field of id -1. */
export function extraFields(extra: Uint8Array): ExtraField[] {
  const fields: ExtraField[] = [];
  const view = viewOf(extra);
  let at = 0;
  while (at + 4 <= extra.length) {
    const length = view.getUint16(at + 2, true);
    if (at + 4 + length > extra.length) break;
    fields.push({ id: view.getUint16(at, true), bytes: extra.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  if (extra.subarray(at).some((byte) => byte !== 0)) fields.push({ id: -1, bytes: extra.subarray(at) });
  return fields;
}

/** The 64-bit values that stand in for 32-bit ones that are full (APPNOTE 4.5.3), in the field's order. */
export function wideValues(extra: Uint8Array): number[] {
  const field = extraFields(extra).find(({ id }) => id === 1);
  if (field === undefined) return [];
  const view = viewOf(field.bytes);
  const values: number[] = [];
  for (let at = 0; at + 8 <= field.bytes.length && values.length < 3; at += 8)
    values.push(Number(view.getBigUint64(at, true)));
  return values;
}

/** The name in UTF-8 beside an older one (APPNOTE 4.6.9), when it belongs to it. */
export function unicodePath(extra: Uint8Array, nameBytes: Uint8Array): Uint8Array | null {
  const field = extraFields(extra).find(({ id }) => id === 0x7075);
  if (field === undefined || field.bytes.length < 6 || field.bytes[0] !== 1) return null;
  return viewOf(field.bytes).getUint32(1, true) === crc32(nameBytes) ? field.bytes.subarray(5) : null;
}
