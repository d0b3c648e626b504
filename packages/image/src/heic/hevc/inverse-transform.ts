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
  const { columns, sums } = work;
  for (let x = 0; x <= reachX; x++) {
    transformLine(block, x, size, reachY, log2, sums);
    for (let y = 0; y < size; y++) {
      const value = (sums[y]! + 64) >> 7;
      columns[(y << log2) + x] = value < -32_768 ? -32_768 : value > 32_767 ? 32_767 : value;
    }
  }
  const shift = 20 - bitDepth;
  const half = 1 << (shift - 1);
  for (let y = 0; y < size; y++) {
    const row = y << log2;
    transformLine(columns, row, 1, reachX, log2, sums);
    for (let x = 0; x < size; x++) block[row + x] = (sums[x]! + half) >> shift;
  }
}

/**
 * One line of frequencies to one line of sums: even frequencies are the transform of half the size, odd ones are added on
 * one half of the line and taken away on the other, and so on downwards.
 */
function transformLine(
  source: Int32Array,
  start: number,
  step: number,
  reach: number,
  log2: number,
  sums: Int32Array,
): void {
  const size = 1 << log2;
  const first = source[start]! << 6;
  const middle = reach >= size >> 1 ? source[start + (size >> 1) * step]! << 6 : 0;
  sums[0] = first + middle;
  sums[1] = first - middle;
  for (let half = 2; half < size; half <<= 1) {
    // Odd multiples of `unit` are the odd frequencies of the transform of size 2 * half.
    const unit = size / (2 * half);
    const matrixStep = (32 >> log2) * unit * 32;
    for (let i = half - 1; i >= 0; i--) {
      let odd = 0;
      for (let k = 1, at = start + unit * step; k * unit <= reach && k < 2 * half; k += 2, at += 2 * unit * step) {
        odd += matrix[k * matrixStep + i]! * source[at]!;
      }
      const even = sums[i]!;
      sums[half + i] = odd;
      sums[i] = even;
    }
    for (let i = 0; i < half; i++) sums[32 + i] = sums[half + i]!;
    for (let i = half - 1; i >= 0; i--) {
      const even = sums[i]!;
      const odd = sums[32 + i]!;
      sums[i] = even + odd;
      sums[2 * half - 1 - i] = even - odd;
    }
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
