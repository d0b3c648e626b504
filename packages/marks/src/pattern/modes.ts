/**
 * The shapes a tile's mark is made of: products of sines that vanish at the tile's border, so that two neighbours of
 * opposite sign meet at zero and no seam shows, whatever each recipient's code word is. They are functions of the
 * position inside the tile, hence the same mark at every scale of the picture.
 *
 * Half waves per tile, across and down, and their share of amplitude. At 768 pixels across, a tile of 16 pixels gives periods
 * of 11 to 32 pixels.
 *
 * [Note: coarse modes carry most] For the same energy all of them are about equally visible to Butteraugli, and SSIM minds the
 * coarse ones least. Against noise and JPEG they read equally well; a leak of a quarter of the size, blur and strong
 * compression leave the coarsest up to five times the signal to noise of the finest. The others keep a tile's pattern
 * secret and its noise measurable.
 */
export const tileModes: readonly (readonly [across: number, down: number, share: number])[] = [
  [1, 1, 1],
  [1, 2, 0.6],
  [2, 1, 0.6],
  [2, 2, 0.4],
  [1, 3, 0.25],
  [3, 1, 0.25],
  [2, 3, 0.2],
  [3, 2, 0.2],
  [3, 3, 0.1],
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
