import { prg, sha256 } from "@whosecopy/crypto";
import type { Picture } from "@whosecopy/image";
import { utf8 } from "@whosecopy/protocol";

const width = 1600;
const height = 1066;
const lattice = 256;

type Colour = readonly [number, number, number];

/** Smooth noise over a lattice of numbers that repeats every 256 cells; 0 to 1. */
function smoothNoise(values: Uint8Array): (x: number, y: number) => number {
  const at = (x: number, y: number): number => (values[(y & 255) * lattice + (x & 255)] ?? 0) / 255;
  return (x, y) => {
    const x0 = Math.floor(x);
    const y0 = Math.floor(y);
    const u = x - x0;
    const v = y - y0;
    const s = u * u * (3 - 2 * u);
    const t = v * v * (3 - 2 * v);
    const top = at(x0, y0) * (1 - s) + at(x0 + 1, y0) * s;
    const bottom = at(x0, y0 + 1) * (1 - s) + at(x0 + 1, y0 + 1) * s;
    return top * (1 - t) + bottom * t;
  };
}

/** Sums octaves of noise, each twice as fine and half as strong; 0 to 1. */
function layers(noise: (x: number, y: number) => number, octaves: number): (x: number, y: number) => number {
  return (x, y) => {
    let sum = 0;
    let weight = 0.5;
    let scale = 1;
    for (let octave = 0; octave < octaves; octave++) {
      sum += weight * noise(x * scale + octave * 37, y * scale + octave * 91);
      weight /= 2;
      scale *= 2;
    }
    return sum / (1 - 2 ** -octaves);
  };
}

function mix(a: Colour, b: Colour, t: number): Colour {
  const k = Math.min(1, Math.max(0, t));
  return [a[0] + (b[0] - a[0]) * k, a[1] + (b[1] - a[1]) * k, a[2] + (b[2] - a[2]) * k];
}

const ridges = [
  { base: 0.44, rise: 0.26, scale: 2.2, colour: [128, 132, 158] as Colour, haze: 0.62 },
  { base: 0.52, rise: 0.2, scale: 3.4, colour: [88, 98, 118] as Colour, haze: 0.4 },
  { base: 0.6, rise: 0.13, scale: 5.2, colour: [48, 66, 66] as Colour, haze: 0.16 },
];

/**
 * Draws a mountain lake in the evening: the demo's own picture, so that it needs nobody's photo. Textured like one, too,
 * since marks hide in texture. The same picture every time.
 */
export function drawPicture(): Picture {
  const noise = smoothNoise(prg(sha256(utf8("whosecopy demo picture")), lattice * lattice));
  const fine = layers(noise, 6);
  const coarse = layers(noise, 4);
  const rgb = new Uint8Array(3 * width * height);
  const shore = 0.63;

  const land = (x: number, y: number): Colour => {
    const sky = mix([252, 196, 142], [78, 112, 170], (0.5 - y) * 2.1 + 0.28);
    const cloud = Math.max(0, coarse(x * 5, y * 14) - 0.5) * 2.4;
    const glow = Math.exp(-((x - 0.68) ** 2 * 30 + (y - 0.36) ** 2 * 60));
    let colour = mix(mix(sky, [255, 236, 214], cloud), [255, 240, 200], glow * 0.75);
    for (const [i, ridge] of ridges.entries()) {
      const crest = ridge.base - ridge.rise * (fine(x * ridge.scale * 1.4 + i * 17.3, i * 5.1) - 0.32);
      if (y < crest) continue;
      const rock = fine(x * 60 + i * 11, y * 60) - 0.5;
      const shade = coarse(x * 14 - i * 3, y * 22) - 0.5;
      const snow = i === 0 && y < crest + 0.045 * fine(x * 26, 3) ? 0.65 : 0;
      const lit = mix(ridge.colour, [236, 232, 238], snow);
      colour = mix(
        [lit[0] + rock * 74 + shade * 50, lit[1] + rock * 70 + shade * 46, lit[2] + rock * 62 + shade * 40],
        [226, 190, 166],
        ridge.haze * (1 - (y - crest) * 2),
      );
    }
    return colour;
  };

  for (let row = 0; row < height; row++) {
    const y = row / height;
    for (let column = 0; column < width; column++) {
      const x = column / width;
      let colour: Colour;
      if (y < shore) {
        colour = land(x, y);
      } else if (y < 0.86 + 0.03 * coarse(x * 6, 40)) {
        // Water: the land upside down, stirred by ripples that grow towards the viewer.
        const depth = y - shore;
        const ripple = fine(x * 30, y * 240) - 0.5;
        const mirrored = land(x + ripple * depth * 0.12, shore - depth * 0.9 + ripple * 0.02);
        colour = mix(mirrored, [44, 70, 92], 0.3 + depth * 0.8);
        colour = [colour[0] + ripple * 42, colour[1] + ripple * 42, colour[2] + ripple * 46];
      } else {
        // The near shore: stones of several sizes.
        const stone = fine(x * 110, y * 120);
        const pebble = Math.abs(coarse(x * 46, y * 60) - 0.5) * 2;
        colour = mix([58, 54, 52], [178, 164, 148], stone * 0.85 + pebble * 0.35 - 0.2);
      }
      const grain = ((row * 7919 + column * 104_729) % 251) / 251 - 0.5;
      const at = 3 * (row * width + column);
      for (let channel = 0; channel < 3; channel++) {
        rgb[at + channel] = Math.min(255, Math.max(0, Math.round((colour[channel] ?? 0) + grain * 5)));
      }
    }
  }
  return { width, height, rgb };
}
