/** Numbers of 0 up to 1, the same for the same seed (mulberry32). For tests alone: it can be guessed. */
function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Values that sizes, counts and offsets are checked against too late. */
const telling = [0, 1, 2, 0x7f, 0x80, 0xfe, 0xff] as const;

/**
 * Damages a file as transfers, editors and attackers do: bits flipped, telling values put in, parts cut out, doubled or moved, the end cut
 * off. Half of the changes fall into the first 400 bytes, where headers are.
 *
 * @param seed the same damage for the same seed
 */
export function mutate(file: Uint8Array, seed: number): Uint8Array {
  const next = seededNumbers(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  let bytes: Uint8Array = file.slice();
  for (let changes = 1 + below(6); changes > 0 && bytes.length > 16; changes--) {
    const at = next() < 0.5 ? below(Math.min(bytes.length, 400)) : below(bytes.length);
    const length = 1 + below(next() < 0.8 ? 8 : 300);
    switch (below(8)) {
      case 0:
      case 1:
        bytes[at] = bytes[at]! ^ (1 << below(8));
        break;
      case 2:
      case 3:
        bytes[at] = telling[below(telling.length)]!;
        break;
      case 4:
        // A whole number of four bytes, large.
        bytes.set([telling[below(telling.length)]!, 0xff, 0xff, below(256)].slice(0, bytes.length - at), at);
        break;
      case 5:
        bytes = joined(bytes.subarray(0, at), bytes.subarray(at + length));
        break;
      case 6: {
        const from = below(bytes.length);
        bytes = joined(bytes.subarray(0, at), bytes.subarray(from, from + length), bytes.subarray(at));
        break;
      }
      default:
        if (next() < 0.4) bytes = bytes.slice(0, Math.max(at, 16));
        else bytes.copyWithin(at, below(bytes.length), below(bytes.length) + length);
    }
  }
  return bytes;
}

function joined(...parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
