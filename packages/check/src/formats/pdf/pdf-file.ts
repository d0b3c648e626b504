import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../../budget.ts";
import { type ByteSource, readExactly } from "../../source/byte-source.ts";
import { countSteps } from "../../steps.ts";
import { type CrossReference, type Place, readCrossReference } from "./cross-reference.ts";
import { decodeStream } from "./filters.ts";
import { indirectAt } from "./indirect.ts";
import { parserAt } from "./parser.ts";
import { searchObjects } from "./search-objects.ts";
import { isDict, isName, isRef, isStream, type PdfDict, type PdfStream, type PdfValue } from "./values.ts";

/** Objects refer to each other all over a file, so it is held in memory; larger ones are refused. */
const mostBytes = 512e6;

/** An opened PDF. Objects are read when they are asked for. */
export interface PdfFile {
  readonly trailer: PdfDict;
  readonly catalog: PdfDict;
  /** Numbers of all objects that the file's own list names. */
  readonly numbers: readonly number[];
  readonly sections: number;
  readonly replaced: number;
  readonly encrypted: boolean;
  /** Bytes before the `%PDF` mark, which no reader looks at. */
  readonly prefix: number;
  readonly source: ByteSource;
  /** The object of a number; null when there is none or it is damaged. */
  object(number: number): Promise<PdfValue>;
  /** What a value is, through references. */
  resolve(value: PdfValue | undefined): Promise<PdfValue>;
  raw(stream: PdfStream): Uint8Array;
  /** Unpacked; null when it is packed in a way that is not known here. */
  decoded(stream: PdfStream): Promise<Uint8Array | null>;
}

/** @throws WhosecopyError "file-damaged", "file-too-large". */
export async function openPdf(source: ByteSource, budget: Budget): Promise<PdfFile> {
  const all = await readExactly(source, 0, source.size, mostBytes);
  const prefix = Math.max(0, new TextDecoder("latin1").decode(all.subarray(0, 2_048)).indexOf("%PDF-"));
  const bytes = all.subarray(prefix);
  const step = countSteps(budget, 2_000);
  const objects = new Map<number, PdfValue>();
  const packed = new Map<number, readonly PdfValue[]>();
  const underWay = new Set<number>();
  let reference = await readCrossReference(bytes, budget, step);
  const read = async (number: number, place: Place): Promise<PdfValue> => {
    if ("within" in place) {
      const inside = packed.get(place.within) ?? (await unpack(place.within));
      return inside[place.index] ?? null;
    }
    const found = await indirectAt({ bytes, at: place.offset, step, lengthOf });
    return found?.number === number ? found.value : null;
  };
  const lengthOf = async (ref: number): Promise<number | null> => {
    const value = await object(ref);
    return typeof value === "number" ? value : null;
  };
  const object = async (number: number): Promise<PdfValue> => {
    const known = objects.get(number);
    if (known !== undefined) return known;
    const place = reference?.places.get(number);
    if (place === undefined || underWay.has(number)) return null;
    underWay.add(number);
    let value: PdfValue = null;
    try {
      value = await read(number, place);
    } catch (error) {
      if (!(error instanceof WhosecopyError) || error.code !== "file-damaged") throw error;
    } finally {
      underWay.delete(number);
    }
    objects.set(number, value);
    return value;
  };
  /** The objects within an object stream (ISO 32000-2, 7.5.7), in order. */
  const unpack = async (number: number): Promise<readonly PdfValue[]> => {
    const stream = await object(number);
    const values: PdfValue[] = [];
    packed.set(number, values);
    if (!isStream(stream)) return values;
    const data = await decoded(stream);
    const [count, first] = [stream.dict.get("N"), stream.dict.get("First")];
    if (data === null || typeof count !== "number" || typeof first !== "number") return values;
    const heads = parserAt(data, 0, step);
    for (let i = 0; i < Math.min(count, data.length); i++) {
      heads.value();
      const offset = heads.value();
      if (typeof offset !== "number") break;
      values.push(parserAt(data, first + offset, step).value());
    }
    return values;
  };
  const raw = ({ offset, length }: PdfStream): Uint8Array => bytes.subarray(offset, offset + length);
  const decoded = async (stream: PdfStream): Promise<Uint8Array | null> => {
    const dict = new Map(stream.dict);
    for (const key of ["Filter", "DecodeParms"]) {
      const value = dict.get(key);
      if (isRef(value)) dict.set(key, await object(value.ref));
    }
    return decodeStream({ dict, raw: raw(stream), budget });
  };
  const resolve = async (value: PdfValue | undefined): Promise<PdfValue> => {
    let here = value ?? null;
    for (let i = 0; i < 20 && isRef(here); i++) here = await object(here.ref);
    return isRef(here) ? null : here;
  };
  const catalogOf = async ({ trailer }: CrossReference): Promise<PdfDict | null> => {
    const root = await resolve(trailer.get("Root"));
    return isDict(root) && isDict(await resolve(root.get("Pages"))) ? root : null;
  };
  let catalog = reference === null ? null : await catalogOf(reference);
  if (catalog === null) {
    objects.clear();
    packed.clear();
    reference = await searchObjects({ bytes, budget, step });
    catalog = await catalogOf(reference);
    for (const number of catalog === null ? reference.places.keys() : []) {
      const value = await object(number);
      if (isDict(value) && isName(value.get("Type"), "Catalog")) catalog = value;
    }
  }
  if (catalog === null) throw new WhosecopyError("file-damaged", "the PDF has no pages");
  const { trailer, places, sections, replaced } = reference ?? {
    trailer: new Map<string, PdfValue>(),
    places: new Map<number, Place>(),
    sections: 1,
    replaced: 0,
  };
  return {
    trailer,
    catalog,
    numbers: [...places.keys()],
    sections,
    replaced,
    encrypted: trailer.has("Encrypt"),
    prefix,
    source,
    object,
    resolve,
    raw,
    decoded,
  };
}
