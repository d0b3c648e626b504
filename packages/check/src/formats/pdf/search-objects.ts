import type { Budget } from "../../budget.ts";
import type { CrossReference, Place } from "./cross-reference.ts";
import { decodeStream } from "./filters.ts";
import { indirectAt } from "./indirect.ts";
import { parserAt } from "./parser.ts";
import { isDict, isName, isStream, type PdfValue } from "./values.ts";

const wordObj = [0x6f, 0x62, 0x6a];

/**
 * Finds objects by looking for `obj` from start to end, as readers do with a file whose list is broken: the last one of a number
 * counts, and what object streams hold counts where nothing else has its number.
 */
export async function searchObjects(params: {
  readonly bytes: Uint8Array;
  readonly budget: Budget;
  readonly step: () => void;
}): Promise<CrossReference> {
  const { bytes, budget, step } = params;
  const places = new Map<number, Place>();
  const trailer = new Map<string, PdfValue>();
  const packed: { number: number; inside: readonly number[] }[] = [];
  let replaced = 0;
  let trailers = 0;
  for (let at = bytes.indexOf(wordObj[0]!); at >= 0; at = bytes.indexOf(wordObj[0]!, at + 1)) {
    if (bytes[at + 1] !== wordObj[1] || bytes[at + 2] !== wordObj[2]) continue;
    step();
    const start = startOfHead(bytes, at);
    if (start === null) continue;
    const found = await indirectAt({ bytes, at: start, step, lengthOf: () => Promise.resolve(null) }).catch(() => null);
    if (found === null) continue;
    if (places.has(found.number)) replaced++;
    places.set(found.number, { offset: start });
    if (isStream(found.value)) {
      const { dict } = found.value;
      if (isName(dict.get("Type"), "XRef")) {
        trailers++;
        for (const [key, value] of dict) trailer.set(key, value);
      }
      if (isName(dict.get("Type"), "ObjStm")) {
        const raw = bytes.subarray(found.value.offset, found.value.offset + found.value.length);
        const data = await decodeStream({ dict, raw, budget });
        if (data !== null) packed.push({ number: found.number, inside: numbersIn(data, dict.get("N"), step) });
      }
      at = Math.max(at, found.end - 1);
    }
  }
  for (const { number, inside } of packed)
    for (const [index, one] of inside.entries()) if (!places.has(one)) places.set(one, { within: number, index });
  trailers += readTrailers(bytes, trailer, step);
  return { places, trailer, sections: Math.max(1, trailers), replaced };
}

/** `12 0 obj`: where the 12 starts. */
function startOfHead(bytes: Uint8Array, at: number): number | null {
  const before = String.fromCharCode(...bytes.subarray(Math.max(0, at - 20), at));
  const match = /(\d{1,10})\s+\d{1,5}\s*$/u.exec(before);
  return match === null ? null : at - before.length + match.index;
}

function numbersIn(data: Uint8Array, count: PdfValue | undefined, step: () => void): number[] {
  const parser = parserAt(data, 0, step);
  const numbers: number[] = [];
  try {
    for (let i = 0; i < (typeof count === "number" ? Math.min(count, data.length) : 0); i++) {
      const number = parser.value();
      parser.value();
      if (typeof number === "number") numbers.push(number);
    }
  } catch {
    // What could be read of a damaged one counts.
  }
  return numbers;
}

/** Later trailers win, but only the keys that they have. */
function readTrailers(bytes: Uint8Array, into: Map<string, PdfValue>, step: () => void): number {
  const text = new TextDecoder("latin1").decode(bytes);
  let count = 0;
  for (const match of text.matchAll(/trailer(?=\s*<<)/gu)) {
    step();
    try {
      const value = parserAt(bytes, match.index + 7, step).value();
      if (!isDict(value)) continue;
      count++;
      for (const [key, entry] of value) into.set(key, entry);
    } catch {
      // A damaged trailer says nothing.
    }
  }
  return count;
}
