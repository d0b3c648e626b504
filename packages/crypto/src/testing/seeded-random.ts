import { prgReader } from "../prg.ts";
import type { Random } from "../random.ts";

/** Repeatable bytes for tests: a keystream under a key made of `seed`. */
export function seededRandom(seed: number): Random {
  const reader = prgReader(new Uint8Array(32).fill(seed));
  return { bytes: (length) => reader.take(length) };
}

/** Gives out exactly these, in order: for vectors that name the random bytes. */
export function listedRandom(...list: readonly Uint8Array[]): Random {
  let next = 0;
  return {
    bytes(length) {
      const bytes = list[next++];
      if (bytes?.length !== length) throw new RangeError(`the vector has no ${length} bytes here`);
      return bytes;
    },
  };
}
