/** A Huffman table as a DHT segment spells it: how many codes of each length 1 to 16, then the symbols in code order. */
export interface HuffmanTable {
  readonly counts: Uint8Array;
  readonly symbols: Uint8Array;
}

/** The four tables of a colour picture; a grey one uses the first two. */
export interface HuffmanTables {
  readonly lumaDc: HuffmanTable;
  readonly lumaAc: HuffmanTable;
  readonly chromaDc: HuffmanTable;
  readonly chromaAc: HuffmanTable;
}

/** Codes by symbol, for writing. */
interface HuffmanCodes {
  readonly code: Uint16Array;
  /** Bits of the code; 0 where the table has no such symbol. */
  readonly length: Uint8Array;
}

/** Numbers the codes of a table (T.81 annex C.2). */
export function huffmanCodes(table: HuffmanTable): HuffmanCodes {
  const code = new Uint16Array(256);
  const length = new Uint8Array(256);
  let next = 0;
  let index = 0;
  for (let bits = 1; bits <= 16; bits++) {
    for (let n = table.counts[bits - 1] ?? 0; n > 0; n--) {
      const symbol = table.symbols[index++] ?? 0;
      code[symbol] = next++;
      length[symbol] = bits;
    }
    next <<= 1;
  }
  return { code, length };
}

const dcSymbols = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

function hex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

/**
 * The customary tables K.3 to K.6 of T.81. Tables fitted to the picture would save 1 to 2 % but need a second pass over
 * both variants.
 */
export const standardHuffman: HuffmanTables = {
  lumaDc: { counts: hex("00010501010101010100000000000000"), symbols: dcSymbols },
  chromaDc: { counts: hex("00030101010101010101010000000000"), symbols: dcSymbols },
  lumaAc: {
    counts: hex("0002010303020403050504040000017d"),
    symbols: hex(
      "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a343536373839" +
        "3a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7" +
        "a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa",
    ),
  },
  chromaAc: {
    counts: hex("00020102040403040705040400010277"),
    symbols: hex(
      "000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a35363738" +
        "393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5" +
        "a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa",
    ),
  },
};
