/**
 * sigCtx of a coefficient within its 4x4 sub-block (ITU-T H.265 clause 9.3.4.2.5), at `(kind << 4) | (y << 2) | x`. Kind 0 is
 * a block of 4x4 (table 9-50); 1 to 4 tell whether the sub-blocks to the right (1) and below (2) have coefficients.
 */
export const significanceContexts = Uint8Array.from([
  0,
  1,
  4,
  5,
  2,
  3,
  4,
  5,
  6,
  6,
  8,
  8,
  7,
  7,
  8,
  8,
  ...byPosition((x, y) => (x + y === 0 ? 2 : x + y < 3 ? 1 : 0)),
  ...byPosition((_, y) => (y === 0 ? 2 : y === 1 ? 1 : 0)),
  ...byPosition((x) => (x === 0 ? 2 : x === 1 ? 1 : 0)),
  ...byPosition(() => 2),
]);

function byPosition(context: (x: number, y: number) => number): number[] {
  return Array.from({ length: 16 }, (_, i) => context(i & 3, i >> 2));
}
