import type { Picture } from "@whosecopy/image";
import { composed, identityMap, mapped, type PlaneMap, type Point, type Size } from "./plane.ts";
import { type SeededRandom, seededRandom } from "./seeded-random.ts";

/** Where something puts the pixels of a picture. */
export interface Placement {
  /** Of the outcome. */
  readonly size: Size;
  /** From positions in the picture to positions in the outcome; null when no plane map says it. */
  readonly map: PlaneMap | null;
  /** The same, also where the picture is bent. */
  readonly where: (x: number, y: number) => Point;
}

/** One thing done to a picture. The same random numbers are dealt to `place` and to `apply`. */
export interface Step {
  readonly apply: (picture: Picture, random: SeededRandom, others: readonly Picture[]) => Picture | Promise<Picture>;
  /** Absent: every pixel stays where it is. */
  readonly place?: (size: Size, random: SeededRandom) => Placement;
}

/** Something that people do to pictures before they turn up somewhere. */
export interface Attack {
  readonly name: string;
  readonly family: string;
  /** `must`: holds from `minPixels` up for 99 of 100 pictures; `stress`: reported below that many, held from there on. */
  readonly level: "must" | "stress";
  readonly minPixels: number;
  /** The same seed gives the same pixels. `others`: pictures that come to stand beside this one in collages. */
  readonly apply: (picture: Picture, seed: number, others?: readonly Picture[]) => Promise<Picture>;
  /** The plane map from the original's pixel positions to the leak's, mirrored ones included; null when bent. */
  readonly place: (width: number, height: number, seed: number) => PlaneMap | null;
  /** Where any pixel of the original comes to lie, bent or not. */
  readonly where: (width: number, height: number, seed: number) => Placement["where"];
}

const mustPixels = 768 * 512;
const stressPixels = 2_000_000;

/** An attack out of steps, one after the other. */
export function attack(params: {
  family: string;
  level: Attack["level"];
  name: string;
  steps: readonly Step[];
  minPixels?: number;
}): Attack {
  const { family, level, name, steps, minPixels = level === "must" ? mustPixels : stressPixels } = params;
  const randomOf = (seed: number, step: number) => seededRandom(`${name}/${seed}/${step}`);
  const placed = (width: number, height: number, seed: number): Placement => {
    let whole = plainPlacement({ width, height }, identityMap);
    steps.forEach((step, i) => {
      if (step.place === undefined) return;
      const [before, after] = [whole, step.place(whole.size, randomOf(seed, i))];
      whole = {
        size: after.size,
        map: before.map === null || after.map === null ? null : composed(after.map, before.map),
        where: (x, y) => after.where(...before.where(x, y)),
      };
    });
    return whole;
  };
  return {
    family,
    level,
    name,
    minPixels,
    async apply(picture, seed, others = []) {
      let outcome = picture;
      for (const [i, step] of steps.entries()) outcome = await step.apply(outcome, randomOf(seed, i), others);
      return outcome;
    },
    place: (width, height, seed) => placed(width, height, seed).map,
    where: (width, height, seed) => placed(width, height, seed).where,
  };
}

export function plainPlacement(size: Size, map: PlaneMap): Placement {
  return { size, map, where: (x, y) => mapped(map, x, y) };
}
