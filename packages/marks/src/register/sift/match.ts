import { descriptorLength } from "./describe.ts";
import type { Features } from "./sift.ts";

/** A feature of the reference and one of the leak that look alike. */
export interface Match {
  readonly reference: number;
  readonly leak: number;
  /** Distance over that of the runner-up, both squared: below 1, the lower the surer. */
  readonly ratio: number;
}

/** A match counts when its distance is clearly below the runner-up's (Lowe 2004, section 7.1), here squared. */
const mostRatio = 0.88 ** 2;

/** Features this near, in pixels, are one and the same, and no runners-up. */
const samePlace = 4;

/** For every feature of the leak the one of the reference it resembles most, surest first. */
export function matchFeatures(reference: Features, leak: Features): Match[] {
  const matches: Match[] = [];
  const of = reference.descriptors;
  for (let i = 0; i < leak.count; i++) {
    const own = leak.descriptors.subarray(i * descriptorLength, (i + 1) * descriptorLength);
    let nearest = -1;
    let least = Infinity;
    let second = Infinity;
    for (let j = 0; j < reference.count; j++) {
      const distance = distanceBelow(own, of, j * descriptorLength, second);
      if (distance >= second) continue;
      const same =
        nearest >= 0 &&
        Math.abs(reference.x[j]! - reference.x[nearest]!) < samePlace &&
        Math.abs(reference.y[j]! - reference.y[nearest]!) < samePlace;
      if (distance < least) {
        if (!same) second = least;
        least = distance;
        nearest = j;
      } else if (!same) second = distance;
    }
    if (nearest >= 0 && least < mostRatio * second)
      matches.push({ reference: nearest, leak: i, ratio: least / second });
  }
  return matches.sort((a, b) => a.ratio - b.ratio);
}

/** The squared distance of two descriptors, or something not below `limit`. */
function distanceBelow(a: Uint8Array, all: Uint8Array, at: number, limit: number): number {
  let sum = 0;
  for (let k = 0; k < descriptorLength; k += 16) {
    for (let i = k; i < k + 16; i += 4) {
      const d0 = a[i]! - all[at + i]!;
      const d1 = a[i + 1]! - all[at + i + 1]!;
      const d2 = a[i + 2]! - all[at + i + 2]!;
      const d3 = a[i + 3]! - all[at + i + 3]!;
      sum += d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3;
    }
    if (sum >= limit) return sum;
  }
  return sum;
}
