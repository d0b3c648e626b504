import { WhosecopyError } from "@whosecopy/protocol";
import { viewOf } from "../../exif/tiff-file.ts";
import { latin } from "../../icc/profile.ts";
import { type Box, boxesIn, firstOf } from "../../isobmff/boxes.ts";
import { type ByteSource, readExactly } from "../../source/byte-source.ts";
import { joined } from "../../source/joined.ts";

/** One thing in a HEIF file (ISO/IEC 14496-12, 8.11; ISO/IEC 23008-12): a coded picture, a grid of them, Exif ... */
export interface Item {
  readonly id: number;
  /** "hvc1", "av01", "grid", "Exif", "mime" ... */
  readonly type: string;
  readonly name: string;
  /** Of "mime" items. */
  readonly contentType: string;
  readonly hidden: boolean;
  readonly encrypted: boolean;
  readonly properties: readonly Property[];
  readonly place: "file" | "idat" | "elsewhere";
  /** In order; within the file or within `idat`. */
  readonly extents: readonly { readonly offset: number; readonly length: number }[];
}

export interface Property extends Box {
  /** A reader that doesn't know it must not show the item. */
  readonly essential: boolean;
}

export interface Reference {
  /** "dimg", "auxl", "thmb", "cdsc" ... */
  readonly type: string;
  readonly from: number;
  readonly to: readonly number[];
}

export interface ItemBox {
  readonly boxes: readonly Box[];
  readonly primary: number;
  readonly items: ReadonlyMap<number, Item>;
  readonly references: readonly Reference[];
  readonly idat: Uint8Array;
}

const damaged = (what: string) => new WhosecopyError("file-damaged", `the picture's ${what} is damaged`);
const mostItems = 20_000;

/** Reads a `meta` box of items. @param meta from its version on. @throws WhosecopyError "file-damaged", "check-limit". */
export function readItems(meta: Uint8Array, step: () => void): ItemBox {
  const { boxes } = boxesIn(meta.subarray(4), step);
  const part = (type: string) => firstOf(boxes, type) ?? new Uint8Array(0);
  const properties = readProperties(boxesIn(part("iprp"), step).boxes, step);
  const places = readLocations(part("iloc"), step);
  const items = new Map<number, Item>();
  for (const info of readInfos(part("iinf"), step)) {
    if (items.size > mostItems) throw damaged("list of items");
    const place = places.get(info.id) ?? { place: "file", extents: [] };
    items.set(info.id, { ...info, ...place, properties: properties.get(info.id) ?? [] });
  }
  const pitm = part("pitm");
  if (pitm.length < 6 || (pitm[0] !== 0 && pitm.length < 8)) throw damaged("main item");
  const primary = pitm[0] === 0 ? viewOf(pitm).getUint16(4) : viewOf(pitm).getUint32(4);
  return { boxes, primary, items, references: readReferences(part("iref"), step), idat: part("idat") };
}

/** The bytes of an item. @param most bytes; what is beyond is left out. @throws WhosecopyError "file-damaged". */
export async function bytesOfItem(file: ByteSource, box: ItemBox, item: Item, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let left = most;
  for (const { offset, length } of item.extents) {
    const wanted = Math.min(left, length);
    if (wanted <= 0) break;
    if (item.place === "idat") parts.push(box.idat.subarray(offset, offset + wanted));
    else if (item.place === "file") parts.push(await readExactly(file, offset, wanted));
    left -= wanted;
  }
  return joined(parts);
}

/** 8.11.6. */
function* readInfos(
  iinf: Uint8Array,
  step: () => void,
): Generator<Pick<Item, "id" | "type" | "name" | "contentType" | "hidden" | "encrypted">> {
  for (const { type, body } of boxesIn(iinf.subarray(iinf[0] === 0 ? 6 : 8), step).boxes) {
    if (type !== "infe" || (body[0] !== 2 && body[0] !== 3)) continue;
    const at = body[0] === 2 ? 6 : 8;
    if (body.length < at + 6) throw damaged("list of items");
    const view = viewOf(body);
    const kind = latin(body, at + 2, 4);
    const texts = new TextDecoder().decode(body.subarray(at + 6)).split("\0");
    yield {
      id: body[0] === 2 ? view.getUint16(4) : view.getUint32(4),
      type: kind,
      name: texts[0] ?? "",
      contentType: kind === "mime" || kind === "uri " ? (texts[1] ?? "") : "",
      hidden: (body[3]! & 1) === 1,
      encrypted: view.getUint16(at) !== 0,
    };
  }
}

