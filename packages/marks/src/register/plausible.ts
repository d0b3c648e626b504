import { type Homography, localScale, mapPoint } from "./homography.ts";

/** Whether a map could be a photograph or an edit of a picture: never folded, mirrored, or squeezed beyond use. */
export function plausible(homography: Homography, width: number, height: number): boolean {
  const corners = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
    [width / 2, height / 2],
  ] as const;
  let least = Infinity;
  let most = 0;
  for (const [x, y] of corners) {
    if (homography[6]! * x + homography[7]! * y + homography[8]! <= 0) return false;
    const scale = localScale(homography, x, y);
    if (!(scale > 0.02 && scale < 50)) return false;
    least = Math.min(least, scale);
    most = Math.max(most, scale);
  }
  const [ax, ay] = mapPoint(homography, 0, 0);
  const [bx, by] = mapPoint(homography, width, 0);
  const [cx, cy] = mapPoint(homography, 0, height);
  const aspect = (Math.hypot(bx - ax, by - ay) / width) * (height / Math.hypot(cx - ax, cy - ay));
  return most / least < 6 && aspect > 0.2 && aspect < 5;
}
