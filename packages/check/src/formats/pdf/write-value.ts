import { isArray, isDict, isName, isRef, isString, type PdfValue } from "./values.ts";

/** A value as text of a PDF; streams are written by their dictionaries. Strings are written in hexadecimal. */
export function writeValue(value: PdfValue): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return writeNumber(value);
  if (isName(value)) return writeName(value.name);
  if (isRef(value)) return `${String(value.ref)} 0 R`;
  if (isString(value)) return `<${Array.from(value.string, (byte) => byte.toString(16).padStart(2, "0")).join("")}>`;
  if (isArray(value)) return `[${value.map(writeValue).join(" ")}]`;
  // An entry of null is the same as none (7.3.7).
  const entries = isDict(value) ? [...value].filter(([, entry]) => entry !== null) : [];
  return `<<${entries.map(([key, entry]) => `${writeName(key)} ${writeValue(entry)}`).join(" ")}>>`;
}

function writeNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  // Readers know no exponents.
  return value.toFixed(6).replace(/\.?0+$/u, "");
}

function writeName(name: string): string {
  return `/${name.replaceAll(/[^A-Za-z0-9_.+\-*':,;@!?$&=^`~|"]/gu, (letter) => `#${letter.charCodeAt(0).toString(16).padStart(2, "0")}`)}`;
}
