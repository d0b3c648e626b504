/**
 * The shapes a tile's mark is made of: products of sines that vanish at the tile's border, so that two neighbours of
 * opposite sign meet at zero and no seam shows, whatever each recipient's code word is. They are functions of the
 * position inside the tile, hence the same mark at every scale of the picture.
 *
 * Half waves per tile, across and down. Low ones survive shrinking; at 768 pixels across, a tile of 16 pixels gives periods
 * of 11 to 32 pixels.
 */
export const tileModes: readonly (readonly [across: number, down: number])[] = [
  [1, 1],
  [1, 2],
  [2, 1],
  [2, 2],
  [1, 3],
  [3, 1],
  [2, 3],
  [3, 2],
  [3, 3],
];

/** How many half waves the finest mode has in one direction. */
export const finestHalfWaves = 3;

/**
 * sqrt(2) sin(pi k u) for k = 1..finestHalfWaves, so that a product of two has mean square 1 over a tile.
 * @param u position inside the tile, 0..1.
 * @param out receives `finestHalfWaves` values from `offset`.
 */
export function halfWaves(u: number, out: Float32Array, offset: number): void {
  for (let k = 1; k <= finestHalfWaves; k++) out[offset + k - 1] = Math.SQRT2 * Math.sin(Math.PI * k * u);
}
