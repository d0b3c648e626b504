import { blurred, halved, type Plane } from "../plane.ts";

/** Levels per doubling of scale; extrema are looked for on this many differences in every octave. */
export const intervals = 3;

/** Blur of every octave's first level, in its pixels, and the blur that pictures are assumed to come with. */
export const baseSigma = 1.6;
const ownSigma = 0.5;

/** The smallest octave that still holds features with surroundings. */
const leastSide = 24;

/** One octave: the picture ever more blurred, and the differences of neighbours (Lowe 2004, section 3). */
export interface Octave {
  /** How many pixels of the picture one of this octave's is wide: 1, 2, 4 ... */
  readonly step: number;
  readonly levels: readonly Plane[];
  readonly differences: readonly Float32Array[];
}

/** Made one octave at a time, so that only one is in memory. */
export function* scaleSpace(picture: Plane): Generator<Octave> {
  const growth = 2 ** (1 / intervals);
  let first = blurred(picture, Math.sqrt(baseSigma ** 2 - ownSigma ** 2));
  for (let step = 1; Math.min(first.width, first.height) >= leastSide; step *= 2) {
    const levels = [first];
    for (let i = 1; i < intervals + 3; i++) {
      const before = baseSigma * growth ** (i - 1);
      levels.push(blurred(levels[i - 1]!, before * Math.sqrt(growth ** 2 - 1)));
    }
    const differences = levels.slice(1).map((level, i) => difference(level.data, levels[i]!.data));
    yield { step, levels, differences };
    first = halved(levels[intervals]!);
  }
}

function difference(a: Float32Array, b: Float32Array): Float32Array {
  const out = new Float32Array(a.length);
  for (let i = 0; i < out.length; i++) out[i] = a[i]! - b[i]!;
  return out;
}
