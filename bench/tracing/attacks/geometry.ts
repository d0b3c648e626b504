import { cropPicture, type Picture, resizePicture } from "@whosecopy/image";
import { attack, type Attack, plainPlacement, type Step } from "./attack.ts";
import { jpeg, saved } from "./formats.ts";
import { cornersOf, moved, type PlaneMap, type Point, scaled, type Size, throughPoints, turned } from "./plane.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { planeSource, rendered } from "./render.ts";

/** Resized with a Lanczos filter. */
function resized(target: (size: Size) => { width: number; height: number }): Step {
  const whole = (size: Size): Size => {
    const { width, height } = target(size);
    return { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) };
  };
  return {
    apply: (picture) => resizePicture(picture, whole(picture)),
    place: (size) => plainPlacement(whole(size), scaled(size, whole(size))),
  };
}

export function bySide(factor: number): Step {
  return resized(({ width, height }) => ({ width: width * factor, height: height * factor }));
}

/** Never enlarged. */
export function longEdge(pixels: number): Step {
  return resized(({ width, height }) => within({ width, height }, pixels / Math.max(width, height)));
}

/** Never enlarged. */
export function toWidth(pixels: number): Step {
  return resized(({ width, height }) => within({ width, height }, pixels / width));
}

function within({ width, height }: Size, factor: number): Size {
  return { width: width * Math.min(1, factor), height: height * Math.min(1, factor) };
}

/** A part of the picture somewhere in it: its shares of width and height. */
export function croppedTo(shareX: number, shareY: number): Step {
  const rectOf = (size: Size, random: SeededRandom) => {
    const width = Math.max(1, Math.round(size.width * shareX));
    const height = Math.max(1, Math.round(size.height * shareY));
    const x = Math.round(random.unit() * (size.width - width));
    const y = Math.round(random.unit() * (size.height - height));
    return { x, y, width, height };
  };
  return {
    apply: (picture, random) => cropPicture(picture, rectOf(picture, random)),
    place(size, random) {
      const rect = rectOf(size, random);
      return plainPlacement(rect, moved(-rect.x, -rect.y));
    },
  };
}

/** A part of the picture's own shape with that share of its area. */
export function croppedArea(share: number): Step {
  return croppedTo(Math.sqrt(share), Math.sqrt(share));
}

/** Undoes what cropping to these shares did to the size. */
function stretched(shareX: number, shareY: number): Step {
  return resized(({ width, height }) => ({ width: width / shareX, height: height / shareY }));
}

/** Anything that a plane map and a new size say. */
function mapping(plan: (size: Size, random: SeededRandom) => { map: PlaneMap; size: Size }): Step {
  return {
    apply(picture, random) {
      const { map, size } = plan(picture, random);
      return rendered({ picture, size, source: planeSource(map) });
    },
    place(size, random) {
      const planned = plan(size, random);
      return plainPlacement(planned.size, planned.map);
    },
  };
}

/** Turned on the spot, black corners, the picture's corners lost. */
function rotated(degrees: number): Step {
  return mapping((size, random) => ({ size, map: turned(size, size, random.sign() * degrees) }));
}

/** Turned as a phone's editor does it: cut to the largest part of the same shape without black corners. */
export function straightened(degrees: number): Step {
  return mapping((size, random) => {
    const angle = (degrees * Math.PI) / 180;
    const [long, short] = [Math.max(size.width, size.height), Math.min(size.width, size.height)];
    const factor = short / (long * Math.sin(angle) + short * Math.cos(angle));
    const inner = { width: Math.floor(size.width * factor), height: Math.floor(size.height * factor) };
    return { size: inner, map: turned(size, inner, random.sign() * degrees) };
  });
}

/** By a quarter turn, exactly; 1, 2 or 3 of them, clockwise. */
export function quarterTurns(turns: 1 | 2 | 3): Step {
  const sizeOf = ({ width, height }: Size): Size =>
    turns === 2 ? { width, height } : { width: height, height: width };
  return mapping((size) => ({ size: sizeOf(size), map: turned(size, sizeOf(size), 90 * turns).map(Math.round) }));
}

export const mirrored: Step = {
  apply: (picture) => flipped(picture, false),
  place: (size) => plainPlacement(size, Float64Array.of(-1, 0, size.width - 1, 0, 1, 0, 0, 0, 1)),
};

const upsideDown: Step = {
  apply: (picture) => flipped(picture, true),
  place: (size) => plainPlacement(size, Float64Array.of(1, 0, 0, 0, -1, size.height - 1, 0, 0, 1)),
};

function flipped({ width, height, rgb }: Picture, vertically: boolean): Picture {
  const out = new Uint8Array(rgb.length);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p += 3) {
      const from = 3 * (vertically ? (height - 1 - y) * width + x : y * width + width - 1 - x);
      out[p] = rgb[from]!;
      out[p + 1] = rgb[from + 1]!;
      out[p + 2] = rgb[from + 2]!;
    }
  }
  return { width, height, rgb: out };
}

