import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import type { CleanContext } from "../../format.ts";
import { type FileBox, firstOf } from "../../isobmff/boxes.ts";
import { rangeList, type RangeList } from "../../isobmff/byte-ranges.ts";
import { cleanColour } from "../../isobmff/colour-box.ts";
import { withoutEncoderNotes } from "../../isobmff/encoder-notes.ts";
import { boxOf, fullBoxOf, u16s, u32s } from "../../isobmff/write-box.ts";
import { CleanRefused } from "../../refusal.ts";
import { type ByteSource, readExactly } from "../../source/byte-source.ts";
import { joined } from "../../source/joined.ts";
import type { Piece } from "../../source/pieces.ts";
import { countSteps } from "../../steps.ts";
import { cleanFileType, cleanMp4, newIndex, withIndex } from "../mp4/clean-mp4.ts";
import { readMovie } from "../mp4/movie.ts";
import { type Item, type ItemBox, type Property, readItems } from "./items.ts";
import { itemsOf, neededProperties, neededReferences, pictureTypes } from "./kept-items.ts";

const mostOfMeta = 32e6;

/** The box of items at the top of the file; undefined in a film. */
export async function readMeta(
  file: ByteSource,
  top: readonly FileBox[],
  step: () => void,
): Promise<ItemBox | undefined> {
  const meta = top.find(({ type }) => type === "meta");
  if (meta === undefined) return undefined;
  if (meta.cut) throw new WhosecopyError("file-damaged", "the picture's head is cut off");
  return readItems(await readExactly(file, meta.content, meta.end - meta.content, mostOfMeta), step);
}

/**
 * Writes a new list of items with those that the picture is shown from, and behind it their bytes from the original; the film of an
 * AVIF that moves is cleaned as a film is.
 */
export async function cleanHeif(file: ByteSource, context: CleanContext): Promise<readonly Piece[]> {
  const movie = await readMovie(file, context.budget);
  const step = countSteps(context.budget, 16);
  const box = await readMeta(file, movie.top, step);
  if (box === undefined) return cleanMp4(file, context);
  const picture = picturePart({ box, primary: box.primary, keepIcc: context.keeps("icc") });
  const index = movie.moov === undefined ? null : newIndex({ file, movie, context });
  const wanted = rangeList(file.size);
  picture.addRanges(wanted);
  index?.addRanges(wanted);
  const ranges = wanted.merged();
  return withIndex({
    file,
    head: cleanFileType(movie.ftyp),
    ranges,
    indexAt: (places) => joined([picture.write(places), ...(index === null ? [] : [index.write(places)])]),
  });
}

/** One picture of a file as a file of its own, such as a thumbnail; null when it can't be taken out. */
export function pictureAlone(file: ByteSource, box: ItemBox, primary: number, ftyp: Uint8Array): Piece[] | null {
  try {
    const picture = picturePart({ box, primary, keepIcc: true });
    const wanted = rangeList(file.size);
    picture.addRanges(wanted);
    const ranges = wanted.merged();
    return withIndex({ file, head: cleanFileType(ftyp), ranges, indexAt: (places) => picture.write(places) });
  } catch (error) {
    if (error instanceof WhosecopyError) return null;
    throw error;
  }
}

interface PicturePart {
  addRanges(list: RangeList): void;
  write(places: { base: number; wide: boolean; placeOf(offset: number): number }): Uint8Array;
}

/** @throws WhosecopyError "file-damaged", CleanRefused. */
function picturePart(params: { box: ItemBox; primary: number; keepIcc: boolean }): PicturePart {
  const { box, primary, keepIcc } = params;
  const ids = itemsOf(box, primary);
  const items = [...box.items.values()].filter(({ id }) => ids.has(id));
  if (!ids.has(primary) || !box.items.has(primary)) throw new WhosecopyError("file-damaged", "the picture is missing");
  for (const item of items) refuseUnknown(item);
  const wideIds = items.some(({ id }) => id > 65_535);
  const idOf = (id: number) => (wideIds ? u32s(id) : u16s(id));
  const { properties, associations } = writeProperties(items, keepIcc, idOf, wideIds);
  const { idat, idatPlaces } = collectIdat(box, items);
  return {
    addRanges(list) {
      for (const { place, extents } of items)
        if (place === "file") for (const { offset, length } of extents) list.add(offset, length);
    },
    write: ({ base, wide, placeOf }) => {
      const places = items.map((item) => ({
        id: item.id,
        inIdat: item.place === "idat",
        extents:
          item.place === "idat"
            ? [idatPlaces.get(item.id)!]
            : merged(item.extents.map(({ offset, length }) => ({ offset: base + placeOf(offset), length }))),
      }));
      return fullBoxOf(
        "meta",
        {},
        fullBoxOf("hdlr", {}, u32s(0), new TextEncoder().encode("pict"), u32s(0, 0, 0), Uint8Array.of(0)),
        fullBoxOf("pitm", { version: wideIds ? 1 : 0 }, idOf(primary)),
        writeLocations(places, { wide, wideIds, idOf }),
        fullBoxOf(
          "iinf",
          { version: wideIds ? 1 : 0 },
          idOf(items.length),
          ...items.map(({ id, type, hidden }) =>
            fullBoxOf(
              "infe",
              { version: wideIds ? 3 : 2, flags: hidden ? 1 : 0 },
              idOf(id),
              u16s(0),
              new TextEncoder().encode(type),
              Uint8Array.of(0),
            ),
          ),
        ),
        ...writeReferences(box, ids, idOf, wideIds),
        boxOf("iprp", boxOf("ipco", ...properties), associations),
        ...(idat.length === 0 ? [] : [boxOf("idat", idat)]),
      );
    },
  };
}

