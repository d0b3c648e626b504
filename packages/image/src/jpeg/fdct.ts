/**
 * The forward cosine transform of Arai, Agui and Nakajima: 5 multiplications per row, its outputs scaled by factors
 * that quantisation divides out (`aanScale`). Linear, which is what lets two variants share their transforms.
 */
export const aanScale: readonly number[] = [
  1.0, 1.387039845, 1.306562965, 1.175875602, 1.0, 0.785694958, 0.5411961, 0.275899379,
];

const work = new Float64Array(64);

/** Transforms the 8x8 block of `source` at `offset` (rows `stride` apart) into `target`, row by row of frequencies. */
export function fdct(source: Float32Array, offset: number, stride: number, target: Float64Array): void {
  for (let row = 0, s = offset; row < 64; row += 8, s += stride) {
    const s0 = source[s]!;
    const s1 = source[s + 1]!;
    const s2 = source[s + 2]!;
    const s3 = source[s + 3]!;
    const s4 = source[s + 4]!;
    const s5 = source[s + 5]!;
    const s6 = source[s + 6]!;
    const s7 = source[s + 7]!;
    const t0 = s0 + s7;
    const t7 = s0 - s7;
    const t1 = s1 + s6;
    const t6 = s1 - s6;
    const t2 = s2 + s5;
    const t5 = s2 - s5;
    const t3 = s3 + s4;
    const t4 = s3 - s4;
    const e0 = t0 + t3;
    const e3 = t0 - t3;
    const e1 = t1 + t2;
    const e2 = t1 - t2;
    work[row] = e0 + e1;
    work[row + 4] = e0 - e1;
    const z1 = (e2 + e3) * 0.707106781;
    work[row + 2] = e3 + z1;
    work[row + 6] = e3 - z1;
    const o0 = t4 + t5;
    const o1 = t5 + t6;
    const o2 = t6 + t7;
    const z5 = (o0 - o2) * 0.382683433;
    const z2 = 0.5411961 * o0 + z5;
    const z4 = 1.306562965 * o2 + z5;
    const z3 = o1 * 0.707106781;
    const z11 = t7 + z3;
    const z13 = t7 - z3;
    work[row + 5] = z13 + z2;
    work[row + 3] = z13 - z2;
    work[row + 1] = z11 + z4;
    work[row + 7] = z11 - z4;
  }
  for (let column = 0; column < 8; column++) {
    const s0 = work[column]!;
    const s1 = work[column + 8]!;
    const s2 = work[column + 16]!;
    const s3 = work[column + 24]!;
    const s4 = work[column + 32]!;
    const s5 = work[column + 40]!;
    const s6 = work[column + 48]!;
    const s7 = work[column + 56]!;
    const t0 = s0 + s7;
    const t7 = s0 - s7;
    const t1 = s1 + s6;
    const t6 = s1 - s6;
    const t2 = s2 + s5;
    const t5 = s2 - s5;
    const t3 = s3 + s4;
    const t4 = s3 - s4;
    const e0 = t0 + t3;
    const e3 = t0 - t3;
    const e1 = t1 + t2;
    const e2 = t1 - t2;
    target[column] = e0 + e1;
    target[column + 32] = e0 - e1;
    const z1 = (e2 + e3) * 0.707106781;
    target[column + 16] = e3 + z1;
    target[column + 48] = e3 - z1;
    const o0 = t4 + t5;
    const o1 = t5 + t6;
    const o2 = t6 + t7;
    const z5 = (o0 - o2) * 0.382683433;
    const z2 = 0.5411961 * o0 + z5;
    const z4 = 1.306562965 * o2 + z5;
    const z3 = o1 * 0.707106781;
    const z11 = t7 + z3;
    const z13 = t7 - z3;
    target[column + 40] = z13 + z2;
    target[column + 24] = z13 - z2;
    target[column + 8] = z11 + z4;
    target[column + 56] = z11 - z4;
  }
}
