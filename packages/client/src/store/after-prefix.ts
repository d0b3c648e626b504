/** The first key behind all that begin with a prefix; null when there is none: nothing, or all ones. */
export function afterPrefix(prefix: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const after = new Uint8Array(prefix);
  for (let i = after.length - 1; i >= 0; i--) {
    const byte = after[i] ?? 0;
    after[i] = (byte + 1) & 0xff;
    if (byte !== 0xff) return after;
  }
  return null;
}
