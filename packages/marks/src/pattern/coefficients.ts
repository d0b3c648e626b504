import { prg } from "@whosecopy/crypto";
import { tileModes } from "./modes.ts";

/**
 * How much of each of `tileModes` a tile's mark holds: for tile t the values at t * tileModes.length onwards, of unit energy,
 * in a direction that only the pattern seed tells.
 */
export function patternCoefficients(patternSeed: Uint8Array, tiles: number): Float32Array {
  const count = tileModes.length;
  const stream = prg(patternSeed, tiles * count * 4);
  const out = new Float32Array(tiles * count);
  for (let t = 0; t < tiles; t++) {
    let energy = 0;
    for (let m = 0; m < count; m++) {
      const at = 4 * (t * count + m);
      // Four even bytes add up to nearly a normal variable, hence directions without preferred corners; the half keeps it from 0.
      const sum = stream[at]! + stream[at + 1]! + stream[at + 2]! + stream[at + 3]! - 509.5;
      const value = sum * tileModes[m]![2];
      out[t * count + m] = value;
      energy += value * value;
    }
    const norm = 1 / Math.sqrt(energy);
    for (let m = 0; m < count; m++) out[t * count + m]! *= norm;
  }
  return out;
}
