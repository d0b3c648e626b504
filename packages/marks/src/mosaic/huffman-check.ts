/**
 * True for a Huffman table that a baseline decoder accepts (T.81 annex C and F.1.2): codes fit their lengths, none is all
 * ones, each symbol comes once and is one that 8-bit pictures use.
 */
export function isHuffmanTable(table: { counts: Uint8Array; symbols: Uint8Array }, kind: "dc" | "ac"): boolean {
  const { counts, symbols } = table;
  if (symbols.length === 0 || !leavesRoom(counts)) return false;
  if (new Set(symbols).size !== symbols.length) return false;
  return symbols.every((symbol) => (kind === "dc" ? symbol <= 11 : isAcSymbol(symbol)));
}

/** Codes of each length must leave at least one longer or equal code unused, the one of all ones. */
function leavesRoom(counts: Uint8Array): boolean {
  let free = 1;
  for (const count of counts) {
    free = 2 * free - count;
    if (free < 1) return false;
  }
  return true;
}

function isAcSymbol(symbol: number): boolean {
  const size = symbol & 15;
  return size === 0 ? symbol === 0x00 || symbol === 0xf0 : size <= 10;
}
