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

/** Unsigned 16-bit little-endian, or -1 beyond the end. */
export function u16le(bytes: Uint8Array, at: number): number {
  return at < 0 || at + 2 > bytes.length ? -1 : bytes[at]! | (bytes[at + 1]! << 8);
}

/** Unsigned 24-bit little-endian, or -1 beyond the end. */
export function u24le(bytes: Uint8Array, at: number): number {
  return at < 0 || at + 3 > bytes.length ? -1 : u16le(bytes, at) | (bytes[at + 2]! << 16);
}

/** Unsigned 32-bit little-endian, or -1 beyond the end. */
export function u32le(bytes: Uint8Array, at: number): number {
  return at < 0 || at + 4 > bytes.length ? -1 : u16le(bytes, at + 2) * 65_536 + u16le(bytes, at);
}

/** A signed number with 16 bits before and 16 behind the point, as ICC profiles have; 0 beyond the end. */
export function s15Fixed16(bytes: Uint8Array, at: number): number {
  return at < 0 || at + 4 > bytes.length ? 0 : ((u16(bytes, at) << 16) | u16(bytes, at + 2)) / 65_536;
}
