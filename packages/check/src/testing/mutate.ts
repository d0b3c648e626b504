/** Numbers that look random and are the same for the same seed (mulberry32), from 0 up to, not including, 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const telling = [0, 1, 0x7f, 0x80, 0xff];

/** A damaged copy: flipped bits, telling bytes, cuts, splices, runs overwritten as length fields are. */
export function mutate(original: Uint8Array, random: () => number): Uint8Array {
  const below = (limit: number) => Math.floor(random() * limit);
  let bytes = original.slice();
  for (let changes = 1 + below(4); changes > 0 && bytes.length > 0; changes--) {
    // Heads are where lengths stand.
    const at = random() < 0.5 ? below(Math.min(bytes.length, 600)) : below(bytes.length);
    const kind = below(6);
    if (kind === 0) bytes[at] = bytes[at]! ^ (1 << below(8));
    else if (kind === 1) bytes[at] = telling[below(telling.length)]!;
    else if (kind === 2) bytes = bytes.slice(0, at);
    else if (kind === 3) bytes.fill(below(2) * 255, at, at + 1 + below(4));
    else {
      const from = below(original.length);
      const part = original.subarray(from, from + below(64));
      const rest = kind === 4 ? bytes.subarray(at) : bytes.subarray(Math.min(bytes.length, at + below(64)));
      bytes = Uint8Array.from([...bytes.subarray(0, at), ...part, ...rest]);
    }
  }
  return bytes;
}
