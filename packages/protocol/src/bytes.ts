/** Joins byte strings in order. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Unsigned 16-bit big-endian. */
export function u16be(value: number): Uint8Array {
  const bytes = new Uint8Array(2);
  new DataView(bytes.buffer).setUint16(0, value);
  return bytes;
}

/** Unsigned 32-bit big-endian. */
export function u32be(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** True when both hold the same bytes. For public values; secrets are compared by `equalSecret` of the crypto package. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const hexDigits = "0123456789abcdef";

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += (hexDigits[byte >> 4] ?? "") + (hexDigits[byte & 15] ?? "");
  return text;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const values = new Int8Array(128).fill(-1);
for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i;

/** Base64url without padding (RFC 4648 section 5): how every byte string travels in JSON. */
export function toBase64url(bytes: Uint8Array): string {
  const pieces: string[] = [];
  // Pieces keep the argument list of fromCharCode small for bundles of megabytes.
  for (let start = 0; start < bytes.length; start += 12_288) {
    const end = Math.min(start + 12_288, bytes.length);
    const codes: number[] = [];
    for (let i = start; i < end; i += 3) {
      const a = bytes[i] ?? 0;
      const b = bytes[i + 1] ?? 0;
      const c = bytes[i + 2] ?? 0;
      codes.push(alphabet.charCodeAt(a >> 2), alphabet.charCodeAt(((a & 3) << 4) | (b >> 4)));
      if (i + 1 < end) codes.push(alphabet.charCodeAt(((b & 15) << 2) | (c >> 6)));
      if (i + 2 < end) codes.push(alphabet.charCodeAt(c & 63));
    }
    pieces.push(String.fromCharCode(...codes));
  }
  return pieces.join("");
}

/**
 * Reads base64url without padding.
 * @returns null when the text has other characters, an impossible length, or bits set beyond the last byte: each byte
 * string has exactly one spelling.
 */
export function fromBase64url(text: string): Uint8Array | null {
  const tail = text.length % 4;
  if (tail === 1) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let buffer = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const value = code < 128 ? (values[code] ?? -1) : -1;
    if (value < 0) return null;
    buffer = ((buffer << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (buffer >> bits) & 0xff;
    }
  }
  return (buffer & ((1 << bits) - 1)) === 0 ? bytes : null;
}
