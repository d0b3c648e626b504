import { lumaOf, resizeLuma } from "@whosecopy/image";
import { describe, expect, it } from "vitest";
import { drawnPicture } from "../../trace/testing/drawn-picture.ts";
import { mirrorLuma } from "../mirror.ts";
import { originOf, leakFrom } from "../testing/made-leak.ts";
import { matchFeatures } from "./match.ts";
import { type Features, findFeatures, mirrorFeatures } from "./sift.ts";

const picture = lumaOf(drawnPicture(320, 240, 4));
const features = findFeatures(picture, 1_000);

/** The share of matches that join places which belong together. */
function rightShare(a: Features, b: Features, where: (x: number, y: number) => readonly [number, number]): number {
  const matches = matchFeatures(a, b);
  const right = matches.filter(({ reference, leak }) => {
    const [x, y] = where(a.x[reference]!, a.y[reference]!);
    return Math.hypot(x - b.x[leak]!, y - b.y[leak]!) < 3;
  });
  expect(right.length).toBeGreaterThan(30);
  return right.length / matches.length;
}

describe("features", () => {
  it("are the same when a picture is half as large", () => {
    const half = findFeatures(resizeLuma(picture, { width: 160, height: 120 }), 1_000);
    expect(rightShare(features, half, (x, y) => [x / 2, y / 2])).toBeGreaterThan(0.8);
  });

  it("turn with the picture", () => {
    const [c, s] = [Math.cos(0.6), Math.sin(0.6)];
    const map = Float64Array.of(c, -s, 150, s, c, 10, 0, 0, 1);
    const { leak } = leakFrom({ reference: picture, origin: originOf(map), width: 440, height: 400 });
    const turned = findFeatures(leak, 1_000);
    const where = (x: number, y: number) => [c * x - s * y + 150, s * x + c * y + 10] as const;
    expect(rightShare(features, turned, where)).toBeGreaterThan(0.8);
    // Their directions turn as well.
    const angles = matchFeatures(features, turned)
      .slice(0, 20)
      .map(({ reference, leak: at }) => turned.angle[at]! - features.angle[reference]!);
    for (const angle of angles) expect(Math.cos(angle - 0.6)).toBeGreaterThan(0.95);
  });

  it("are mirrored without looking at the mirrored picture", () => {
    const seen = findFeatures(mirrorLuma(picture), 1_000);
    const told = mirrorFeatures(features, picture.width);
    expect(rightShare(told, seen, (x, y) => [x, y])).toBeGreaterThan(0.95);
    expect(matchFeatures(told, seen).length).toBeGreaterThan(0.8 * seen.count);
  });

  it("are found in dull parts too, and not at all where there is nothing", () => {
    const dull = { ...picture, luma: picture.luma.map((value, i) => (i % 320 < 160 ? 120 + value / 16 : value)) };
    expect(findFeatures(dull, 400).x.filter((x) => x < 150).length).toBeGreaterThan(20);
    expect(findFeatures({ ...picture, luma: new Uint8Array(320 * 240).fill(77) }, 400).count).toBe(0);
  });
});
