import type { Source } from "./render.ts";

/**
 * The grid of red, green and blue stripes on a screen (each 28 % of a pixel wide, 88 % high) as a sensor sees it: the first waves of its Fourier
 * series, weakened by the lens and by the sensor's pixels, which alias against the sensor's own grid. That is what moire is.
 */
const waves = [
  { k: 1, l: 0, amplitude: 1.75 },
  { k: 2, l: 0, amplitude: 1.12 },
  { k: 0, l: 1, amplitude: 0.27 },
  { k: 1, l: 1, amplitude: 0.23 },
  { k: 1, l: -1, amplitude: 0.23 },
];

/** Below this an 8-bit photo does not show a wave. */
const visible = 0.003;

/** How much of a wave of `frequency` per photo pixel gets through a lens's blur and sensor pixels (60 % of their pitch each way). */
function passed(frequency: number, blur: number): number {
  const a = Math.PI * 0.6 * frequency;
  return (Math.exp(-2 * (Math.PI * blur * frequency) ** 2) * Math.sin(a)) / a;
}

/**
 * The brightness of the grid, 1 on average, at photo position x, y in each colour. `source` leads to screen pixels, u and v are
 * where it leads from there.
 */
export function pixelGrid(source: Source, blur: number) {
  const [here, right, below] = [new Float64Array(2), new Float64Array(2), new Float64Array(2)];
  let seen: { k: number; l: number; strength: number }[] = [];
  let [blockX, blockY] = [-1, -1];
  return (x: number, y: number, u: number, v: number, out: Float64Array): void => {
    // The waves' lengths change slowly over a photo: looked up once per 16 pixels.
    if (x >> 4 !== blockX || y !== blockY) {
      [blockX, blockY] = [x >> 4, y];
      source(x, y, here);
      source(x + 1, y, right);
      source(x, y + 1, below);
      seen = waves
        .map(({ k, l, amplitude }) => {
          const across = k * (right[0]! - here[0]!) + l * (right[1]! - here[1]!);
          const down = k * (below[0]! - here[0]!) + l * (below[1]! - here[1]!);
          return { k, l, strength: amplitude * passed(Math.hypot(across, down), blur) };
        })
        .filter(({ strength }) => Math.abs(strength) > visible);
    }
    for (let c = 0; c < 3; c++) {
      let grid = 1;
      for (const { k, l, strength } of seen) grid += strength * Math.cos(2 * Math.PI * (k * (u - (c - 1) / 3) + l * v));
      out[c] = Math.max(0, grid);
    }
  };
}
