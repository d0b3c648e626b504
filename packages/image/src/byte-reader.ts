/** Reads numbers from untrusted bytes; beyond the end everything reads as -1, which no check accepts. */
export function u8(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? -1;
}

/** Unsigned 16-bit big-endian, or -1 beyond the end. */
export function u16(bytes: Uint8Array, at: number): number {
  return at < 0 || at + 2 > bytes.length ? -1 : (bytes[at]! << 8) | bytes[at + 1]!;
}

/** Unsigned 32-bit big-endian, or -1 beyond the end. */
export function u32(bytes: Uint8Array, at: number): number {
  return at < 0 || at + 4 > bytes.length ? -1 : u16(bytes, at) * 65_536 + u16(bytes, at + 2);
}

/** True when the ASCII text stands at that place. */
export function hasText(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (bytes[at + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}
