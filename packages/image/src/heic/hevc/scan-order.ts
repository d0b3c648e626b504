/** A walk over the positions of a square block (ITU-T H.265 clause 6.5.3 to 6.5.5). */
export interface Scan {
  readonly x: Uint8Array;
  readonly y: Uint8Array;
  /** Where in the walk the position `(y << log2) + x` comes. */
  readonly index: Uint8Array;
}

function scan(log2: number, positions: (size: number) => [number, number][]): Scan {
  const walk = positions(1 << log2);
  const index = new Uint8Array(walk.length);
  for (const [i, [x, y]] of walk.entries()) index[(y << log2) + x] = i;
  return { x: Uint8Array.from(walk, ([x]) => x), y: Uint8Array.from(walk, ([, y]) => y), index };
}

function upRightDiagonal(size: number): [number, number][] {
  const walk: [number, number][] = [];
  for (let diagonal = 0; diagonal < 2 * size - 1; diagonal++) {
    for (let x = Math.max(0, diagonal - size + 1); x <= Math.min(diagonal, size - 1); x++) walk.push([x, diagonal - x]);
  }
  return walk;
}

function horizontal(size: number): [number, number][] {
  return Array.from({ length: size * size }, (_, i) => [i % size, Math.floor(i / size)]);
}

function vertical(size: number): [number, number][] {
  return Array.from({ length: size * size }, (_, i) => [Math.floor(i / size), i % size]);
}

/** Scans by scanIdx (0 diagonal, 1 horizontal, 2 vertical), then by the logarithm of the block's size (0 to 3). */
export const scans: readonly (readonly Scan[])[] = [upRightDiagonal, horizontal, vertical].map((walk) =>
  [0, 1, 2, 3].map((log2) => scan(log2, walk)),
);
