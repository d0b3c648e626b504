import { type Picture, lumaOf } from "@whosecopy/image";

/**
 * Takes the least busy seams from top to bottom out of a picture (Avidan and Shamir 2007).
 * @returns for every row, `picture.width` apart, the columns that are left, from left to right.
 */
export function carved(picture: Picture, seams: number): Int32Array {
  const { width, height, luma } = lumaOf(picture);
  const origin = new Int32Array(width * height);
  for (let i = 0; i < origin.length; i++) origin[i] = i % width;
  const cost = new Float32Array(width * height);
  for (let left = width; left > width - seams; left--) {
    for (let y = 0; y < height; y++) {
      const at = (x: number, row: number): number =>
        luma[row * width + origin[row * width + Math.min(left - 1, Math.max(0, x))]!]!;
      const below = Math.min(height - 1, y + 1);
      for (let x = 0; x < left; x++) {
        const busy = Math.abs(at(x + 1, y) - at(x - 1, y)) + Math.abs(at(x, below) - at(x, y));
        const above = (y - 1) * width + x;
        const best =
          y === 0
            ? 0
            : Math.min(cost[above]!, x > 0 ? cost[above - 1]! : Infinity, x + 1 < left ? cost[above + 1]! : Infinity);
        cost[y * width + x] = busy + best;
      }
    }
    let x = 0;
    const last = (height - 1) * width;
    for (let i = 1; i < left; i++) if (cost[last + i]! < cost[last + x]!) x = i;
    for (let y = height - 1; y >= 0; y--) {
      origin.copyWithin(y * width + x, y * width + x + 1, y * width + left);
      if (y === 0) break;
      const row = (y - 1) * width;
      let next = x;
      if (x > 0 && cost[row + x - 1]! < cost[row + next]!) next = x - 1;
      if (x + 1 < left && cost[row + x + 1]! < cost[row + next]!) next = x + 1;
      x = next;
    }
  }
  return origin;
}
