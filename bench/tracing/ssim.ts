import type { Luma } from "@whosecopy/image";

const side = 8;
const c1 = (0.01 * 255) ** 2;
const c2 = (0.03 * 255) ** 2;

/** Structural similarity of brightness (Wang and others 2004), 8 by 8 windows at every fourth pixel, mean over the picture. */
export function ssim(a: Luma, b: Luma): number {
  let total = 0;
  let windows = 0;
  for (let y = 0; y + side <= a.height; y += 4) {
    for (let x = 0; x + side <= a.width; x += 4) {
      let [sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0];
      for (let j = 0; j < side; j++) {
        for (let i = 0, p = (y + j) * a.width + x; i < side; i++, p++) {
          const [u, v] = [a.luma[p]!, b.luma[p]!];
          sumA += u;
          sumB += v;
          squareA += u * u;
          squareB += v * v;
          product += u * v;
        }
      }
      const n = side * side;
      const [meanA, meanB] = [sumA / n, sumB / n];
      const [varA, varB] = [squareA / n - meanA * meanA, squareB / n - meanB * meanB];
      const covariance = product / n - meanA * meanB;
      total +=
        ((2 * meanA * meanB + c1) * (2 * covariance + c2)) /
        ((meanA * meanA + meanB * meanB + c1) * (varA + varB + c2));
      windows++;
    }
  }
  return total / windows;
}
