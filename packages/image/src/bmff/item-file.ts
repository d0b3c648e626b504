import { WhosecopyError } from "@whosecopy/protocol";
import { u16, u32, u8 } from "../byte-reader.ts";
import { type Box, boxesIn, boxIn, fourCc, sized } from "./boxes.ts";

/** One thing in a HEIF file: a coded picture, a grid of them, Exif ... */
export interface Item {
  readonly id: number;
  /** "hvc1", "av01", "grid", "Exif" ... */
  readonly type: string;
  /** In the order in which they are applied. */
  readonly properties: readonly Box[];
  /** What its data are made of, in order: [start in the file or in idat, length]. */
  readonly extents: readonly (readonly [start: number, length: number])[];
  readonly place: "file" | "idat" | "elsewhere";
}

/** The items of a HEIF file (ISO/IEC 23008-12): HEIC and AVIF are kinds of it. */
export interface ItemFile {
  readonly primary: number;
  readonly items: ReadonlyMap<number, Item>;
  /** From one item to others, by kind ("dimg", "auxl" ...), in order. */
  readonly references: readonly { readonly type: string; readonly from: number; readonly to: readonly number[] }[];
  /** The bytes of an item; they are cut where the file is. */
  dataOf(item: Item): Uint8Array;
}

/** No camera comes near, and each costs a few objects. */
const maxItems = 20_000;

/**
 * Reads the `meta` box of a HEIF file; null when there is none, as in a film.
 * @throws WhosecopyError "image-damaged".
 */
export function readItemFile(file: Uint8Array): ItemFile | null {
  const metaBox = boxIn(file, "meta");
  if (metaBox === null) return null;
  const meta = metaBox.subarray(4);
  const part = (type: string): Uint8Array => boxIn(meta, type) ?? new Uint8Array(0);
  const types = readTypes(part("iinf"));
  const properties = readProperties(part("iprp"));
  const places = readLocations(part("iloc"));
  const idat = part("idat");
  const items = new Map<number, Item>();
  for (const [id, type] of types) {
    const { extents, place } = places.get(id) ?? { extents: [], place: "file" as const };
    items.set(id, { id, type, properties: properties.get(id) ?? [], extents, place });
  }
  const pitm = part("pitm");
  return {
    primary: u8(pitm, 0) === 0 ? u16(pitm, 4) : u32(pitm, 4),
    items,
    references: readReferences(part("iref")),
    dataOf(item) {
      if (item.place === "elsewhere") throw damaged("data made of other items");
      const source = item.place === "idat" ? idat : file;
      // Extents may overlap, so that a small file could name endless data; real ones never have more than the file.
      if (item.extents.reduce((sum, [, length]) => sum + length, 0) > source.length)
        throw damaged("data beyond the end");
      const [only] = item.extents;
      if (item.extents.length === 1 && only !== undefined) return source.subarray(only[0], only[0] + only[1]);
      const parts = item.extents.map(([start, length]) => source.subarray(start, start + length));
      const data = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const bytes of parts) {
        data.set(bytes, at);
        at += bytes.length;
      }
      return data;
    },
  };
}

function readTypes(iinf: Uint8Array): Map<number, string> {
  const types = new Map<number, string>();
  for (const { type, body } of boxesIn(iinf.subarray(u8(iinf, 0) === 0 ? 6 : 8))) {
    if (type !== "infe") continue;
    const version = u8(body, 0);
    if (version !== 2 && version !== 3) continue;
    const wide = version === 3 ? 2 : 0;
    types.set(wide === 0 ? u16(body, 4) : u32(body, 4), fourCc(body, 8 + wide));
    if (types.size > maxItems) throw damaged("more items than any real file has");
  }
  return types;
}

function readProperties(iprp: Uint8Array): Map<number, Box[]> {
  const all = [...boxesIn(boxIn(iprp, "ipco") ?? new Uint8Array(0))];
  const byItem = new Map<number, Box[]>();
  for (const { type, body } of boxesIn(iprp)) {
    if (type !== "ipma") continue;
    const wideIds = u8(body, 0) >= 1;
    const wideIndices = (u8(body, 3) & 1) === 1;
    const count = u32(body, 4);
    let at = 8;
    for (let i = 0; i < count && at < body.length; i++) {
      const id = wideIds ? u32(body, at) : u16(body, at);
      at += wideIds ? 4 : 2;
      const associations = u8(body, at++);
      const list = byItem.get(id) ?? [];
      for (let j = 0; j < associations && at < body.length; j++) {
        // The highest bit says that a reader must know the property; those that we need, we know.
        const index = wideIndices ? u16(body, at) & 0x7fff : u8(body, at) & 0x7f;
        at += wideIndices ? 2 : 1;
        const property = index > 0 ? all[index - 1] : undefined;
        if (property !== undefined) list.push(property);
      }
      byItem.set(id, list);
      if (byItem.size > maxItems) throw damaged("more items than any real file has");
    }
  }
  return byItem;
}

function readLocations(iloc: Uint8Array): Map<number, Pick<Item, "extents" | "place">> {
  const version = u8(iloc, 0);
  const offsetSize = u8(iloc, 4) >> 4;
  const lengthSize = u8(iloc, 4) & 15;
  const baseSize = u8(iloc, 5) >> 4;
  const indexSize = version === 0 ? 0 : u8(iloc, 5) & 15;
  const wide = version >= 2;
  const count = wide ? u32(iloc, 6) : u16(iloc, 6);
  const places = new Map<number, Pick<Item, "extents" | "place">>();
  let at = wide ? 10 : 8;
  for (let i = 0; i < count && at < iloc.length; i++) {
    const id = wide ? u32(iloc, at) : u16(iloc, at);
    at += wide ? 4 : 2;
    const method = version === 0 ? 0 : u16(iloc, at) & 15;
    at += version === 0 ? 2 : 4;
    const base = sized(iloc, at, baseSize);
    at += baseSize;
    const extentCount = u16(iloc, at);
    at += 2;
    const extents: [number, number][] = [];
    for (let j = 0; j < extentCount && at < iloc.length; j++) {
      at += indexSize;
      const start = sized(iloc, at, offsetSize);
      const length = sized(iloc, at + offsetSize, lengthSize);
      at += offsetSize + lengthSize;
      if (base < 0 || start < 0 || length < 0) throw damaged("a place that makes no sense");
      extents.push([base + start, length]);
      // Nothing was read: the same would come over and over again.
      if (indexSize + offsetSize + lengthSize === 0) break;
    }
    places.set(id, { extents, place: method === 0 ? "file" : method === 1 ? "idat" : "elsewhere" });
    if (places.size > maxItems) throw damaged("more items than any real file has");
  }
  return places;
}

function readReferences(iref: Uint8Array): ItemFile["references"] {
  const references: ItemFile["references"][number][] = [];
  const width = u8(iref, 0) === 0 ? 2 : 4;
  const id = (body: Uint8Array, at: number): number => (width === 2 ? u16(body, at) : u32(body, at));
  for (const { type, body } of boxesIn(iref.subarray(4))) {
    const count = Math.max(u16(body, width), 0);
    const to = Array.from({ length: count }, (_, i) => id(body, width + 2 + width * i));
    references.push({ type, from: id(body, 0), to: to.filter((item) => item >= 0) });
    if (references.length > maxItems) throw damaged("more references than any real file has");
  }
  return references;
}

function damaged(what: string): WhosecopyError {
  return new WhosecopyError("image-damaged", `HEIF: ${what}`);
}
