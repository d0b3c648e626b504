/** Repeatable randomness for attacks. Not for secrets: those come from `prg`; this only has to be fast and the same every time. */
export interface SeededRandom {
  /** 0 up to, but not, 1. */
  unit(): number;
  /** low up to, but not, high. */
  between(low: number, high: number): number;
  /** Gaussian with mean 0 and deviation 1. */
  normal(): number;
  /** 1 or -1. */
  sign(): number;
}

/** The numbers that belong to a text, such as the name of an attack with a seed (sfc32, seeded by FNV-1a). */
export function seededRandom(text: string): SeededRandom {
  let a = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
  let b = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b);
  let c = Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 15; i++) next();
  let spare: number | undefined;
  const random: SeededRandom = {
    unit: () => next() / 2 ** 32,
    between: (low, high) => low + (high - low) * random.unit(),
    sign: () => (next() & 1 ? 1 : -1),
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
      const angle = 2 * Math.PI * random.unit();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
  return random;
}
