import { viewOf } from "../../exif/tiff-file.ts";

/** One property of a property set ([MS-OLEPS]); dates and numbers have no text. */
export interface Property {
  /** First section: summary; second: what the person or program added. */
  readonly section: number;
  readonly id: number;
  readonly text: string;
}

const mostProperties = 500;

/** Reads what can be read of a property set stream; nothing is thrown for damage. */
export function readProperties(bytes: Uint8Array): readonly Property[] {
  const properties: Property[] = [];
  const view = viewOf(bytes);
  const has = (at: number, length: number) => at >= 0 && at + length <= bytes.length;
  if (!has(0, 28) || view.getUint16(0, true) !== 0xfffe) return [];
  const sections = Math.min(2, view.getUint32(24, true));
  for (let section = 0; section < sections; section++) {
    if (!has(28 + 20 * section, 20)) break;
    const start = view.getUint32(28 + 20 * section + 16, true);
    if (!has(start, 8)) break;
    const count = Math.min(mostProperties, view.getUint32(start + 4, true));
    for (let i = 0; i < count && has(start + 8 + 8 * i, 8); i++) {
      const id = view.getUint32(start + 8 + 8 * i, true);
      const at = start + view.getUint32(start + 12 + 8 * i, true);
      if (!has(at, 8)) continue;
      properties.push({ section, id, text: textAt(bytes, at) });
    }
  }
  return properties;
}

/** Strings of one byte or two bytes a letter; other types have no text here. */
function textAt(bytes: Uint8Array, at: number): string {
  const view = viewOf(bytes);
  const type = view.getUint16(at, true);
  const length = Math.min(view.getUint32(at + 4, true), 10_000);
  if (type === 0x1e)
    return new TextDecoder("windows-1252").decode(bytes.subarray(at + 8, at + 8 + length)).replaceAll("\0", "");
  if (type === 0x1f)
    return new TextDecoder("utf-16le").decode(bytes.subarray(at + 8, at + 8 + 2 * length)).replaceAll("\0", "");
  return "";
}
