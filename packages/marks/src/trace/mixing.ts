import { WhosecopyError } from "@whosecopy/protocol";
import type { Coefficients } from "./bound.ts";
import { type Channel, channelsOf } from "./mixing-channels.ts";

/** What decoders get: no word, and nothing that depends on one. */
export interface DecoderInput {
  /** As in `Readings`. */
  readonly logOdds: Float64Array;
  /** As in `Readings`. */
  readonly strength: Float64Array;
  /** p_t, the chance that a word's bit t is 1. */
  readonly probabilities: Float64Array;
}

/** Tiles that can be read, on a scale where variant B is about 1 and variant A about -1. */
interface Tiles {
  readonly count: number;
  readonly at: Int32Array;
  readonly value: Float64Array;
  readonly variance: Float64Array;
  readonly probability: Float64Array;
}

/**
 * Levels of an unmixed tile that are tried: readings are scaled by the mark's mean energy, which mixing lowers, so that tiles
 * in which all copies agree stand out the more the more others cancelled out.
 */
const scales = [0.8, 0.9, 1, 1.1, 1.2, 1.35, 1.5, 1.7, 1.95, 2.3] as const;

/** Readings are this much noisier than they claim, as variance: measured on photos, within a wide margin. */
const noise = 1.4;

/** Readings also differ by this share of their level: marks come through here better than there. */
const unevenness = 0.25;

/** How often a tile shows something else altogether (a sticker, an error): no tile alone can acquit or convict. */
const wildShare = 0.01;

/** Readings further out, or of less strength, say nothing more; limits keep every number finite. */
const farOut = 1e3;
const leastStrength = 1e-6;

/** Rounds of expectation maximisation, to compare scales and then for the best of them. */
const rounds = { compared: 8, final: 30 } as const;

/**
 * A decoder for `colluders` people who mixed their copies: estimates from the readings and biases alone how they did it, as shares of
 * the fixed list of channels (as Meerwald and Furon 2012 do for hard bits), then takes the log-likelihood ratio of each bit under it. A
 * wrong estimate costs power, never soundness, since no word is looked at.
 */
export function mixedCopies(colluders: number): (input: DecoderInput) => Coefficients {
  const channels = channelsOf(colluders);
  return (input) => {
    const tiles = readableTiles(input);
    const parts = channels.map((channel) => levelsOf(channel, binomials(colluders, tiles.probability)));
    let best: { likelihood: number; densityAt: DensityAt; marginals: Float64Array } | undefined;
    for (const scale of scales) {
      const densityAt = densities(tiles, scale);
      const marginals = marginalsOf(parts, densityAt, tiles.count);
      const { likelihood } = fitShares(marginals, channels.length, rounds.compared);
      if (best === undefined || likelihood > best.likelihood) best = { likelihood, densityAt, marginals };
    }
    if (best === undefined) throw new WhosecopyError("internal", "no scale was tried");
    const { densityAt, marginals } = best;
    const { shares } = fitShares(marginals, channels.length, rounds.final);
    const likely = blend({ channels, shares, densityAt, tiles: tiles.count });
    return ratios({ tiles, colluders, likely, length: input.logOdds.length });
  };
}

/** How likely each tile's reading is when it shows a level. */
type DensityAt = (level: number) => Float64Array;

function readableTiles({ logOdds, strength, probabilities }: DecoderInput): Tiles {
  const at: number[] = [];
  logOdds.forEach((value, t) => {
    if (value !== 0 && strength[t]! > 0) at.push(t);
  });
  return {
    count: at.length,
    at: Int32Array.from(at),
    value: Float64Array.from(at, (t) => Math.max(-farOut, Math.min(farOut, logOdds[t]! / (2 * strength[t]!)))),
    variance: Float64Array.from(at, (t) => 1 / Math.max(leastStrength, strength[t]!)),
    probability: Float64Array.from(at, (t) => probabilities[t]!),
  };
}

/** Chance that z = 0..n of n people hold 1, per tile. */
function binomials(n: number, probability: Float64Array): Float64Array[] {
  return Array.from({ length: n + 1 }, (_, z) => {
    let ways = 1;
    for (let i = 0; i < z; i++) ways = (ways * (n - i)) / (i + 1);
    return probability.map((p) => ways * p ** z * (1 - p) ** (n - z));
  });
}

