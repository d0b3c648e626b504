import { viewOf } from "../../exif/tiff-file.ts";

/**
 * What stays of a pHYs chunk: the shape of pixels when they are not square, since the picture would be shown stretched without it. How
 * large it is to be printed goes.
 * @returns the new content, or null when pixels are square.
 */
export function keptShape(content: Uint8Array): Uint8Array | null {
  if (content.length !== 9) return null;
  const view = viewOf(content);
  const [x, y] = [view.getUint32(0), view.getUint32(4)];
  if (x === y || x === 0 || y === 0) return null;
  const divisor = greatestCommonDivisor(x, y);
  const out = new Uint8Array(9);
  viewOf(out).setUint32(0, x / divisor);
  viewOf(out).setUint32(4, y / divisor);
  return out;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
