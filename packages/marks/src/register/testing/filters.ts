import { prg } from "@whosecopy/crypto";
import { type Luma, resizeLuma } from "@whosecopy/image";
import { blurred, planeOf } from "../plane.ts";

function mapped(plane: Luma, value: (old: number, x: number, y: number, at: number) => number): Luma {
  const { width, height } = plane;
  const luma = new Uint8ClampedArray(plane.luma.length);
  for (let i = 0; i < luma.length; i++) luma[i] = value(plane.luma[i]!, i % width, Math.floor(i / width), i);
  return { width, height, luma: new Uint8Array(luma.buffer) };
}

export function smoothed(plane: Luma, sigma: number): Luma {
  const { data } = blurred(planeOf(plane), sigma);
  return mapped(plane, (_, __, ___, at) => data[at]!);
}

/** Noise of about the given standard deviation: four bytes together are near enough to normal. */
export function noisy(plane: Luma, deviation: number, seed = 1): Luma {
  const bytes = prg(new Uint8Array(32).fill(seed), 4 * plane.luma.length);
  return mapped(plane, (old, _, __, at) => {
    const sum = bytes[4 * at]! + bytes[4 * at + 1]! + bytes[4 * at + 2]! + bytes[4 * at + 3]!;
    return old + ((sum - 510) / 148) * deviation;
  });
}

/** Darker, flatter and bent in brightness, as filters and night modes do. */
export function tinted(plane: Luma): Luma {
  return mapped(plane, (old) => 15 + 130 * (old / 255) ** 1.6);
}

/** A face of a third of the area over the middle. */
export function covered(plane: Luma): Luma {
  const { width, height } = plane;
  const radius = Math.sqrt((width * height) / 3 / Math.PI);
  return mapped(plane, (old, x, y) => {
    const far = Math.hypot(x - 0.45 * width, y - 0.5 * height);
    if (far > radius) return old;
    const eye = Math.hypot(Math.abs(x - 0.45 * width) - 0.35 * radius, y - 0.35 * height) < 0.12 * radius;
    return eye ? 30 : 210 - (20 * far) / radius;
  });
}

/** A part between others, at half of its size: the second of four. */
export function amongOthers(plane: Luma, others: readonly Luma[]): Luma {
  const width = Math.round(plane.width / 2);
  const height = Math.round(plane.height / 2);
  const parts = [others[0]!, plane, others[1]!, others[0]!].map((part) => resizeLuma(part, { width, height }));
  const luma = new Uint8Array(4 * width * height);
  parts.forEach((part, i) => {
    for (let y = 0; y < height; y++) {
      const row = part.luma.subarray(y * width, (y + 1) * width);
      luma.set(row, ((i >> 1) * height + y) * 2 * width + (i & 1) * width);
    }
  });
  return { width: 2 * width, height: 2 * height, luma };
}