/** Per level that a channel can show: its chance in each tile, whoever holds what. */
function levelsOf(channel: Channel, counts: readonly Float64Array[]): Map<number, Float64Array> {
  const levels = new Map<number, Float64Array>();
  channel.forEach((shows, z) => {
    const held = counts[z]!;
    for (const { level, chance } of shows) {
      const total = levels.get(level) ?? new Float64Array(held.length);
      for (let i = 0; i < total.length; i++) total[i]! += chance * held[i]!;
      levels.set(level, total);
    }
  });
  return levels;
}

/** Normal around the level, with tails so wide that no reading is impossible. */
function densities(tiles: Tiles, scale: number): DensityAt {
  const known = new Map<number, Float64Array>();
  return (level) => {
    const found = known.get(level);
    if (found !== undefined) return found;
    const mean = level * scale;
    const density = new Float64Array(tiles.count);
    for (let i = 0; i < density.length; i++) {
      const value = tiles.value[i]!;
      const variance = noise * tiles.variance[i]! + (unevenness * mean) ** 2;
      const near = Math.exp((-0.5 * (value - mean) ** 2) / variance) / Math.sqrt(2 * Math.PI * variance);
      density[i] = (1 - wildShare) * near + wildShare / (Math.PI * (1 + value * value));
    }
    known.set(level, density);
    return density;
  };
}

/** How likely each reading is under each channel; the channels of a tile lie side by side. */
function marginalsOf(parts: readonly Map<number, Float64Array>[], densityAt: DensityAt, tiles: number): Float64Array {
  const n = parts.length;
  const marginals = new Float64Array(n * tiles);
  parts.forEach((levels, k) => {
    for (const [level, chance] of levels) {
      const density = densityAt(level);
      for (let i = 0, at = k; i < tiles; i++, at += n) marginals[at]! += chance[i]! * density[i]!;
    }
  });
  return marginals;
}

/** Expectation maximisation over the channels' shares, which start equal. */
function fitShares(
  marginals: Float64Array,
  channels: number,
  count: number,
): { likelihood: number; shares: Float64Array } {
  const tiles = Math.max(1, marginals.length / channels);
  const shares = new Float64Array(channels).fill(1 / channels);
  const totals = new Float64Array(channels);
  let likelihood = 0;
  for (let round = 0; round < count; round++) {
    totals.fill(0);
    likelihood = 0;
    for (let at = 0; at < marginals.length; at += channels) {
      let sum = 0;
      for (let k = 0; k < channels; k++) sum += shares[k]! * marginals[at + k]!;
      if (round === count - 1) likelihood += Math.log(sum);
      for (let k = 0; k < channels; k++) totals[k]! += marginals[at + k]! / sum;
    }
    for (let k = 0; k < channels; k++) shares[k]! *= totals[k]! / tiles;
  }
  return { likelihood, shares };
}

/** Per number of ones: how likely each reading is under the shares. */
function blend(params: {
  channels: readonly Channel[];
  shares: Float64Array;
  densityAt: DensityAt;
  tiles: number;
}): Float64Array[] {
  const { channels, shares, densityAt, tiles } = params;
  const [first = []] = channels;
  return first.map((_, z) => {
    const total = new Float64Array(tiles);
    channels.forEach((channel, k) => {
      for (const { level, chance } of channel[z]!) {
        const density = densityAt(level);
        const weight = shares[k]! * chance;
        for (let i = 0; i < tiles; i++) total[i]! += weight * density[i]!;
      }
    });
    return total;
  });
}

/** log P(reading | own bit) / P(reading), the other colluders' bits drawn by the law. */
function ratios(params: { tiles: Tiles; colluders: number; likely: Float64Array[]; length: number }): Coefficients {
  const { tiles, colluders, likely, length } = params;
  const zero = new Float64Array(length);
  const one = new Float64Array(length);
  const others = binomials(colluders - 1, tiles.probability);
  for (let i = 0; i < tiles.count; i++) {
    let ifZero = 0;
    let ifOne = 0;
    for (let z = 0; z < colluders; z++) {
      ifZero += others[z]![i]! * likely[z]![i]!;
      ifOne += others[z]![i]! * likely[z + 1]![i]!;
    }
    const p = tiles.probability[i]!;
    const whole = (1 - p) * ifZero + p * ifOne;
    zero[tiles.at[i]!] = Math.log(ifZero / whole);
    one[tiles.at[i]!] = Math.log(ifOne / whole);
  }
  return { zero, one };
}
