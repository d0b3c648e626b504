const maxCodes = 4096;

/**
 * Unpacks GIF's variant of LZW (GIF89a appendix F) until `out` is full, the data end or make no sense.
 * @returns how many indices were written
 */
export function inflateLzw(params: { data: Uint8Array; minimumCodeSize: number; out: Uint8Array }): number {
  const { data, minimumCodeSize, out } = params;
  const clear = 1 << minimumCodeSize;
  const end = clear + 1;
  // Each code is another one and an index behind it.
  const prefix = new Uint16Array(maxCodes);
  const last = new Uint8Array(maxCodes);
  const lengths = new Uint16Array(maxCodes);
  for (let code = 0; code < clear; code++) {
    last[code] = code;
    lengths[code] = 1;
  }
  let next = end + 1;
  let size = minimumCodeSize + 1;
  let previous = -1;
  let written = 0;
  let buffer = 0;
  let bits = 0;
  let at = 0;
  while (written < out.length) {
    while (bits < size) {
      if (at >= data.length) return written;
      buffer |= data[at++]! << bits;
      bits += 8;
    }
    const code = buffer & ((1 << size) - 1);
    buffer >>>= size;
    bits -= size;
    if (code === clear) {
      next = end + 1;
      size = minimumCodeSize + 1;
      previous = -1;
      continue;
    }
    if (code === end || code > next || (code === next && previous < 0)) return written;
    // A code that is just being made: the one before, and its own first index once more.
    const isNew = code === next;
    const known = isNew ? previous : code;
    const length = lengths[known]!;
    if (length === 0) return written;
    let walk = known;
    for (let i = written + length - 1; i >= written; i--) {
      if (i < out.length) out[i] = last[walk]!;
      walk = prefix[walk]!;
    }
    const firstIndex = out[written]!;
    if (isNew && written + length < out.length) out[written + length] = firstIndex;
    if (previous >= 0 && next < maxCodes) {
      prefix[next] = previous;
      last[next] = firstIndex;
      lengths[next] = lengths[previous]! + 1;
      next++;
      if (next === 1 << size && size < 12) size++;
    }
    written = Math.min(written + length + (isNew ? 1 : 0), out.length);
    previous = code;
  }
  return written;
}
