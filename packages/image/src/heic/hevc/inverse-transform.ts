/** Magnitudes of the transform's matrix (ITU-T H.265 equation 8-311): 64 sqrt(2) cos(j pi / 64), as the standard rounds. */
// prettier-ignore
const cosines = [
  64, 90, 90, 90, 89, 88, 87, 85, 83, 82, 80, 78, 75, 73, 70, 67, 64, 61, 57, 54, 50, 46, 43, 38, 36, 31, 25, 22, 18, 13, 9, 4, 0,
];

/** Row k holds the k-th frequency of 32; smaller transforms take every second, fourth or eighth row. */
const matrix = Int32Array.from({ length: 32 * 32 }, (_, i) => {
  const frequency = i >> 5;
  const angle = ((2 * (i & 31) + 1) * frequency) & 127;
  const mirrored = angle > 64 ? 128 - angle : angle;
  return mirrored > 32 ? -cosines[64 - mirrored]! : cosines[mirrored]!;
});

/** Scratch of one transform. */
interface Work {
  readonly columns: Int32Array;
  readonly sums: Int32Array;
}

/**
 * Transforms coefficients to differences of samples in place (clause 8.6.4.2), in rows of `1 << log2`. Only columns up to
 * `reachX` and rows up to `reachY` hold coefficients.
 */
export function inverseDct(
  block: Int32Array,
  work: Work,
  params: { log2: number; reachX: number; reachY: number; bitDepth: number },
): void {
  const { log2, reachX, reachY, bitDepth } = params;
  const size = 1 << log2;
  const shift = 20 - bitDepth;
  const half = 1 << (shift - 1);
  const { columns, sums } = work;
  if (log2 === 2) {
    for (let x = 0; x < 4; x++) fourLine(block, columns, x, 4, 64, 7);
    for (let y = 0; y < 4; y++) fourLine(columns, block, 4 * y, 1, half, shift);
  } else if (log2 === 3) {
    for (let x = 0; x <= reachX; x++) eightLine(block, columns, x, 8, 64, 7);
    if (reachX < 7) clearColumns(columns, 8, reachX + 1);
    for (let y = 0; y < 8; y++) eightLine(columns, block, 8 * y, 1, half, shift);
  } else {
    for (let x = 0; x <= reachX; x++) longLine(block, columns, x, size, reachY, log2, sums, 64, 7);
    for (let y = 0; y < size; y++) longLine(columns, block, y << log2, 1, reachX, log2, sums, half, shift);
  }
}

function clearColumns(columns: Int32Array, size: number, from: number): void {
  for (let row = 0; row < size * size; row += size) columns.fill(0, row + from, row + size);
}

/*
 * One line of frequencies to one line of values, `step` apart in both arrays: even frequencies are symmetric, odd ones
 * change sign in the middle. Both stages keep to 16 bits: the standard asks it of the first, and what the second loses by it
 * is beyond every sample.
 */

function fourLine(
  source: Int32Array,
  target: Int32Array,
  start: number,
  step: number,
  half: number,
  shift: number,
): void {
  const a = source[start]!;
  const b = source[start + step]!;
  const c = source[start + 2 * step]!;
  const d = source[start + 3 * step]!;
  const even0 = 64 * (a + c) + half;
  const even1 = 64 * (a - c) + half;
  const odd0 = 83 * b + 36 * d;
  const odd1 = 36 * b - 83 * d;
  target[start] = clip16((even0 + odd0) >> shift);
  target[start + step] = clip16((even1 + odd1) >> shift);
  target[start + 2 * step] = clip16((even1 - odd1) >> shift);
  target[start + 3 * step] = clip16((even0 - odd0) >> shift);
}

