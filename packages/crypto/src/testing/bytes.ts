/** Bytes of a hexadecimal text, for vectors in tests. */
export function hex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** The same bytes with one bit changed. */
export function flipBit(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, i) => (i === at >> 3 ? byte ^ (1 << (at & 7)) : byte));
}
