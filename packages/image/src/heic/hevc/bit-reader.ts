import { damaged } from "./damaged.ts";

/** Reads the fixed-length and Exp-Golomb fields of parameter sets and slice headers (ITU-T H.265 clause 9.2). */
export interface BitReader {
  /** u(n), at most 32 bits. */
  bits(count: number): number;
  flag(): boolean;
  /** ue(v), refused when above `max`. */
  ue(max: number): number;
  /** se(v), refused outside `min`..`max`. */
  se(min: number, max: number): number;
  skip(count: number): void;
  /** Bits read so far. */
  position(): number;
}

/** Reads from `bytes`, which hold no emulation prevention any more; beyond their end it throws. */
export function bitReader(bytes: Uint8Array): BitReader {
  const end = bytes.length * 8;
  let at = 0;

  const skip = (count: number): void => {
    if (count > end - at) throw damaged("a header is cut short");
    at += count;
  };
  const bits = (count: number): number => {
    const start = at;
    skip(count);
    let value = 0;
    for (let i = start; i < at; i++) value = value * 2 + ((bytes[i >> 3]! >> (7 - (i & 7))) & 1);
    return value;
  };
  const golomb = (): number => {
    let zeros = 0;
    while (bits(1) === 0) {
      if (++zeros > 31) throw damaged("a number is too long");
    }
    return 2 ** zeros - 1 + bits(zeros);
  };

  return {
    bits,
    flag: () => bits(1) === 1,
    ue(max) {
      const value = golomb();
      if (value > max) throw damaged("a number is out of range");
      return value;
    },
    se(min, max) {
      const code = golomb();
      const value = code % 2 === 1 ? (code + 1) / 2 : -code / 2;
      if (value < min || value > max) throw damaged("a number is out of range");
      return value === 0 ? 0 : value;
    },
    skip,
    position: () => at,
  };
}
