import type { DecoderInput } from "../mixing.ts";
import type { Seeded } from "./seeded.ts";

/** What a tile shows, 1 for variant B and -1 for A, when z of c mixed copies hold B there and the others A. */
export type Mix = (params: { z: number; c: number; random: Seeded }) => number;

const sign = (isOne: boolean): number => (isOne ? 1 : -1);
const majority: Mix = ({ z, c, random }) => (2 * z === c ? sign(random.uniform() < 0.5) : sign(2 * z > c));

/** What people may do with several copies; cut-and-paste is interleaving in large pieces. */
export const mixes: Record<string, Mix> = {
  averaging: ({ z, c }) => (2 * z) / c - 1,
  interleaving: ({ z, c, random }) => sign(random.uniform() < z / c),
  majority,
  minority: (params) => -majority(params),
  "all-ones": () => 1,
  "random choice": ({ random }) => sign(random.uniform() < 0.5),
  median: ({ z, c }) => (2 * z === c ? 0 : sign(2 * z > c)),
  blanking: () => 0,
};

/** Words of c people and the readings of a leak that they mixed. */
export function mixedReadings(params: {
  tiles: number;
  code: 2 | 3;
  c: number;
  mix: Mix;
  /** Squared mark over noise of an unmixed tile, as in `Readings`. */
  strength: number;
  /** Share of tiles that are not in the leak. */
  missing: number;
  random: Seeded;
}): { input: DecoderInput; words: Uint8Array[] } {
  const { tiles, code, c, mix, strength, missing, random } = params;
  const low = 0x361962e9 / 2 ** 32;
  const probabilities = Float64Array.from({ length: tiles }, () =>
    code === 2 ? 0.5 : random.uniform() < 0.5 ? low : 1 - low,
  );
  const words = Array.from({ length: c }, () => Uint8Array.from(probabilities, (p) => (random.uniform() < p ? 1 : 0)));
  const levels = Float64Array.from({ length: tiles }, (_, t) => {
    const z = words.reduce((sum, word) => sum + word[t]!, 0);
    return z === 0 || z === c ? sign(z > 0) : mix({ z, c, random });
  });
  // The gain that a reader estimates, from energy of unknown sign.
  const gain = Math.sqrt(levels.reduce((sum, level) => sum + level * level, 0) / tiles);
  const strengths = new Float64Array(tiles);
  const logOdds = new Float64Array(tiles);
  for (let t = 0; t < tiles; t++) {
    if (random.uniform() < missing) continue;
    strengths[t] = strength * gain * gain;
    logOdds[t] = 2 * strength * gain * (levels[t]! + random.normal() / Math.sqrt(strength));
  }
  return { input: { logOdds, strength: strengths, probabilities }, words };
}
