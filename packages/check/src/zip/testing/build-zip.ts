import { concatBytes, utf8 } from "@whosecopy/protocol";
import { deflateRawSync } from "node:zlib";
import { crc32 } from "../../crc32.ts";
import { fields } from "../write-zip.ts";

export interface TestEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly stored?: boolean;
  /** DOS date and time; 2019-03-04 05:06 unless told. */
  readonly time?: number;
  readonly extra?: Uint8Array;
  readonly comment?: string;
  /** Lengths after the data, as programs write that don't know them before. */
  readonly descriptor?: boolean;
  /** Another name in its own header than in the list. */
  readonly localName?: string;
  readonly flags?: number;
  readonly method?: number;
  readonly wide?: boolean;
}

const usualTime = ((39 << 25) | (3 << 21) | (4 << 16) | (5 << 11) | (6 << 5)) >>> 0;

/** An archive as other programs write them, with everything that tells. */
export function buildZip(
  entries: readonly TestEntry[],
  options: { comment?: string; before?: Uint8Array; after?: Uint8Array; between?: Uint8Array } = {},
): Uint8Array {
  const parts: Uint8Array[] = [options.before ?? new Uint8Array(0)];
  const list: Uint8Array[] = [];
  let at = parts[0]!.length;
  for (const entry of entries) {
    const { bytes, stored = false, time = usualTime, extra = new Uint8Array(0), descriptor = false } = entry;
    const method = entry.method ?? (stored ? 0 : 8);
    const packed = method === 8 ? new Uint8Array(deflateRawSync(bytes)) : bytes;
    const name = utf8(entry.name);
    const localName = utf8(entry.localName ?? entry.name);
    const flags = 0x800 | (descriptor ? 8 : 0) | (entry.flags ?? 0);
    const crc = crc32(bytes);
    const wide = entry.wide === true;
    const wideExtra = fields([2, 1], [2, 16], [8, bytes.length], [8, packed.length]);
    const full = wide ? concatBytes(wideExtra, extra) : extra;
    const lengths = (known: boolean): [number, number][] => [
      [4, known ? crc : 0],
      [4, wide ? 0xffffffff : known ? packed.length : 0],
      [4, wide ? 0xffffffff : known ? bytes.length : 0],
    ];
    const start: [number, number][] = [
      [2, flags],
      [2, method],
      [4, time],
    ];
    const local = concatBytes(
      fields([4, 0x04034b50], [2, 20], ...start, ...lengths(!descriptor), [2, localName.length], [2, full.length]),
      localName,
      full,
      packed,
      descriptor ? fields([4, 0x08074b50], [4, crc], [4, packed.length], [4, bytes.length]) : new Uint8Array(0),
      options.between ?? new Uint8Array(0),
    );
    const comment = utf8(entry.comment ?? "");
    list.push(
      fields([4, 0x02014b50], [2, 0x031e], [2, 20], ...start, ...lengths(true), [2, name.length], [2, full.length]),
      fields([2, comment.length], [2, 0], [2, 0], [2, 0], [2, 0o100644], [4, at]),
      name,
      full,
      comment,
    );
    parts.push(local);
    at += local.length;
  }
  const directory = concatBytes(...list);
  const comment = utf8(options.comment ?? "");
  const count = entries.length;
  return concatBytes(
    ...parts,
    directory,
    fields([4, 0x06054b50], [4, 0], [2, count], [2, count], [4, directory.length], [4, at]),
    fields([2, comment.length]),
    comment,
    options.after ?? new Uint8Array(0),
  );
}
