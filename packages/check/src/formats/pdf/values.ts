/** The kinds of objects of a PDF (ISO 32000-2, 7.3). */
export interface PdfName {
  readonly name: string;
}
export interface PdfString {
  readonly string: Uint8Array;
}
export interface PdfRef {
  readonly ref: number;
}
export type PdfDict = ReadonlyMap<string, PdfValue>;
/** A stream: its raw bytes lie in the file, at an offset from the `%PDF` mark. */
export interface PdfStream {
  readonly dict: PdfDict;
  readonly offset: number;
  readonly length: number;
}
export type PdfValue =
  null | boolean | number | PdfName | PdfString | PdfRef | PdfDict | PdfStream | readonly PdfValue[];

export function isName(value: PdfValue | undefined, name?: string): value is PdfName {
  return typeof value === "object" && value !== null && "name" in value && (name === undefined || value.name === name);
}
export function isString(value: PdfValue | undefined): value is PdfString {
  return typeof value === "object" && value !== null && "string" in value;
}
export function isRef(value: PdfValue | undefined): value is PdfRef {
  return typeof value === "object" && value !== null && "ref" in value;
}
export function isDict(value: PdfValue | undefined): value is PdfDict {
  return value instanceof Map;
}
export function isStream(value: PdfValue | undefined): value is PdfStream {
  return typeof value === "object" && value !== null && "dict" in value;
}
export function isArray(value: PdfValue | undefined): value is readonly PdfValue[] {
  return Array.isArray(value);
}

/** The dictionary of a dictionary or a stream. */
export function dictOf(value: PdfValue | undefined): PdfDict | undefined {
  if (isStream(value)) return value.dict;
  return isDict(value) ? value : undefined;
}

/** A text string (7.9.2.2): UTF-16 with its mark, UTF-8 with its mark, or near enough Latin. */
export function textOf(value: PdfValue | undefined): string {
  if (!isString(value)) return isName(value) ? value.name : "";
  const bytes = value.string;
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes.subarray(2));
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes.subarray(2));
  if (bytes[0] === 0xef && bytes[1] === 0xbb) return new TextDecoder().decode(bytes);
  return new TextDecoder("windows-1252").decode(bytes);
}