/** 8.11.3. */
function readLocations(iloc: Uint8Array, step: () => void): Map<number, Pick<Item, "place" | "extents">> {
  const places = new Map<number, Pick<Item, "place" | "extents">>();
  if (iloc.length < 8) return places;
  const view = viewOf(iloc);
  const version = iloc[0]!;
  const [offsetBytes, lengthBytes] = [iloc[4]! >> 4, iloc[4]! & 15];
  const [baseBytes, indexBytes] = [iloc[5]! >> 4, version === 0 ? 0 : iloc[5]! & 15];
  let at = 6;
  const next = (bytes: number): number => {
    at += bytes;
    if (at > iloc.length) throw damaged("list of places");
    if (bytes === 0) return 0;
    if (bytes === 2) return view.getUint16(at - 2);
    if (bytes === 4) return view.getUint32(at - 4);
    if (bytes === 8) return Number(view.getBigUint64(at - 8));
    throw damaged("list of places");
  };
  const idBytes = version < 2 ? 2 : 4;
  let total = 0;
  for (let left = next(idBytes); left > 0; left--) {
    step();
    const id = next(idBytes);
    const construction = version === 0 ? 0 : next(2) & 15;
    const reference = next(2);
    const base = next(baseBytes);
    const extents: { offset: number; length: number }[] = [];
    for (let more = next(2); more > 0; more--) {
      step();
      next(indexBytes);
      const offset = base + next(offsetBytes);
      extents.push({ offset, length: next(lengthBytes) });
      if (++total > 200_000) throw damaged("list of places");
    }
    const place = reference !== 0 || construction > 1 ? "elsewhere" : construction === 1 ? "idat" : "file";
    places.set(id, { place, extents });
  }
  return places;
}

/** ISO/IEC 23008-12, 9.3. */
function readProperties(iprp: readonly Box[], step: () => void): Map<number, Property[]> {
  const all = boxesIn(firstOf(iprp, "ipco") ?? new Uint8Array(0), step).boxes;
  const byItem = new Map<number, Property[]>();
  for (const { type, body } of iprp) {
    if (type !== "ipma" || body.length < 8) continue;
    const view = viewOf(body);
    const [wideIds, wideIndices] = [body[0]! >= 1, (body[3]! & 1) === 1];
    let at = 8;
    for (let left = view.getUint32(4); left > 0; left--) {
      step();
      const head = wideIds ? 5 : 3;
      if (at + head > body.length) throw damaged("list of properties");
      const id = wideIds ? view.getUint32(at) : view.getUint16(at);
      const count = body[at + head - 1]!;
      at += head;
      if (at + count * (wideIndices ? 2 : 1) > body.length) throw damaged("list of properties");
      const list = byItem.get(id) ?? [];
      for (let i = 0; i < count; i++, at += wideIndices ? 2 : 1) {
        const number = wideIndices ? view.getUint16(at) : body[at]!;
        const index = number & (wideIndices ? 0x7fff : 0x7f);
        const property = all[index - 1];
        if (property !== undefined) list.push({ ...property, essential: number !== index });
      }
      byItem.set(id, list);
    }
  }
  return byItem;
}

/** 8.11.12. */
function readReferences(iref: Uint8Array, step: () => void): Reference[] {
  const idBytes = iref[0] === 0 ? 2 : 4;
  const references: Reference[] = [];
  for (const { type, body } of boxesIn(iref.subarray(4), step).boxes) {
    const view = viewOf(body);
    const id = (at: number) => (idBytes === 2 ? view.getUint16(at) : view.getUint32(at));
    if (body.length < idBytes + 2) throw damaged("list of references");
    const count = view.getUint16(idBytes);
    if (body.length < idBytes + 2 + count * idBytes) throw damaged("list of references");
    const to = Array.from({ length: count }, (_, i) => id(idBytes + 2 + i * idBytes));
    references.push({ type, from: id(0), to });
  }
  return references;
}
