import type { Luma } from "@whosecopy/image";

/**
 * What an edit can turn a picture into, locally and to first order: a constant, the picture itself, two blurred versions, and its
 * slopes (a shift). The first shape is constant 1, which the fit relies on for counting pixels.
 */
export function referenceShapes(reference: Luma): Float32Array[] {
  const { width, height } = reference;
  const picture = Float32Array.from(reference.luma, (value) => value / 64 - 2);
  const fine = blur(picture, width, height);
  const coarse = blur(blur(blur(fine, width, height), width, height), width, height);
  const slopes = slopesOf(fine, width, height);
  return [new Float32Array(width * height).fill(1), picture, fine, coarse, slopes.x, slopes.y];
}

/** Blurs by 1 4 6 4 1 both ways (a Gaussian of sigma 1). */
function blur(data: Float32Array, width: number, height: number): Float32Array {
  const rows = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    const base = y * width;
    for (let x = 0; x < width; x++) {
      const a = data[base + Math.max(0, x - 2)]! + data[base + Math.min(width - 1, x + 2)]!;
      const b = data[base + Math.max(0, x - 1)]! + data[base + Math.min(width - 1, x + 1)]!;
      rows[base + x] = (a + 4 * b + 6 * data[base + x]!) / 16;
    }
  }
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    const up2 = Math.max(0, y - 2) * width;
    const up = Math.max(0, y - 1) * width;
    const down = Math.min(height - 1, y + 1) * width;
    const down2 = Math.min(height - 1, y + 2) * width;
    const base = y * width;
    for (let x = 0; x < width; x++) {
      out[base + x] =
        (rows[up2 + x]! + rows[down2 + x]! + 4 * (rows[up + x]! + rows[down + x]!) + 6 * rows[base + x]!) / 16;
    }
  }
  return out;
}

function slopesOf(data: Float32Array, width: number, height: number) {
  const x = new Float32Array(data.length);
  const y = new Float32Array(data.length);
  for (let row = 0; row < height; row++) {
    const up = Math.max(0, row - 1) * width;
    const down = Math.min(height - 1, row + 1) * width;
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      x[at] = data[row * width + Math.min(width - 1, column + 1)]! - data[row * width + Math.max(0, column - 1)]!;
      y[at] = data[down + column]! - data[up + column]!;
    }
  }
  return { x, y };
}