function eightLine(
  source: Int32Array,
  target: Int32Array,
  start: number,
  step: number,
  half: number,
  shift: number,
): void {
  const a = source[start]!;
  const b = source[start + step]!;
  const c = source[start + 2 * step]!;
  const d = source[start + 3 * step]!;
  const e = source[start + 4 * step]!;
  const f = source[start + 5 * step]!;
  const g = source[start + 6 * step]!;
  const h = source[start + 7 * step]!;
  const low0 = 64 * (a + e) + half;
  const low1 = 64 * (a - e) + half;
  const high0 = 83 * c + 36 * g;
  const high1 = 36 * c - 83 * g;
  const even0 = low0 + high0;
  const even1 = low1 + high1;
  const even2 = low1 - high1;
  const even3 = low0 - high0;
  const odd0 = 89 * b + 75 * d + 50 * f + 18 * h;
  const odd1 = 75 * b - 18 * d - 89 * f - 50 * h;
  const odd2 = 50 * b - 89 * d + 18 * f + 75 * h;
  const odd3 = 18 * b - 50 * d + 75 * f - 89 * h;
  target[start] = clip16((even0 + odd0) >> shift);
  target[start + step] = clip16((even1 + odd1) >> shift);
  target[start + 2 * step] = clip16((even2 + odd2) >> shift);
  target[start + 3 * step] = clip16((even3 + odd3) >> shift);
  target[start + 4 * step] = clip16((even3 - odd3) >> shift);
  target[start + 5 * step] = clip16((even2 - odd2) >> shift);
  target[start + 6 * step] = clip16((even1 - odd1) >> shift);
  target[start + 7 * step] = clip16((even0 - odd0) >> shift);
}

/** Of 16 or 32 values: most high frequencies are 0, and what is 0 costs nothing. */
function longLine(
  source: Int32Array,
  target: Int32Array,
  start: number,
  step: number,
  reach: number,
  log2: number,
  sums: Int32Array,
  half: number,
  shift: number,
): void {
  const size = 1 << log2;
  const middle = size >> 1;
  for (let i = 0; i < middle; i++) {
    sums[i] = half;
    sums[32 + i] = 0;
  }
  for (let k = 0, at = start; k <= reach; k++, at += step) {
    const value = source[at]!;
    if (value === 0) continue;
    const row = k << (10 - log2);
    const to = (k & 1) << 5;
    for (let i = 0; i < middle; i++) sums[to + i] = sums[to + i]! + Math.imul(value, matrix[row + i]!);
  }
  const last = start + (size - 1) * step;
  for (let i = 0, offset = 0; i < middle; i++, offset += step) {
    const even = sums[i]!;
    const odd = sums[32 + i]!;
    target[start + offset] = clip16((even + odd) >> shift);
    target[last - offset] = clip16((even - odd) >> shift);
  }
}

/** The sine transform of 4x4 luma blocks, in place. */
export function inverseDst(block: Int32Array, work: Work, bitDepth: number): void {
  const { columns } = work;
  for (let x = 0; x < 4; x++) sineLine(block, columns, x, 4, 64, 7);
  const shift = 20 - bitDepth;
  for (let y = 0; y < 4; y++) sineLine(columns, block, 4 * y, 1, 1 << (shift - 1), shift);
}

function sineLine(
  source: Int32Array,
  target: Int32Array,
  start: number,
  step: number,
  half: number,
  shift: number,
): void {
  const a = source[start]!;
  const b = source[start + step]!;
  const c = source[start + 2 * step]!;
  const d = source[start + 3 * step]!;
  target[start] = clip16((29 * a + 74 * b + 84 * c + 55 * d + half) >> shift);
  target[start + step] = clip16((55 * a + 74 * b - 29 * c - 84 * d + half) >> shift);
  target[start + 2 * step] = clip16((74 * (a - c + d) + half) >> shift);
  target[start + 3 * step] = clip16((84 * a - 74 * b + 55 * c - 29 * d + half) >> shift);
}

function clip16(value: number): number {
  return value < -32_768 ? -32_768 : value > 32_767 ? 32_767 : value;
}
