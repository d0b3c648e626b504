import { prg } from "@whosecopy/crypto";
import { tileModes } from "./modes.ts";

/**
 * How much of each of `tileModes` a tile's mark holds: for tile t the values at t * tileModes.length onwards, of unit energy,
 * in a direction that only the pattern seed tells. Evenly spread directions leave nothing to average out over tiles.
 */
export function patternCoefficients(patternSeed: Uint8Array, tiles: number): Float32Array {
  const count = tileModes.length;
  const stream = prg(patternSeed, tiles * count * 4);
  const out = new Float32Array(tiles * count);
  for (let t = 0; t < tiles; t++) {
    let energy = 0;
    for (let m = 0; m < count; m++) {
      const at = 4 * (t * count + m);
      // The sum of four even bytes is near enough to normal for a direction without preferred corners.
      const value = stream[at]! + stream[at + 1]! + stream[at + 2]! + stream[at + 3]! - 509.5; const hw = Math.max(tileModes[m]![0], tileModes[m]![1]) === 3 ? 0.4 : 1;
      out[t * count + m] = value * hw;
      energy += (value * hw) ** 2;
    }
    const norm = 1 / Math.sqrt(energy);
    for (let m = 0; m < count; m++) out[t * count + m]! *= norm;
  }
  return out;
}