function refuseUnknown(item: Item): void {
  if (item.encrypted) throw new CleanRefused("This picture is protected, so it can't be changed here.");
  const strange = item.properties.some(({ type, essential }) => essential && !neededProperties.has(type));
  if (!pictureTypes.has(item.type) || item.place === "elsewhere" || strange)
    throw new CleanRefused("This picture is stored in a way that is not known here. Save it as JPEG or PNG first.");
  if (item.extents.length === 0 || item.extents.some(({ length }) => length === 0))
    throw new WhosecopyError("file-damaged", "a part of the picture has no bytes");
}

/** Neighbours become one. */
function merged(extents: readonly { offset: number; length: number }[]): { offset: number; length: number }[] {
  const out: { offset: number; length: number }[] = [];
  for (const { offset, length } of extents) {
    const last = out.at(-1);
    if (last !== undefined && last.offset + last.length === offset) last.length += length;
    else out.push({ offset, length });
  }
  return out;
}

/** What of `idat` is kept, in the items' order. */
function collectIdat(
  { idat }: ItemBox,
  items: readonly Item[],
): { idat: Uint8Array; idatPlaces: Map<number, { offset: number; length: number }> } {
  const parts: Uint8Array[] = [];
  const idatPlaces = new Map<number, { offset: number; length: number }>();
  let at = 0;
  for (const { id, place, extents } of items) {
    if (place !== "idat") continue;
    const start = at;
    for (const { offset, length } of extents) {
      if (offset + length > idat.length || at > idat.length)
        throw new WhosecopyError("file-damaged", "a part of the picture lies outside");
      parts.push(idat.subarray(offset, offset + length));
      at += length;
    }
    idatPlaces.set(id, { offset: start, length: at - start });
  }
  return { idat: joined(parts), idatPlaces };
}

function writeLocations(
  places: readonly { id: number; inIdat: boolean; extents: readonly { offset: number; length: number }[] }[],
  { wide, wideIds, idOf }: { wide: boolean; wideIds: boolean; idOf: (id: number) => Uint8Array },
): Uint8Array {
  const offsetOf = (offset: number) => (wide ? u32s(Math.floor(offset / 2 ** 32), offset % 2 ** 32) : u32s(offset));
  return fullBoxOf(
    "iloc",
    { version: wideIds ? 2 : 1 },
    Uint8Array.of(wide ? 0x84 : 0x44, 0),
    idOf(places.length),
    ...places.flatMap(({ id, inIdat, extents }) => [
      idOf(id),
      u16s(inIdat ? 1 : 0, 0, extents.length),
      ...extents.map(({ offset, length }) => joined([offsetOf(offset), u32s(length)])),
    ]),
  );
}

function writeReferences(
  { references }: ItemBox,
  ids: ReadonlySet<number>,
  idOf: (id: number) => Uint8Array,
  wideIds: boolean,
): Uint8Array[] {
  const kept = references
    .filter(({ type, from }) => neededReferences.has(type) && ids.has(from))
    .map((reference) => ({ ...reference, to: reference.to.filter((id) => ids.has(id)) }))
    .filter(({ to }) => to.length > 0);
  if (kept.length === 0) return [];
  const boxes = kept.map(({ type, from, to }) => boxOf(type, idOf(from), u16s(to.length), ...to.map(idOf)));
  return [fullBoxOf("iref", { version: wideIds ? 1 : 0 }, ...boxes)];
}

/** Equal properties are written once. */
function writeProperties(
  items: readonly Item[],
  keepIcc: boolean,
  idOf: (id: number) => Uint8Array,
  wideIds: boolean,
): { properties: Uint8Array[]; associations: Uint8Array } {
  const properties: Uint8Array[] = [];
  const indexOf = (box: Uint8Array): number => {
    const found = properties.findIndex((other) => equalBytes(other, box));
    return found >= 0 ? found + 1 : properties.push(box);
  };
  const lists = items.map(({ id, properties }) => {
    const links = properties.flatMap((property) => {
      const body = cleanProperty(property, keepIcc);
      return body === null ? [] : [indexOf(boxOf(property.type, body)) | (property.essential ? 0x8000 : 0)];
    });
    return joined([idOf(id), Uint8Array.of(links.length), u16s(...links)]);
  });
  if (properties.length > 0x7fff) throw new WhosecopyError("file-damaged", "more properties than can be numbered");
  return {
    properties,
    associations: fullBoxOf("ipma", { version: wideIds ? 1 : 0, flags: 1 }, u32s(items.length), ...lists),
  };
}

function cleanProperty({ type, body }: Property, keepIcc: boolean): Uint8Array | null {
  if (!neededProperties.has(type)) return null;
  if (type === "colr") return cleanColour(body, keepIcc);
  if (type === "hvcC") return withoutEncoderNotes(body).bytes;
  // An identifier, and for HEVC what a decoder reads behind it.
  return type === "auxC" ? body.subarray(0, 300) : body;
}

/** The name of the program in the list's head; empty when there is none. */
export function handlerName({ boxes }: ItemBox): string {
  const hdlr = firstOf(boxes, "hdlr");
  return hdlr === undefined ? "" : new TextDecoder().decode(hdlr.subarray(24, 300)).replaceAll("\0", "").trim();
}
