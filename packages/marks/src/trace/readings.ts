import { amplitudeStep } from "../pattern/masking.ts";
import { tileModes } from "../pattern/modes.ts";
import { markLeft } from "./mark-left.ts";
import type { TileFrame } from "./tile-frame.ts";

/** What the tiles of a leak say, without any code word. */
export interface Readings {
  /**
   * Per tile: log-odds that its variant is B (bit 1) and not A, by a normal model of the noise around it; 0 where nothing can be
   * read. Wrong models cost power, never soundness.
   */
  readonly logOdds: Float64Array;
  /**
   * Per tile: half the mean log-odds of an unmixed tile by the same model, squared mark over noise; 0 where nothing can be read. Tells
   * a tile that is hard to read from one where mixed copies cancel out.
   */
  readonly strength: Float64Array;
  /** Per tile: what disturbs readings, as the variance of one mode in levels squared; -1 outside the leak. */
  readonly noise: Float64Array;
  /** How much of the mark's amplitude is left, 1 = all, from its energy of unknown sign. */
  readonly markLeft: number;
}

/** Neighbours count for this many of a tile's own values when its noise is estimated. */
const neighbourWeight = 8;

/** Noise below this many levels squared per mode is not believed: rounding alone makes as much. */
const leastNoise = 0.0004;

/** The tiles of a leak in numbers, and the mark that was put into them. */
interface ReadingParams {
  readonly frame: TileFrame;
  readonly projections: Float32Array;
  readonly present: Uint8Array;
  readonly amplitudes: Uint8Array;
  readonly coefficients: Float32Array;
}

/**
 * Reads every tile: its modes are weighted by how much of each mode the leak kept and by the noise in them, both estimated
 * from energies of unknown sign, never from words.
 */
export function readTiles(params: ReadingParams): Readings {
  const { frame, projections, present, amplitudes, coefficients } = params;
  const modes = tileModes.length;
  const noise = noisePerTile(params);
  const spectrum = new Float64Array(modes).fill(1);
  let gains: Float64Array = new Float64Array(modes).fill(1);
  for (let pass = 0; pass < 2; pass++) {
    gains = modeGains(params, noise, spectrum);
    noiseSpectrum(params, noise, gains, spectrum);
  }
  const logOdds = new Float64Array(frame.count);
  const strength = new Float64Array(frame.count);
  for (let t = 0; t < frame.count; t++) {
    if (present[t] === 0 || amplitudes[t] === 0) continue;
    let matched = 0;
    let energy = 0;
    for (let m = 0; m < modes; m++) {
      const expected = amplitudes[t]! * amplitudeStep * coefficients[t * modes + m]! * gains[m]!;
      matched += (expected * projections[t * modes + m]!) / (noise[t]! * spectrum[m]!);
      energy += (expected * expected) / (noise[t]! * spectrum[m]!);
    }
    logOdds[t] = -2 * matched;
    strength[t] = energy;
  }
  for (let t = 0; t < frame.count; t++) if (present[t] === 0) noise[t] = -1;
  return { logOdds, strength, noise, markLeft: markLeft({ projections, noise, amplitudes, coefficients }) };
}

/** Noise in the marks' band: the part of a tile's readings at right angles to its mark, pooled with its neighbours'. */
function noisePerTile(params: {
  frame: TileFrame;
  projections: Float32Array;
  present: Uint8Array;
  coefficients: Float32Array;
}): Float64Array {
  const { frame, projections, present, coefficients } = params;
  const modes = tileModes.length;
  const own = new Float64Array(frame.count);
  for (let t = 0; t < frame.count; t++) {
    let total = 0;
    let along = 0;
    for (let m = 0; m < modes; m++) {
      const value = projections[t * modes + m]!;
      total += value * value;
      along += value * coefficients[t * modes + m]!;
    }
    own[t] = Math.max(0, total - along * along);
  }
  const out = new Float64Array(frame.count);
  for (let t = 0; t < frame.count; t++) {
    if (present[t] === 0) continue;
    const row = Math.floor(t / frame.columns);
    const column = t % frame.columns;
    let sum = 0;
    let count = 0;
    for (let r = Math.max(0, row - 1); r <= Math.min(frame.rows - 1, row + 1); r++) {
      for (let c = Math.max(0, column - 1); c <= Math.min(frame.columns - 1, column + 1); c++) {
        const near = r * frame.columns + c;
        if (near === t || present[near] === 0) continue;
        sum += own[near]!;
        count++;
      }
    }
    const around = count === 0 ? own[t]! : sum / count;
    out[t] = leastNoise + (own[t]! + (neighbourWeight * around) / (modes - 1)) / (modes - 1 + neighbourWeight);
  }
  return out;
}

function modeGains(params: ReadingParams, noise: Float64Array, spectrum: Float64Array): Float64Array {
  const { frame, projections, present, amplitudes, coefficients } = params;
  const modes = tileModes.length;
  const above = new Float64Array(modes + 1);
  const below = new Float64Array(modes + 1);
  for (let t = 0; t < frame.count; t++) {
    if (present[t] === 0 || amplitudes[t] === 0) continue;
    for (let m = 0; m < modes; m++) {
      const level = noise[t]! * spectrum[m]!;
      const expected = (amplitudes[t]! * amplitudeStep * coefficients[t * modes + m]!) ** 2;
      const surplus = projections[t * modes + m]! ** 2 - level;
      const weight = 1 / (level + expected) ** 2;
      above[m]! += weight * expected * surplus;
      below[m]! += weight * expected * expected;
    }
  }
  let allAbove = 0;
  let allBelow = 0;
  for (let m = 0; m < modes; m++) {
    allAbove += above[m]!;
    allBelow += below[m]!;
  }
  const common = Math.max(0.0025, allAbove / Math.max(allBelow, 1e-12));
  // Each mode's own estimate is drawn a little to the common one, so that a mode lost in noise is not read at random.
  return Float64Array.from({ length: modes }, (_, m) => {
    const pull = (0.1 * allBelow) / modes;
    return Math.sqrt(Math.max(0.01 * common, (above[m]! + pull * common) / Math.max(below[m]! + pull, 1e-12)));
  });
}

function noiseSpectrum(params: ReadingParams, noise: Float64Array, gains: Float64Array, spectrum: Float64Array): void {
  const { frame, projections, present, amplitudes, coefficients } = params;
  const modes = tileModes.length;
  for (let m = 0; m < modes; m++) {
    let sum = 0;
    let count = 0;
    for (let t = 0; t < frame.count; t++) {
      if (present[t] === 0) continue;
      const mark = (amplitudes[t]! * amplitudeStep * coefficients[t * modes + m]! * gains[m]!) ** 2;
      const level = noise[t]! + mark;
      // Bounded, so that a few wild tiles don't set the level of a mode.
      sum += Math.min(9, Math.max(0, projections[t * modes + m]! ** 2 - mark) / level);
      count++;
    }
    spectrum[m] = count === 0 ? 1 : Math.max(0.05, sum / count);
  }
}
