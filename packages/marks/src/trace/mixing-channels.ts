/** One thing that a tile may show, on a scale where variant B is 1 and variant A is -1, and how often. */
interface Shown {
  readonly level: number;
  readonly chance: number;
}

/** A way of mixing c copies: what a tile shows when z = 0..c of them hold variant B there. */
export type Channel = readonly (readonly Shown[])[];

/**
 * Ways in which c copies may have been mixed. All keep the marking condition: where all copies agree, the tile shows what they hold.
 * The list is fixed before any leak is seen; which of them was used, or in what shares, is estimated from the readings.
 */
export function channelsOf(colluders: number): readonly Channel[] {
  const c = colluders;
  const majority = (z: number): number => (2 * z === c ? 0.5 : 2 * z > c ? 1 : 0);
  return [
    chosen(c, (z) => z / c), // tiles from copies by turns
    chosen(c, () => 0.5), // one of the two variants, by coin
    chosen(c, majority),
    chosen(c, (z) => 1 - majority(z)), // minority
    chosen(c, () => 1),
    chosen(c, () => 0),
    blended(c, (z) => (2 * z) / c - 1), // the mean
    blended(c, () => 0), // nothing wherever copies differ
    blended(c, (z) => 2 * majority(z) - 1), // the median
  ];
}

/** Each tile shows one of the two variants. */
function chosen(c: number, chanceOfOne: (z: number) => number): Channel {
  return perCount(c, (z) => {
    const chance = chanceOfOne(z);
    return [
      { level: 1, chance },
      { level: -1, chance: 1 - chance },
    ].filter((shown) => shown.chance > 0);
  });
}

/** Each tile shows something between the variants. */
function blended(c: number, level: (z: number) => number): Channel {
  return perCount(c, (z) => [{ level: level(z), chance: 1 }]);
}

function perCount(c: number, differing: (z: number) => readonly Shown[]): Channel {
  return Array.from({ length: c + 1 }, (_, z) => {
    if (z === 0) return [{ level: -1, chance: 1 }];
    return z === c ? [{ level: 1, chance: 1 }] : differing(z);
  });
}
