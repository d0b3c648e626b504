import type { Budget } from "../../budget.ts";
import { inflate } from "../../inflate.ts";
import { isArray, isDict, isName, type PdfDict, type PdfValue } from "./values.ts";

/** The filters of a stream in the order in which they are undone; their names may be abbreviated. */
export function filtersOf(dict: PdfDict): readonly string[] {
  const filter = dict.get("Filter");
  const list = isArray(filter) ? filter : filter === undefined ? [] : [filter];
  return list.map((one) => (isName(one) ? one.name : "?"));
}

/**
 * Undoes the filters that texts and structures are packed with; not those of pictures.
 * @returns null for other filters and for damage.
 */
export async function decodeStream(params: {
  readonly dict: PdfDict;
  readonly raw: Uint8Array;
  readonly budget: Budget;
}): Promise<Uint8Array | null> {
  const { dict, budget } = params;
  const parameters = dict.get("DecodeParms");
  let bytes = params.raw;
  for (const [i, filter] of filtersOf(dict).entries()) {
    const own = isArray(parameters) ? parameters[i] : i === 0 ? parameters : undefined;
    if (filter === "FlateDecode" || filter === "Fl") {
      const { bytes: plain } = await inflate(bytes, budget);
      const predicted = undoPredictor(plain, isDict(own) ? own : new Map());
      if (predicted === null || (plain.length === 0 && bytes.length > 20)) return null;
      bytes = predicted;
    } else if (filter === "ASCIIHexDecode" || filter === "AHx") bytes = fromHex(bytes);
    else if (filter === "ASCII85Decode" || filter === "A85") bytes = fromAscii85(bytes);
    else return null;
  }
  return bytes;
}

function numberOf(value: PdfValue | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

/** PNG predictors (ISO 32000-2, 7.4.4.4), which cross-reference streams use; others are not needed here. */
function undoPredictor(bytes: Uint8Array, parameters: PdfDict): Uint8Array | null {
  const predictor = numberOf(parameters.get("Predictor"), 1);
  if (predictor < 2) return bytes;
  if (predictor < 10) return null;
  const colors = numberOf(parameters.get("Colors"), 1);
  const bits = numberOf(parameters.get("BitsPerComponent"), 8);
  const columns = numberOf(parameters.get("Columns"), 1);
  const pixel = Math.max(1, (colors * bits) >> 3);
  const row = Math.ceil((colors * bits * columns) / 8);
  if (!(row >= 1 && row < 1e6)) return null;
  const rows = Math.ceil(bytes.length / (row + 1));
  const out = new Uint8Array(rows * row);
  for (let y = 0; y < rows; y++) {
    const kind = bytes[y * (row + 1)]!;
    for (let x = 0; x < row; x++) {
      const left = x >= pixel ? out[y * row + x - pixel]! : 0;
      const up = y > 0 ? out[(y - 1) * row + x]! : 0;
      const corner = y > 0 && x >= pixel ? out[(y - 1) * row + x - pixel]! : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][kind] ?? 0;
      out[y * row + x] = (bytes[y * (row + 1) + 1 + x] ?? 0) + guess;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

function fromHex(bytes: Uint8Array): Uint8Array {
  const digits: number[] = [];
  for (const byte of bytes) {
    if (byte === 0x3e) break;
    const digit = Number.parseInt(String.fromCharCode(byte), 16);
    if (!Number.isNaN(digit)) digits.push(digit);
  }
  return Uint8Array.from(
    { length: Math.ceil(digits.length / 2) },
    (_, i) => digits[2 * i]! * 16 + (digits[2 * i + 1] ?? 0),
  );
}

function fromAscii85(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let group: number[] = [];
  const flush = (count: number) => {
    while (group.length < 5) group.push(84);
    const value = group.reduce((sum, digit) => sum * 85 + digit, 0);
    for (let i = 0; i < count; i++) out.push(Math.floor(value / 256 ** (3 - i)) & 255);
    group = [];
  };
  for (const byte of bytes) {
    if (byte === 0x7e) break;
    if (byte === 0x7a && group.length === 0) out.push(0, 0, 0, 0);
    if (byte < 0x21 || byte > 0x75) continue;
    group.push(byte - 0x21);
    if (group.length === 5) flush(4);
  }
  if (group.length > 1) flush(group.length - 1);
  return Uint8Array.from(out);
}
