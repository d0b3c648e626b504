import { amplitudeStep } from "../pattern/masking.ts";
import { tileModes } from "../pattern/modes.ts";

/** Other tiles' patterns serve as what chance looks like; shifts by which they are borrowed. */
const shifts = [7, 101, 499] as const;

/**
 * How much of the mark's amplitude is left in a leak, 0 to 1, from energies of unknown sign alone: what is found along each tile's
 * pattern, less what is found along patterns of other tiles, where there can only be noise of the same spectrum.
 */
export function markLeft(params: {
  projections: Float32Array;
  noise: Float64Array;
  amplitudes: Uint8Array;
  coefficients: Float32Array;
}): number {
  const { projections, noise, amplitudes, coefficients } = params;
  const modes = tileModes.length;
  const tiles = amplitudes.length;
  let surplus = 0;
  let whole = 0;
  for (let t = 0; t < tiles; t++) {
    if (noise[t]! < 0 || amplitudes[t] === 0) continue;
    const power = (amplitudes[t]! * amplitudeStep) ** 2;
    const weight = power / (noise[t]! + power) ** 2;
    const along = dot(projections, coefficients, t * modes, t * modes) ** 2;
    let chance = 0;
    for (const shift of shifts) chance += energyAcross(projections, coefficients, t, (t + shift) % tiles);
    surplus += weight * (along - chance / shifts.length);
    whole += weight * power;
  }
  return whole === 0 ? 0 : Math.sqrt(Math.min(1, Math.max(0, surplus / whole)));
}

/** Energy of tile t along the pattern of another tile, as far as that is at right angles to its own. */
function energyAcross(projections: Float32Array, coefficients: Float32Array, t: number, other: number): number {
  const modes = tileModes.length;
  const overlap = dot(coefficients, coefficients, t * modes, other * modes);
  const rest = 1 - overlap * overlap;
  if (rest < 0.05) return 0;
  const across =
    dot(projections, coefficients, t * modes, other * modes) -
    overlap * dot(projections, coefficients, t * modes, t * modes);
  return (across * across) / rest;
}

function dot(a: Float32Array, b: Float32Array, aAt: number, bAt: number): number {
  let sum = 0;
  for (let m = 0; m < tileModes.length; m++) sum += a[aAt + m]! * b[bAt + m]!;
  return sum;
}
