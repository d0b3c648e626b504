import { parserAt } from "./parser.ts";
import { isDict, isRef, type PdfValue } from "./values.ts";

/** An object as it stands in the file: `7 0 obj ... endobj`. */
export interface Indirect {
  readonly number: number;
  readonly value: PdfValue;
  /** Just after it. */
  readonly end: number;
}

const endstream = Array.from("endstream", (letter) => letter.charCodeAt(0));

/**
 * Reads the object at an offset.
 * @param params.lengthOf resolves a stream's length when that is an object of its own; null when it can't be.
 * @returns null when there is none.
 * @throws WhosecopyError "file-damaged" within the object.
 */
export async function indirectAt(params: {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly step: () => void;
  readonly lengthOf: (ref: number) => Promise<number | null>;
}): Promise<Indirect | null> {
  const { bytes, at, step, lengthOf } = params;
  const parser = parserAt(bytes, at, step);
  const words: string[] = [];
  for (let i = 0; i < 3; i++) {
    const word = parser.peekWord();
    // `obj` may be followed by anything, as in `1 0 obj<<`.
    words.push(word);
    parser.at += word.length;
  }
  if (!/^\d{1,10}$/u.test(words[0]!) || !/^\d{1,5}$/u.test(words[1]!) || words[2] !== "obj") return null;
  const number = Number(words[0]);
  const value = parser.value();
  if (!isDict(value) || parser.peekWord() !== "stream") return { number, value, end: parser.at };
  parser.at += 6;
  if (bytes[parser.at] === 13) parser.at++;
  if (bytes[parser.at] === 10) parser.at++;
  const offset = parser.at;
  const stated = value.get("Length");
  let length = typeof stated === "number" ? stated : isRef(stated) ? await lengthOf(stated.ref) : null;
  if (length === null || !endsAt(bytes, offset + length)) length = lengthBySearch(bytes, offset);
  return { number, value: { dict: value, offset, length }, end: offset + length };
}

function endsAt(bytes: Uint8Array, at: number): boolean {
  let here = at;
  for (let i = 0; i < 3 && (bytes[here] === 13 || bytes[here] === 10 || bytes[here] === 32); i++) here++;
  return endstream.every((byte, i) => bytes[here + i] === byte);
}

/** Up to the next `endstream`, without the line end before it; up to the end of the file when there is none. */
function lengthBySearch(bytes: Uint8Array, offset: number): number {
  for (let at = bytes.indexOf(0x65, offset); at >= 0; at = bytes.indexOf(0x65, at + 1)) {
    if (!endstream.every((byte, i) => bytes[at + i] === byte)) continue;
    let end = at;
    if (end > offset && bytes[end - 1] === 10) end--;
    if (end > offset && bytes[end - 1] === 13) end--;
    return end - offset;
  }
  return bytes.length - offset;
}
