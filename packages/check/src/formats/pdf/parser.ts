import { WhosecopyError } from "@whosecopy/protocol";
import type { PdfValue } from "./values.ts";

/** Brackets within brackets; real files have about ten. */
const deepest = 100;

const isSpace = (byte: number | undefined): boolean =>
  byte === 0 || byte === 9 || byte === 10 || byte === 12 || byte === 13 || byte === 32;
const delimiters = new Set(Array.from("()<>[]{}/%", (letter) => letter.charCodeAt(0)));
const isRegular = (byte: number | undefined): boolean => byte !== undefined && !isSpace(byte) && !delimiters.has(byte);

function damaged(what: string): WhosecopyError {
  return new WhosecopyError("file-damaged", `PDF: ${what}`);
}

/** Reads objects from a place in a PDF on (ISO 32000-2, 7.2 and 7.3). */
export interface PdfParser {
  /** Where it stands. */
  at: number;
  /** The word that stands here, such as `obj`, without taking it. */
  peekWord(): string;
  skipSpace(): void;
  /** @throws WhosecopyError "file-damaged". */
  value(depth?: number): PdfValue;
}

/** @param step called for every object, so that nothing runs on for ever. */
export function parserAt(bytes: Uint8Array, start: number, step: () => void): PdfParser {
  const parser: PdfParser = {
    at: start,
    peekWord() {
      parser.skipSpace();
      let end = parser.at;
      while (isRegular(bytes[end]) && end - parser.at < 40) end++;
      return String.fromCharCode(...bytes.subarray(parser.at, end));
    },
    skipSpace() {
      for (;;) {
        const byte = bytes[parser.at];
        if (isSpace(byte)) parser.at++;
        else if (byte === 0x25) while (parser.at < bytes.length && !endsLine(bytes[parser.at])) parser.at++;
        else return;
      }
    },
    value(depth = 0) {
      step();
      if (depth > deepest) throw damaged("nested too deep");
      parser.skipSpace();
      const byte = bytes[parser.at];
      const next = bytes[parser.at + 1];
      if (byte === undefined) throw damaged("ends in the middle of an object");
      if (byte === 0x2f) return { name: nameHere() };
      if (byte === 0x28) return { string: literalString() };
      if (byte === 0x3c && next === 0x3c) return dictionary(depth);
      if (byte === 0x3c) return { string: hexString() };
      if (byte === 0x5b) return array(depth);
      return wordOrNumber();
    },
  };
  const endsLine = (byte: number | undefined): boolean => byte === 10 || byte === 13;

  function nameHere(): string {
    parser.at++;
    let name = "";
    while (isRegular(bytes[parser.at])) {
      let code = bytes[parser.at++]!;
      if (code === 0x23) {
        const hex = Number.parseInt(String.fromCharCode(bytes[parser.at] ?? 0, bytes[parser.at + 1] ?? 0), 16);
        if (!Number.isNaN(hex)) {
          code = hex;
          parser.at += 2;
        }
      }
      name += String.fromCharCode(code);
    }
    return name;
  }

  function literalString(): Uint8Array {
    const out: number[] = [];
    let open = 1;
    parser.at++;
    while (parser.at < bytes.length) {
      const byte = bytes[parser.at++]!;
      if (byte === 0x28) open++;
      else if (byte === 0x29 && --open === 0) return Uint8Array.from(out);
      if (byte === 0x5c) escaped(out);
      else out.push(byte);
    }
    throw damaged("a string has no end");
  }

  function escaped(out: number[]): void {
    const byte = bytes[parser.at++];
    const plain = { 0x6e: 10, 0x72: 13, 0x74: 9, 0x62: 8, 0x66: 12 }[byte ?? 0];
    if (plain !== undefined) out.push(plain);
    else if (byte === 13) parser.at += bytes[parser.at] === 10 ? 1 : 0;
    else if (byte !== undefined && byte >= 0x30 && byte <= 0x37) {
      let code = byte - 0x30;
      for (let i = 0; i < 2 && bytes[parser.at]! >= 0x30 && bytes[parser.at]! <= 0x37; i++)
        code = code * 8 + bytes[parser.at++]! - 0x30;
      out.push(code & 255);
    } else if (byte !== undefined && byte !== 10) out.push(byte);
  }

  function hexString(): Uint8Array {
    const out: number[] = [];
    let half = -1;
    for (parser.at++; parser.at < bytes.length; parser.at++) {
      const byte = bytes[parser.at]!;
      if (byte === 0x3e) {
        parser.at++;
        if (half >= 0) out.push(half * 16);
        return Uint8Array.from(out);
      }
      const digit = Number.parseInt(String.fromCharCode(byte), 16);
      if (Number.isNaN(digit)) continue;
      if (half < 0) half = digit;
      else {
        out.push(half * 16 + digit);
        half = -1;
      }
    }
    throw damaged("a string has no end");
  }

  function dictionary(depth: number): PdfValue {
    parser.at += 2;
    const dict = new Map<string, PdfValue>();
    for (;;) {
      parser.skipSpace();
      if (bytes[parser.at] === 0x3e && bytes[parser.at + 1] === 0x3e) {
        parser.at += 2;
        return dict;
      }
      if (bytes[parser.at] !== 0x2f) throw damaged("a dictionary has a key that is no name");
      const key = nameHere();
      const value = parser.value(depth + 1);
      if (value !== null) dict.set(key, value);
    }
  }

  function array(depth: number): PdfValue {
    parser.at++;
    const items: PdfValue[] = [];
    for (;;) {
      parser.skipSpace();
      if (bytes[parser.at] === 0x5d) {
        parser.at++;
        return items;
      }
      items.push(parser.value(depth + 1));
    }
  }

  function wordOrNumber(): PdfValue {
    const word = parser.peekWord();
    if (word === "") throw damaged("something that is no object");
    parser.at += word.length;
    if (word === "null") return null;
    if (word === "true" || word === "false") return word === "true";
    const number = Number.parseFloat(word);
    if (Number.isNaN(number)) throw damaged("a word that is no object");
    return /^\d{1,10}$/u.test(word) ? referenceOr(number) : number;
  }

  /** Two whole numbers and R are a reference. */
  function referenceOr(number: number): PdfValue {
    const back = parser.at;
    if (/^\d{1,5}$/u.test(parser.peekWord())) {
      parser.at += parser.peekWord().length;
      if (parser.peekWord() === "R") {
        parser.at++;
        return { ref: number };
      }
    }
    parser.at = back;
    return number;
  }
  return parser;
}
