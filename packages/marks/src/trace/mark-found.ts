import type { Readings } from "./readings.ts";

/** Tiles to each side that are looked at together: the energy of one tile alone says little. */
const reach = 2;

/** Standard deviations above what noise makes, from which on a mark counts as found. */
const leastDeviations = 3;

/** Below this share of the whole mark's amplitude there is none to be found; what stands out then is chance. */
const leastMark = 0.1;

/**
 * Where the mark stands out of a leak, per tile 0 to 255, from its energy of unknown sign: it tells that there is a mark and never which,
 * so that it may be shown before anybody is named (protocol 3.10). A sticker over the picture has none.
 *
 * Readings L of a tile with a mark have the mean 2S or -2S and the variance 4S, S their strength; without one the mean is 0.
 */
export function markFound(params: {
  readonly readings: Pick<Readings, "logOdds" | "strength" | "markLeft">;
  readonly columns: number;
  readonly rows: number;
}): Uint8Array {
  const { readings, columns, rows } = params;
  const { logOdds, strength } = readings;
  const found = new Uint8Array(columns * rows);
  if (readings.markLeft < leastMark) return found;
  for (let t = 0; t < found.length; t++) {
    if (strength[t] === 0) continue;
    const [column, row] = [t % columns, Math.floor(t / columns)];
    let [surplus, expected, variance] = [0, 0, 0];
    for (let r = Math.max(0, row - reach); r <= Math.min(rows - 1, row + reach); r++) {
      for (let c = Math.max(0, column - reach); c <= Math.min(columns - 1, column + reach); c++) {
        const near = r * columns + c;
        const s = strength[near]!;
        if (s === 0) continue;
        // Strong tiles would drown their neighbours: each counts by what it can tell, a difference of means over a variance.
        const weight = 1 / (s + 2 * s * s);
        surplus += weight * (logOdds[near]! ** 2 - 4 * s);
        expected += weight * 4 * s * s;
        variance += weight * weight * 32 * s * s;
      }
    }
    if (surplus < leastDeviations * Math.sqrt(variance)) continue;
    const share = Math.min(1, surplus / expected);
    found[t] = Math.round((255 * share * strength[t]!) / (strength[t]! + 1));
  }
  return found;
}
