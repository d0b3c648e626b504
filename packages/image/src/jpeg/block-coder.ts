import { type HuffmanTable, huffmanCodes } from "./huffman-tables.ts";
import { reciprocals, zigzag } from "./quantisation.ts";

/** Tables of one kind of component, prepared for writing. */
interface ComponentTables {
  readonly reciprocals: Float64Array;
  readonly dcCode: Uint16Array;
  readonly dcLength: Uint8Array;
  readonly acCode: Uint16Array;
  readonly acLength: Uint8Array;
}

export function componentTables(parts: { quant: Uint8Array; dc: HuffmanTable; ac: HuffmanTable }): ComponentTables {
  const dc = huffmanCodes(parts.dc);
  const ac = huffmanCodes(parts.ac);
  return {
    reciprocals: reciprocals(parts.quant),
    dcCode: dc.code,
    dcLength: dc.length,
    acCode: ac.code,
    acLength: ac.length,
  };
}

/** Codes waiting to be packed, and the DC value that the next one is told relative to. */
export interface CodeList {
  readonly codes: Uint32Array;
  count: number;
  previousDc: number;
}

export function codeList(capacity: number): CodeList {
  return { codes: new Uint32Array(capacity), count: 0, previousDc: 0 };
}

const endOfBlock = 0x00;
const sixteenZeros = 0xf0;

/** The most codes that a block can take: 64 values; runs of zeros only replace values. */
export const maxCodesPerBlock = 64;

/** Rounds to the nearest whole number by truncation, for values well inside 16 bits. */
const bias = 32_768.5;

function pushDc(list: CodeList, value: number, tables: ComponentTables): void {
  const dc = value < -1024 ? -1024 : value > 1023 ? 1023 : value;
  const difference = dc - list.previousDc;
  list.previousDc = dc;
  const size = 32 - Math.clz32(difference < 0 ? -difference : difference);
  const bits = difference < 0 ? difference + (1 << size) - 1 : difference;
  list.codes[list.count++] = (((tables.dcCode[size]! << size) | bits) << 5) | (tables.dcLength[size]! + size);
}

/** Quantises the transformed block and appends its codes. */
export function codeBlock(block: Float64Array, tables: ComponentTables, list: CodeList): void {
  const { reciprocals, acCode, acLength } = tables;
  const codes = list.codes;
  pushDc(list, ((block[0]! * reciprocals[0]! + bias) | 0) - 32_768, tables);
  let count = list.count;
  let zeros = 0;
  for (let k = 1; k < 64; k++) {
    let value = ((block[zigzag[k]!]! * reciprocals[k]! + bias) | 0) - 32_768;
    if (value === 0) {
      zeros++;
      continue;
    }
    for (; zeros > 15; zeros -= 16) codes[count++] = (acCode[sixteenZeros]! << 5) | acLength[sixteenZeros]!;
    if (value > 1023) value = 1023;
    else if (value < -1023) value = -1023;
    const size = 32 - Math.clz32(value < 0 ? -value : value);
    const bits = value < 0 ? value + (1 << size) - 1 : value;
    const symbol = (zeros << 4) | size;
    codes[count++] = (((acCode[symbol]! << size) | bits) << 5) | (acLength[symbol]! + size);
    zeros = 0;
  }
  if (zeros > 0) codes[count++] = (acCode[endOfBlock]! << 5) | acLength[endOfBlock]!;
  list.count = count;
}

/**
 * Quantises `block + pattern` for one variant and `block - pattern` for the other, and appends the codes of each to its
 * own list: one walk over the frequencies for both.
 */
export function codeBlockPair(
  block: Float64Array,
  pattern: Float64Array,
  tables: ComponentTables,
  lists: { plus: CodeList; minus: CodeList },
): void {
  const { reciprocals, acCode, acLength } = tables;
  const { plus, minus } = lists;
  const plusCodes = plus.codes;
  const minusCodes = minus.codes;
  const scale = reciprocals[0]!;
  pushDc(plus, (((block[0]! + pattern[0]!) * scale + bias) | 0) - 32_768, tables);
  pushDc(minus, (((block[0]! - pattern[0]!) * scale + bias) | 0) - 32_768, tables);
  let plusCount = plus.count;
  let minusCount = minus.count;
  let plusZeros = 0;
  let minusZeros = 0;
  for (let k = 1; k < 64; k++) {
    const index = zigzag[k]!;
    const scale = reciprocals[k]!;
    const base = block[index]! * scale + bias;
    const change = pattern[index]! * scale;
    let value = ((base + change) | 0) - 32_768;
    if (value === 0) plusZeros++;
    else {
      for (; plusZeros > 15; plusZeros -= 16)
        plusCodes[plusCount++] = (acCode[sixteenZeros]! << 5) | acLength[sixteenZeros]!;
      if (value > 1023) value = 1023;
      else if (value < -1023) value = -1023;
      const size = 32 - Math.clz32(value < 0 ? -value : value);
      const bits = value < 0 ? value + (1 << size) - 1 : value;
      const symbol = (plusZeros << 4) | size;
      plusCodes[plusCount++] = (((acCode[symbol]! << size) | bits) << 5) | (acLength[symbol]! + size);
      plusZeros = 0;
    }
    value = ((base - change) | 0) - 32_768;
    if (value === 0) minusZeros++;
    else {
      for (; minusZeros > 15; minusZeros -= 16)
        minusCodes[minusCount++] = (acCode[sixteenZeros]! << 5) | acLength[sixteenZeros]!;
      if (value > 1023) value = 1023;
      else if (value < -1023) value = -1023;
      const size = 32 - Math.clz32(value < 0 ? -value : value);
      const bits = value < 0 ? value + (1 << size) - 1 : value;
      const symbol = (minusZeros << 4) | size;
      minusCodes[minusCount++] = (((acCode[symbol]! << size) | bits) << 5) | (acLength[symbol]! + size);
      minusZeros = 0;
    }
  }
  if (plusZeros > 0) plusCodes[plusCount++] = (acCode[endOfBlock]! << 5) | acLength[endOfBlock]!;
  if (minusZeros > 0) minusCodes[minusCount++] = (acCode[endOfBlock]! << 5) | acLength[endOfBlock]!;
  plus.count = plusCount;
  minus.count = minusCount;
}
