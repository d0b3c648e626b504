import { prgReader } from "@whosecopy/crypto";

/** Random numbers for simulations, the same for the same name. */
export interface Seeded {
  /** Uniform in 0..1. */
  uniform(): number;
  /** Normal with mean 0 and variance 1. */
  normal(): number;
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
}

export function seeded(name: number): Seeded {
  const source = prgReader(new Uint8Array(32).fill(name));
  // Quick generation (xorshift128) from a seed out of the cryptographic one: simulations draw tens of millions.
  const state = new Uint32Array(source.take(16).slice().buffer);
  const uniform = (): number => {
    let t = state[3]!;
    const s = state[0]!;
    state[3] = state[2]!;
    state[2] = state[1]!;
    state[1] = s;
    t ^= t << 11;
    t ^= t >>> 8;
    state[0] = t ^ s ^ (s >>> 19);
    return state[0] / 2 ** 32;
  };
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    below: (limit) => Math.floor(limit * uniform()),
  };
}
