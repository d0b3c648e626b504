import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../../budget.ts";
import { viewOf } from "../../exif/tiff-file.ts";
import { type ByteSource, readExactly } from "../../source/byte-source.ts";
import { joined } from "../../source/joined.ts";

/** A stream or storage of a compound file ([MS-CFB] 2.6). */
export interface CompoundEntry {
  readonly name: string;
  readonly kind: "storage" | "stream";
  readonly size: number;
  /** The bytes, `most` at the most. */
  read(most: number): Promise<Uint8Array>;
}

const endOfChain = 0xfffffffe;
const mostSectors = 1 << 20;

/**
 * The entries of a compound file, in the order of its directory.
 * @throws WhosecopyError "file-damaged".
 */
export async function compoundEntries(file: ByteSource, budget: Budget): Promise<readonly CompoundEntry[]> {
  const head = viewOf(await readExactly(file, 0, 512));
  const shift = head.getUint16(30, true);
  if (shift !== 9 && shift !== 12) throw damaged("has sectors of no known size");
  const sector = 1 << shift;
  const smallBelow = head.getUint32(56, true);
  const readSector = (number: number): Promise<Uint8Array> => {
    budget.part();
    return readExactly(file, (number + 1) * sector, sector).catch(() => {
      throw damaged("is cut off");
    });
  };
  const table = await readTable({ head, sector, readSector, sectors: Math.ceil(file.size / sector) });
  const chain = async (start: number, most: number): Promise<Uint8Array> => {
    const parts: Uint8Array[] = [];
    let number = start;
    for (let length = 0; number < endOfChain && length < most; length += sector) {
      if (parts.length > mostSectors || number >= table.length) throw damaged("has a chain without end");
      parts.push((await readSector(number)).slice());
      number = table[number] ?? endOfChain;
    }
    return joined(parts);
  };
  const directory = await chain(head.getUint32(48, true), 64e6);
  const smallTable = new Uint32Array((await chain(head.getUint32(60, true), 64e6)).slice().buffer);
  const small = await chain(startOf(directory, 0), 256e6);
  const readSmall = (start: number, most: number): Uint8Array => {
    const parts: Uint8Array[] = [];
    let number = start;
    for (let length = 0; number < endOfChain && length < most; length += 64) {
      if (parts.length > mostSectors) throw damaged("has a chain without end");
      parts.push(small.subarray(number * 64, number * 64 + 64));
      number = smallTable[number] ?? endOfChain;
    }
    return joined(parts);
  };
  const entries: CompoundEntry[] = [];
  for (let at = 0; at + 128 <= directory.length; at += 128) {
    budget.part();
    const view = viewOf(directory.subarray(at, at + 128));
    const type = view.getUint8(66);
    if (type !== 1 && type !== 2) continue;
    const nameBytes = Math.min(64, view.getUint16(64, true));
    const name = new TextDecoder("utf-16le").decode(directory.subarray(at, at + Math.max(0, nameBytes - 2)));
    const size = view.getUint32(120, true);
    const start = startOf(directory, at);
    entries.push({
      name,
      kind: type === 1 ? "storage" : "stream",
      size,
      async read(most) {
        const wanted = Math.min(size, most);
        const bytes = size < smallBelow ? readSmall(start, wanted) : await chain(start, wanted);
        return bytes.subarray(0, wanted);
      },
    });
  }
  return entries;
}

function startOf(directory: Uint8Array, at: number): number {
  return directory.length >= at + 128 ? viewOf(directory.subarray(at, at + 128)).getUint32(116, true) : endOfChain;
}

/** Which sector follows which ([MS-CFB] 2.3), gathered from the sectors that the head and its continuation name. */
async function readTable(params: {
  readonly head: DataView;
  readonly sector: number;
  readonly sectors: number;
  readonly readSector: (number: number) => Promise<Uint8Array>;
}): Promise<Uint32Array> {
  const { head, sector, sectors, readSector } = params;
  const places: number[] = [];
  for (let i = 0; i < 109; i++) places.push(head.getUint32(76 + 4 * i, true));
  let next = head.getUint32(68, true);
  for (let i = 0; next < endOfChain && i < 1_000; i++) {
    const view = viewOf(await readSector(next));
    for (let k = 0; k < sector / 4 - 1; k++) places.push(view.getUint32(4 * k, true));
    next = view.getUint32(sector - 4, true);
  }
  const parts: Uint8Array[] = [];
  for (const place of places) {
    if (place >= endOfChain || parts.length * (sector / 4) > sectors) continue;
    parts.push((await readSector(place)).slice());
  }
  const bytes = joined(parts);
  const view = viewOf(bytes);
  return Uint32Array.from({ length: bytes.length >> 2 }, (_, i) => view.getUint32(4 * i, true));
}

function damaged(what: string): WhosecopyError {
  return new WhosecopyError("file-damaged", `the compound file ${what}`);
}
