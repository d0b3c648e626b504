import { attack, type Attack, type Step } from "./attack.ts";
import { blurred, convolvedAcross, convolvedDown } from "./blur.ts";
import { bilateralFiltered, nonLocalMeans } from "./denoise.ts";
import { saved } from "./formats.ts";
import { ditheredToPalette } from "./gif.ts";
import { medianFiltered } from "./median.ts";
import { byte } from "./raster.ts";

export function blur(sigma: number): Step {
  return { apply: (picture) => blurred(picture, sigma) };
}

/** What a blur takes away, added so many times. */
export function sharpen(sigma: number, amount: number): Step {
  return {
    apply(picture) {
      const soft = blurred(picture, sigma).rgb;
      return { ...picture, rgb: picture.rgb.map((value, i) => byte(value + amount * (value - soft[i]!))) };
    },
  };
}

function boxBlur(side: number): Step {
  return {
    apply({ width, height, rgb }) {
      const kernel = new Float32Array(side).fill(1 / side);
      const samples = convolvedAcross({ width, height, samples: Float32Array.from(rgb) }, kernel);
      return { width, height, rgb: rounded(convolvedDown({ width, height, samples }, kernel)) };
    },
  };
}

/** Along a row or a column. */
function motionBlur(length: number): Step {
  return {
    apply({ width, height, rgb }, random) {
      const kernel = new Float32Array(length).fill(1 / length);
      const convolved = random.sign() > 0 ? convolvedAcross : convolvedDown;
      return { width, height, rgb: rounded(convolved({ width, height, samples: Float32Array.from(rgb) }, kernel)) };
    },
  };
}

function rounded(samples: Float32Array): Uint8Array {
  // A clamped array rounds and clips.
  return new Uint8Array(Uint8ClampedArray.from(samples).buffer);
}

export function noise(deviation: number): Step {
  return {
    apply: (picture, random) => ({
      ...picture,
      rgb: picture.rgb.map((value) => byte(value + deviation * random.normal())),
    }),
  };
}

/** Grey grain, soft over neighbours, as film and its imitations have it. */
function grain(deviation: number): Step {
  return {
    apply(picture, random) {
      const field = Float32Array.from({ length: picture.width * picture.height }, () => random.normal());
      const rgb = picture.rgb.map((value, p) => {
        const i = (p / 3) | 0;
        const soft = (field[i]! + (field[i + 1] ?? 0) + (field[i + picture.width] ?? 0)) / Math.sqrt(3);
        return byte(value + deviation * soft);
      });
      return { ...picture, rgb };
    },
  };
}

function saltAndPepper(share: number): Step {
  return {
    apply(picture, random) {
      const rgb = picture.rgb.slice();
      for (let p = 0; p < rgb.length; p += 3) {
        if (random.unit() < share) rgb.fill(random.sign() > 0 ? 255 : 0, p, p + 3);
      }
      return { ...picture, rgb };
    },
  };
}

export function median(side: number): Step {
  return { apply: (picture) => medianFiltered(picture, side) };
}

function bilateral(range: number, space: number): Step {
  return { apply: (picture) => bilateralFiltered(picture, { side: 9, range, space }) };
}

function nonLocal(strength: number): Step {
  return { apply: (picture) => nonLocalMeans(picture, { strength, reach: 5 }) };
}

function gif(colours: number): Step {
  return { apply: (picture) => ditheredToPalette(picture, colours) };
}

function list(level: Attack["level"], entries: readonly (readonly [name: string, ...steps: Step[]])[]): Attack[] {
  return entries.map(([name, ...steps]) => attack({ family: "filters", level, name, steps }));
}

export const filters: readonly Attack[] = [
  ...list("must", [
    ["blur, sigma 2", blur(2), saved],
    ["sharpen, sigma 1.5, x 1", sharpen(1.5, 1), saved],
    ["median 5", median(5), saved],
    ["bilateral, 9 px, 40 levels", bilateral(40, 3), saved],
    ["noise, deviation 15", noise(15), saved],
  ]),
  ...list("stress", [
    ["blur, sigma 3", blur(3), saved],
    ["blur, sigma 4", blur(4), saved],
    ["blur, sigma 6", blur(6), saved],
    ["box blur 5", boxBlur(5), saved],
    ["motion blur 7", motionBlur(7), saved],
    ["sharpen, sigma 3, x 2", sharpen(3, 2), saved],
    ["median 3", median(3), saved],
    ["median 7", median(7), saved],
    ["bilateral, 9 px, 75 levels", bilateral(75, 75), saved],
    ["non-local means, strength 10", nonLocal(10), saved],
    ["non-local means, strength 20", nonLocal(20), saved],
    ["noise, deviation 5", noise(5), saved],
    ["noise, deviation 25", noise(25), saved],
    ["noise, deviation 40", noise(40), saved],
    ["grain, deviation 20", grain(20), saved],
    ["salt and pepper, 2 %", saltAndPepper(0.02), saved],
    ["GIF of 256 colours, dithered", gif(256)],
    ["GIF of 64 colours, dithered", gif(64)],
    ["noise 10, then non-local means 15", noise(10), nonLocal(15), saved],
    ["blur 2, then sharpened back", blur(2), sharpen(2, 1.5), saved],
  ]),
];
