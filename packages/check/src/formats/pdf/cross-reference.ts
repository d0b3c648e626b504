import type { Budget } from "../../budget.ts";
import { decodeStream } from "./filters.ts";
import { indirectAt } from "./indirect.ts";
import { parserAt } from "./parser.ts";
import { isArray, isDict, isStream, type PdfDict, type PdfValue } from "./values.ts";

/** Where an object lies: by itself at an offset, or as one of many in an object stream. */
export type Place = { readonly offset: number } | { readonly within: number; readonly index: number };

export interface CrossReference {
  readonly places: ReadonlyMap<number, Place>;
  readonly trailer: PdfDict;
  /** Sections that were added one after the other; a file that was never changed has one. */
  readonly sections: number;
  /** Objects that a later section replaced or freed. */
  readonly replaced: number;
}

interface Building {
  readonly bytes: Uint8Array;
  readonly budget: Budget;
  readonly step: () => void;
  readonly places: Map<number, Place | null>;
  readonly trailer: Map<string, PdfValue>;
  replaced: number;
}

/** A file with more objects than this is not read. */
const mostObjects = 2e6;

/**
 * Follows the sections from the last one back (ISO 32000-2, 7.5.4 to 7.5.8).
 * @returns null when they don't hold; the objects then have to be looked for.
 */
export async function readCrossReference(
  bytes: Uint8Array,
  budget: Budget,
  step: () => void,
): Promise<CrossReference | null> {
  const building: Building = { bytes, budget, step, places: new Map(), trailer: new Map(), replaced: 0 };
  const queue = [lastStart(bytes)];
  const seen = new Set<number>();
  let sections = 0;
  while (queue.length > 0) {
    const at = queue.shift() ?? -1;
    if (!(at >= 0 && at < bytes.length) || seen.has(at) || seen.size > 10_000)
      return sections > 0 ? whole(building, sections) : null;
    seen.add(at);
    budget.part();
    const trailer = await readSection(building, at);
    if (trailer === null) return null;
    for (const [key, value] of trailer) if (!building.trailer.has(key)) building.trailer.set(key, value);
    sections++;
    for (const key of ["XRefStm", "Prev"]) {
      const next = trailer.get(key);
      if (typeof next === "number") queue.push(next);
      if (key === "XRefStm" && typeof next === "number") sections--;
    }
  }
  return whole(building, sections);
}

function whole({ places, trailer, replaced }: Building, sections: number): CrossReference | null {
  const kept = new Map<number, Place>();
  for (const [number, place] of places) if (place !== null) kept.set(number, place);
  return trailer.has("Root") ? { places: kept, trailer, sections, replaced } : null;
}

function lastStart(bytes: Uint8Array): number {
  const from = Math.max(0, bytes.length - 2_048);
  const tail = new TextDecoder("latin1").decode(bytes.subarray(from));
  const match = /startxref\s+(\d{1,12})(?!.*startxref)/su.exec(tail);
  return match === null ? -1 : Number(match[1]);
}

async function readSection(building: Building, at: number): Promise<PdfDict | null> {
  const parser = parserAt(building.bytes, at, building.step);
  try {
    if (parser.peekWord() !== "xref") return await readStreamSection(building, at);
    parser.at += 4;
    while (/^\d+$/u.test(parser.peekWord())) {
      const start = wordNumber(parser);
      const count = wordNumber(parser);
      if (start + count > mostObjects) return null;
      for (let i = 0; i < count; i++) {
        building.step();
        const offset = wordNumber(parser);
        wordNumber(parser);
        const kind = parser.peekWord();
        parser.at += kind.length;
        if (kind !== "n" && kind !== "f") return null;
        put(building, start + i, kind === "n" && offset > 0 ? { offset } : null);
      }
    }
    if (parser.peekWord() !== "trailer") return null;
    parser.at += 7;
    const trailer = parser.value();
    return isDict(trailer) ? trailer : null;
  } catch {
    return null;
  }
}

function wordNumber(parser: ReturnType<typeof parserAt>): number {
  const word = parser.peekWord();
  parser.at += word.length;
  return /^\d+$/u.test(word) ? Number(word) : Number.NaN;
}

function put(building: Building, number: number, place: Place | null): void {
  const before = building.places.get(number);
  if (before === undefined) building.places.set(number, place);
  else if (place !== null && number > 0) building.replaced++;
}

async function readStreamSection(building: Building, at: number): Promise<PdfDict | null> {
  const { bytes, budget, step } = building;
  const found = await indirectAt({ bytes, at, step, lengthOf: () => Promise.resolve(null) });
  if (found === null || !isStream(found.value)) return null;
  const { dict, offset, length } = found.value;
  const widths = dict.get("W");
  const data = await decodeStream({ dict, raw: bytes.subarray(offset, offset + length), budget });
  if (data === null || !isArray(widths) || widths.length < 3) return null;
  const sizes = widths.map((width) => (typeof width === "number" && width >= 0 && width <= 8 ? width : 0));
  const index = dict.get("Index");
  const ranges = isArray(index) ? index : [0, dict.get("Size") ?? 0];
  const entry = sizes.reduce((sum, size) => sum + size, 0);
  if (entry === 0) return null;
  let position = 0;
  const field = (which: number): number => {
    let value = 0;
    for (let i = 0; i < sizes[which]!; i++) value = value * 256 + (data[position++] ?? 0);
    return value;
  };
  for (let r = 0; r + 1 < ranges.length; r += 2) {
    const [start, count] = [ranges[r], ranges[r + 1]];
    if (typeof start !== "number" || typeof count !== "number" || start + count > mostObjects) return null;
    for (let i = 0; i < count && position + entry <= data.length; i++) {
      step();
      const kind = sizes[0] === 0 ? 1 : field(0);
      const [second, third] = [field(1), field(2)];
      if (kind === 2) put(building, start + i, { within: second, index: third });
      else put(building, start + i, kind === 1 ? { offset: second } : null);
    }
  }
  return dict;
}
