import { attack, type Attack, type Placement, type Step } from "./attack.ts";
import { saved } from "./formats.ts";
import type { Point, Size } from "./plane.ts";
import { rendered, type Source } from "./render.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** Bends by a displacement: the pixel at a position comes from position + displacement. */
function bent(plan: (size: Size, random: SeededRandom) => (x: number, y: number) => Point): Step {
  return {
    apply(picture, random) {
      const displacement = plan(picture, random);
      const source: Source = (x, y, out) => {
        const [dx, dy] = displacement(x, y);
        out[0] = Math.min(picture.width - 0.5, Math.max(-0.5, x + dx));
        out[1] = Math.min(picture.height - 0.5, Math.max(-0.5, y + dy));
      };
      return rendered({ picture, size: picture, source });
    },
    place(size, random): Placement {
      const displacement = plan(size, random);
      return { size, map: null, where: (x, y) => undone(displacement, x, y) };
    },
  };
}

/** The position whose displacement leads to x, y, by repeated correction. */
function undone(displacement: (x: number, y: number) => Point, x: number, y: number): Point {
  let [u, v] = [x, y];
  for (let i = 0; i < 30; i++) {
    const [dx, dy] = displacement(u, v);
    [u, v] = [x - dx, y - dy];
  }
  return [u, v];
}

/** Smooth random displacements: a grid of random vectors between which cubic splines run. */
function wavy(cells: number, amplitude: number) {
  return (size: Size, random: SeededRandom): ((x: number, y: number) => Point) => {
    const side = Math.max(size.width, size.height);
    const stride = cells + 4;
    const grid = Float64Array.from({ length: 2 * stride * stride }, () => random.normal() * amplitude * side);
    return (x, y) => {
      const gx = ((x + 0.5) / side) * cells;
      const gy = ((y + 0.5) / side) * cells;
      const [cx, cy] = [Math.floor(gx), Math.floor(gy)];
      let [dx, dy] = [0, 0];
      for (let j = 0; j < 4; j++) {
        const wy = spline(gy - cy, j);
        for (let i = 0; i < 4; i++) {
          const weight = wy * spline(gx - cx, i);
          const at = 2 * ((cy + j) * stride + cx + i);
          dx += weight * (grid[at] ?? 0);
          dy += weight * (grid[at + 1] ?? 0);
        }
      }
      return [dx, dy];
    };
  };
}

/** Uniform cubic B-spline: smooth, and never beyond the numbers it runs between. */
function spline(t: number, i: number): number {
  if (i === 0) return (1 - t) ** 3 / 6;
  if (i === 1) return (4 - 6 * t * t + 3 * t ** 3) / 6;
  if (i === 2) return (1 + 3 * t + 3 * t * t - 3 * t ** 3) / 6;
  return t ** 3 / 6;
}

/**
 * StirMark's random bending (Petitcolas, Anderson, Kuhn 1998): the corners pulled a little, most bent in the middle, a slow wave and small random
 * displacements on top. Amplitudes are shares of the long side.
 */
function stirred({ corners, bend, wave, jitter }: { corners: number; bend: number; wave: number; jitter: number }) {
  return (size: Size, random: SeededRandom): ((x: number, y: number) => Point) => {
    const side = Math.max(size.width, size.height);
    const pulls = Array.from({ length: 8 }, () => random.between(-1, 1) * corners * side);
    const [bendX, bendY] = [random.sign() * bend * side, random.sign() * bend * side];
    const phases = [random.unit(), random.unit()].map((unit) => 2 * Math.PI * unit);
    const small = wavy(24, jitter)(size, random);
    return (x, y) => {
      const [u, v] = [x / size.width, y / size.height];
      const mix = (k: number): number =>
        (1 - u) * (1 - v) * pulls[k]! +
        u * (1 - v) * pulls[2 + k]! +
        u * v * pulls[4 + k]! +
        (1 - u) * v * pulls[6 + k]!;
      const [sx, sy] = small(x, y);
      const hill = Math.sin(Math.PI * u) * Math.sin(Math.PI * v);
      const slowX = wave * side * Math.sin(2 * Math.PI * 3 * v + phases[0]!);
      const slowY = wave * side * Math.sin(2 * Math.PI * 3 * u + phases[1]!);
      return [mix(0) + bendX * hill + slowX + sx, mix(1) + bendY * hill + slowY + sy];
    };
  };
}

/** Like a lens: positive bulges outwards (barrel). `strength`: the shift at the middle of a side, as a share of half the diagonal. */
function lens(strength: number): Step {
  return bent((size) => {
    const [cx, cy] = [(size.width - 1) / 2, (size.height - 1) / 2];
    const square = cx * cx + cy * cy;
    return (x, y) => {
      const r2 = ((x - cx) ** 2 + (y - cy) ** 2) / square;
      return [(x - cx) * strength * (r2 - 1), (y - cy) * strength * (r2 - 1)];
    };
  });
}

/** Parts pinched or bulged, as retouching apps do with faces. */
function liquified(spots: number, radius: number, strength: number): Step {
  return bent((size, random) => {
    const side = Math.min(size.width, size.height);
    const middles = Array.from({ length: spots }, () => ({
      x: random.between(0.2, 0.8) * size.width,
      y: random.between(0.2, 0.8) * size.height,
      strength: random.sign() * strength,
    }));
    return (x, y) => {
      let [dx, dy] = [0, 0];
      for (const spot of middles) {
        const [u, v] = [x - spot.x, y - spot.y];
        const near = Math.exp(-(u * u + v * v) / (2 * (radius * side) ** 2));
        dx += u * near * spot.strength;
        dy += v * near * spot.strength;
      }
      return [dx, dy];
    };
  });
}

function list(entries: readonly (readonly [name: string, ...steps: Step[]])[]): Attack[] {
  return entries.map(([name, ...steps]) =>
    attack({ family: "warps", level: "stress", name, steps: [...steps, saved] }),
  );
}

export const stirMark = bent(stirred({ corners: 0.01, bend: 0.006, wave: 0.0015, jitter: 0.0008 }));

export const warps: readonly Attack[] = list([
  ["random bending, mild (corners 1 %, middle 0.6 %, waves 0.15 %)", stirMark],
  [
    "random bending, strong (corners 2 %, middle 1.2 %, waves 0.3 %)",
    bent(stirred({ corners: 0.02, bend: 0.012, wave: 0.003, jitter: 0.0016 })),
  ],
  ["smooth waves, 6 cells, 0.6 % of a side", bent(wavy(6, 0.006))],
  ["smooth waves, 16 cells, 0.3 % of a side", bent(wavy(16, 0.003))],
  ["lens, barrel 5 %", lens(-0.05)],
  ["lens, pincushion 5 %", lens(0.05)],
  ["three places pinched or bulged by 15 %", liquified(3, 0.15, 0.15)],
]);
