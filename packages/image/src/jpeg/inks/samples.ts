import { zigzag } from "../quantisation.ts";
import type { Plane } from "./scan.ts";

/** cosines[8 * u + x]: what frequency u adds at place x. */
const cosines = Float64Array.from({ length: 64 }, (_, i) => {
  const [u, x] = [i >> 3, i & 7];
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

/**
 * Dequantises and transforms a plane back (T.81 A.3.3), and stretches it to the picture's size, straight between the centres of its
 * samples.
 *
 * @param quant 64 divisors in zigzag order
 */
export function samplesOf(plane: Plane, quant: Uint16Array, size: { width: number; height: number }): Uint8Array {
  const stride = 8 * plane.stride;
  const small = new Uint8ClampedArray(stride * 8 * plane.rows);
  const divisors = new Float64Array(64);
  for (let k = 0; k < 64; k++) divisors[zigzag[k]!] = quant[k]!;
  const block = new Float64Array(64);
  for (let row = 0; row < plane.rows; row++) {
    for (let column = 0; column < plane.columns; column++) {
      transformBack(plane.coefficients, 64 * (row * plane.stride + column), divisors, block);
      let to = 8 * row * stride + 8 * column;
      for (let i = 0; i < 64; i += 8, to += stride) {
        for (let x = 0; x < 8; x++) small[to + x] = block[i + x]! + 128;
      }
    }
  }
  const held = { width: 8 * plane.columns, height: 8 * plane.rows };
  return stretched({ samples: small, stride, held, scale: plane.scale }, size);
}

const half = new Float64Array(64);

function transformBack(coefficients: Int16Array, at: number, divisors: Float64Array, block: Float64Array): void {
  half.fill(0);
  for (let v = 0; v < 8; v++) {
    for (let u = 0; u < 8; u++) {
      const coefficient = coefficients[at + 8 * v + u]!;
      if (coefficient === 0) continue;
      const value = coefficient * divisors[8 * v + u]!;
      for (let x = 0; x < 8; x++) half[8 * v + x] = half[8 * v + x]! + value * cosines[8 * u + x]!;
    }
  }
  block.fill(0);
  for (let v = 0; v < 8; v++) {
    for (let y = 0; y < 8; y++) {
      const share = cosines[8 * v + y]!;
      for (let x = 0; x < 8; x++) block[8 * y + x] = block[8 * y + x]! + share * half[8 * v + x]!;
    }
  }
}

function stretched(
  source: {
    samples: Uint8ClampedArray;
    stride: number;
    held: { width: number; height: number };
    scale: { x: number; y: number };
  },
  size: { width: number; height: number },
): Uint8Array {
  const { samples, stride, held, scale } = source;
  const out = new Uint8Array(size.width * size.height);
  const across = places(size.width, scale.x, held.width);
  const down = places(size.height, scale.y, held.height);
  for (let y = 0, to = 0; y < size.height; y++) {
    const above = down.low[y]! * stride;
    const below = down.high[y]! * stride;
    const fy = down.share[y]!;
    for (let x = 0; x < size.width; x++, to++) {
      const [left, right, fx] = [across.low[x]!, across.high[x]!, across.share[x]!];
      const top = samples[above + left]! + (samples[above + right]! - samples[above + left]!) * fx;
      const bottom = samples[below + left]! + (samples[below + right]! - samples[below + left]!) * fx;
      out[to] = top + (bottom - top) * fy + 0.5;
    }
  }
  return out;
}

function places(
  count: number,
  scale: number,
  held: number,
): { low: Int32Array; high: Int32Array; share: Float32Array } {
  const low = new Int32Array(count);
  const high = new Int32Array(count);
  const share = new Float32Array(count);
  const last = Math.min(Math.ceil(count * scale), held) - 1;
  for (let i = 0; i < count; i++) {
    const place = Math.min(Math.max((i + 0.5) * scale - 0.5, 0), last);
    low[i] = Math.floor(place);
    high[i] = Math.min(low[i]! + 1, last);
    share[i] = place - low[i]!;
  }
  return { low, high, share };
}
