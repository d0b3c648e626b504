/**
 * Solves a weighted least-squares fit of one plane by n others from the upper triangle of their products (`Gram`), the target
 * being the last of them. Cholesky would do; elimination with a small ridge on so small a symmetric matrix is as quick and simpler.
 * @param params.scratch n * (n + 1) values.
 * @param params.out receives n weights from `at`; 0 for what the others already explain.
 */
export function solveLeastSquares(params: {
  n: number;
  sums: Float64Array;
  scratch: Float64Array;
  out: Float64Array;
  at: number;
}): void {
  const { n, sums, scratch: matrix, out, at } = params;
  const w = n + 1;
  let k = 0;
  for (let i = 0; i <= n; i++) {
    for (let j = i; j <= n; j++) {
      const value = sums[k++]!;
      if (i < n) matrix[i * w + j] = value;
      if (j < n) matrix[j * w + i] = value;
    }
  }
  for (let i = 0; i < n; i++) matrix[i * w + i] = matrix[i * w + i]! * (1 + 1e-6) + 1e-9;
  for (let i = 0; i < n; i++) {
    const pivot = matrix[i * w + i]!;
    if (!(Math.abs(pivot) > 1e-12)) {
      for (let j = 0; j <= n; j++) matrix[i * w + j] = 0;
      continue;
    }
    for (let r = i + 1; r < n; r++) {
      const factor = matrix[r * w + i]! / pivot;
      if (factor === 0) continue;
      for (let j = i; j <= n; j++) matrix[r * w + j]! -= factor * matrix[i * w + j]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    let value = matrix[i * w + n]!;
    for (let j = i + 1; j < n; j++) value -= matrix[i * w + j]! * out[at + j]!;
    const pivot = matrix[i * w + i]!;
    out[at + i] = Math.abs(pivot) > 1e-12 ? value / pivot : 0;
  }
}
