import { prgReader } from "@whosecopy/crypto";
import { describe, expect, it } from "vitest";
import { type Homography, localScale, mapPoint } from "./homography.ts";
import { planeCandidates } from "./plane-candidates.ts";
import type { Features } from "./sift/sift.ts";

const random = prgReader(new Uint8Array(32).fill(5));
const upTo = (most: number) => (random.take(2)[0]! / 256 + random.take(1)[0]! / 65_536) * most;

function featuresAt(points: readonly (readonly [x: number, y: number, sigma: number, angle: number])[]): Features {
  return {
    count: points.length,
    x: Float32Array.from(points, ([x]) => x),
    y: Float32Array.from(points, ([, y]) => y),
    sigma: Float32Array.from(points, ([, , sigma]) => sigma),
    angle: Float32Array.from(points, ([, , , angle]) => angle),
    descriptors: new Uint8Array(0),
  };
}

/** Features scattered over a picture; the first `right` of them lie in the leak as the map says, the others anywhere. */
function scattered(map: Homography, count: number, right: number) {
  const from = Array.from({ length: count }, () => [upTo(800), upTo(600), 2 + upTo(4), upTo(6)] as const);
  const to = from.map(([x, y, sigma, angle], i) => {
    if (i >= right) return [upTo(900), upTo(700), 2 + upTo(4), upTo(6)] as const;
    const [u, v] = mapPoint(map, x, y);
    const [a, b] = mapPoint(map, x + Math.cos(angle), y + Math.sin(angle));
    return [u, v, sigma * localScale(map, x, y), Math.atan2(b - v, a - u)] as const;
  });
  const matches = from.map((_, i) => ({ reference: i, leak: i, ratio: 0.5 }));
  return [featuresAt(from), featuresAt(to), matches] as const;
}

describe("plane maps from matches", () => {
  const oblique = Float64Array.of(0.7, -0.3, 200, 0.25, 0.75, 20, 0.0002, 0.0001, 1);

  it("are found where one match in twenty is right", () => {
    const candidates = planeCandidates(...scattered(oblique, 600, 30));
    expect(candidates[0]!.inliers).toBeGreaterThanOrEqual(26);
    for (const [x, y] of [
      [50, 40],
      [700, 80],
      [400, 550],
    ] as const) {
      const [u, v] = mapPoint(oblique, x, y);
      const [a, b] = mapPoint(candidates[0]!.homography, x, y);
      expect(Math.hypot(a - u, b - v)).toBeLessThan(4);
    }
  });

  it("are never many features strong where no match is right", () => {
    const candidates = planeCandidates(...scattered(oblique, 600, 0));
    for (const { inliers } of candidates) expect(inliers).toBeLessThan(12);
  });

  it("are none where there are hardly any matches", () => {
    expect(planeCandidates(...scattered(oblique, 4, 4))).toEqual([]);
  });
});