/** Each corner moved by up to that share of the sides, in or out. */
export function jitteredCorners(share: number): Step {
  return mapping((size, random) => {
    const corners = cornersOf(size);
    const to = corners.map(([x, y]): Point => [
      x + size.width * share * random.between(-1, 1),
      y + size.height * share * random.between(-1, 1),
    ]);
    return { size, map: throughPoints(corners, to) };
  });
}

/** Each corner moved inwards by up to half of `scale` of the sides: torchvision's distortion scale, as VideoSeal uses it. */
function distorted(scale: number): Step {
  return mapping((size, random) => {
    const corners = cornersOf(size);
    const to = corners.map(([x, y]): Point => [
      x + (x < 0 ? 1 : -1) * random.unit() * (scale / 2) * size.width,
      y + (y < 0 ? 1 : -1) * random.unit() * (scale / 2) * size.height,
    ]);
    return { size, map: throughPoints(corners, to) };
  });
}

/** Slanted to the right by so much of the height. */
function sheared(share: number): Step {
  return mapping((size, random) => {
    const slope = random.sign() * share;
    return { size, map: Float64Array.of(1, slope, (-slope * (size.height - 1)) / 2, 0, 1, 0, 0, 0, 1) };
  });
}

function list(level: Attack["level"], entries: readonly (readonly [name: string, ...steps: Step[]])[]): Attack[] {
  return entries.map(([name, ...steps]) => attack({ family: "geometry", level, name, steps: [...steps, saved] }));
}

/** Three places each. */
function crops(level: Attack["level"], percents: readonly number[]): Attack[] {
  return percents.flatMap((percent) =>
    list(
      level,
      [1, 2, 3].map(
        (place) => [`crop to ${percent} % of the area, place ${place}`, croppedArea(percent / 100)] as const,
      ),
    ),
  );
}

function atQuality(quality: number, name: string, step: Step): Attack {
  return attack({
    family: "geometry",
    level: "stress",
    name: `${name}, JPEG ${quality}`,
    steps: [step, jpeg(quality)],
  });
}

export const geometry: readonly Attack[] = [
  ...list("must", [
    ["resize to 75 % of a side", bySide(0.75)],
    ["resize to 50 % of a side", bySide(0.5)],
    ["resize to 25 % of a side", bySide(0.25)],
    ["rotate by 1 degree, cut to fit", straightened(1)],
    ["rotate by 5 degrees, cut to fit", straightened(5)],
    ["rotate by 10 degrees, cut to fit", straightened(10)],
    ["rotate by 10 degrees, black corners", rotated(10)],
    ["rotate by 90 degrees", quarterTurns(1)],
    ["rotate by 180 degrees", quarterTurns(2)],
    ["rotate by 270 degrees", quarterTurns(3)],
    ["mirror", mirrored],
    ["width to 80 %", resized(({ width, height }) => ({ width: width * 0.8, height }))],
    ["height to 80 %", resized(({ width, height }) => ({ width, height: height * 0.8 }))],
    ["perspective, corners off by up to 5 %", jitteredCorners(0.05)],
  ]),
  ...crops("must", [75, 50, 25]),
  ...crops("stress", [90, 10]),
  ...list("stress", [
    ["crop to 5 % of the area", croppedArea(0.05)],
    ["crop to the middle three fifths of the width", croppedTo(0.6, 1)],
    ["crop to two fifths of the height", croppedTo(1, 0.4)],
    ["resize to 150 % of a side", bySide(1.5)],
    ["resize to 32 % of a side", bySide(0.32)],
    ["resize to 12.5 % of a side", bySide(0.125)],
    ["resize to 320 px wide", toWidth(320)],
    // As InvisMark draws it: a part of another shape, stretched back.
    ["crop to 90 % by 70 %, stretched to the old shape", croppedTo(0.9, 0.7), stretched(0.9, 0.7)],
    ["rotate by 15 degrees, cut to fit", straightened(15)],
    ["rotate by 30 degrees, black corners", rotated(30)],
    ["rotate by 45 degrees, black corners", rotated(45)],
    ["rotate by 45 degrees, cut to fit", straightened(45)],
    ["upside down", upsideDown],
    ["mirror, rotate by 90 degrees", mirrored, quarterTurns(1)],
    ["width to 60 %", resized(({ width, height }) => ({ width: width * 0.6, height }))],
    ["height to 60 %", resized(({ width, height }) => ({ width, height: height * 0.6 }))],
    ["shear by 15 %", sheared(0.15)],
    ["perspective, corners off by up to 10 %", jitteredCorners(0.1)],
    ["perspective, distortion scale 0.3", distorted(0.3)],
    ["perspective, distortion scale 0.5", distorted(0.5)],
    ["perspective, distortion scale 0.8", distorted(0.8)],
  ]),
  atQuality(60, "resize to 50 % of a side", bySide(0.5)),
  atQuality(60, "resize to 25 % of a side", bySide(0.25)),
];
