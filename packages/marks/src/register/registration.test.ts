import { type Luma, lumaOf } from "@whosecopy/image";
import { describe, expect, it } from "vitest";
import { nodeRegistrar } from "../node/index.ts";
import { drawnPicture } from "../trace/testing/drawn-picture.ts";
import { warpToReference } from "../trace/warp.ts";
import { compose, type Homography, invert, mapPoint, mirroring, scaling } from "./homography.ts";

const picture = drawnPicture(640, 480, 7);
const reference = lumaOf(picture);

/** A leak of the given size in which the reference lies as `map` says. */
function leakBy(map: Homography, width: number, height: number): Luma {
  const { data } = warpToReference({ leak: reference, homography: invert(map), width, height });
  return { width, height, luma: Uint8Array.from(data, (value) => Math.max(0, Math.min(255, Math.round(value)))) };
}

/** The largest distance, in pixels of the leak, between where two maps put the parts that are in the leak. */
function distance(found: Homography, truth: Homography, leak: Luma): number {
  let most = 0;
  for (let y = 0; y <= 480; y += 40) {
    for (let x = 0; x <= 640; x += 40) {
      const [ax, ay] = mapPoint(truth, x, y);
      if (ax < 0 || ay < 0 || ax > leak.width || ay > leak.height) continue;
      const [bx, by] = mapPoint(found, x, y);
      most = Math.max(most, Math.hypot(ax - bx, ay - by));
    }
  }
  return most;
}

const turn = (degrees: number, x: number, y: number): Homography => {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return Float64Array.of(c, -s, x, s, c, y, 0, 0, 1);
};

const cases: Record<string, { map: Homography; width: number; height: number; mirrored?: boolean }> = {
  "as it is": { map: turn(0, 0, 0), width: 640, height: 480 },
  "cropped to a quarter": { map: turn(0, -150, -200), width: 320, height: 240 },
  "shrunk to 40 %": { map: scaling(0.4, 0.4), width: 256, height: 192 },
  stretched: { map: scaling(1.5, 1), width: 960, height: 480 },
  "turned by 12 degrees": { map: turn(12, 60, -40), width: 640, height: 480 },
  "turned by 90 degrees": { map: turn(90, 479, 0), width: 480, height: 640 },
  "seen from the side": { map: Float64Array.of(1, 0.05, 8, 0.03, 1, 5, 0.0002, 0.0001, 1), width: 640, height: 480 },
  "with bars around": { map: turn(0, 40, 120), width: 720, height: 800 },
  mirrored: { map: mirroring(640), width: 640, height: 480, mirrored: true },
  "mirrored and shrunk": { map: compose(scaling(0.5, 0.5), mirroring(640)), width: 320, height: 240, mirrored: true },
};

describe("registration", () => {
  it.each(Object.entries(cases))(
    "finds a picture %s, to well under a pixel",
    async (_, { map, width, height, mirrored }) => {
      const leak = leakBy(map, width, height);
      const found = await nodeRegistrar.register({ reference, leak });
      expect(found).not.toBeNull();
      expect(found!.mirrored).toBe(mirrored ?? false);
      expect(distance(found!.homography, map, leak)).toBeLessThan(0.75);
    },
  );

  it("does not find a picture in another one, in nothing, or in a few pixels", async () => {
    const others: Luma[] = [
      lumaOf(drawnPicture(640, 480, 8)),
      { width: 300, height: 300, luma: new Uint8Array(90_000).fill(128) },
      { width: 3, height: 900, luma: new Uint8Array(2700).fill(9) },
      { width: 1, height: 1, luma: new Uint8Array(1) },
      { width: 200, height: 200, luma: Uint8Array.from({ length: 40_000 }, (_, i) => (i * 2_654_435_761) >>> 24) },
    ];
    for (const leak of others) expect(await nodeRegistrar.register({ reference, leak })).toBeNull();
  });

  it.each(["shrunk to 40 %", "mirrored and shrunk", "seen from the side"])(
    "makes a map set by hand exact: %s",
    async (name) => {
      const { map, width, height, mirrored } = cases[name]!;
      const leak = leakBy(map, width, height);
      const byHand = compose(Float64Array.of(1.004, 0.003, 2, -0.002, 0.997, -1.5, 0, 0, 1), map);
      const found = await nodeRegistrar.register({ reference, leak, start: byHand });
      expect(found).toMatchObject({ mirrored: mirrored ?? false });
      expect(distance(found!.homography, map, leak)).toBeLessThan(0.75);
    },
  );

  it("keeps a map set by hand where the pictures tell nothing", async () => {
    const leak: Luma = { width: 300, height: 300, luma: new Uint8Array(90_000).fill(128) };
    const start = scaling(0.4, 0.4);
    const found = await nodeRegistrar.register({ reference, leak, start });
    expect(distance(found!.homography, start, leak)).toBeLessThan(1e-6);
  });

  it("can be given up", async () => {
    const signal = AbortSignal.abort();
    await expect(nodeRegistrar.register({ reference, leak: reference, signal })).rejects.toMatchObject({
      code: "cancelled",
    });
  });

  it("leaves the process's handling of unexpected errors alone", () => {
    const listeners = process.rawListeners("unhandledRejection").map(String);
    expect(listeners.some((text) => text.includes("abort"))).toBe(false);
  });
});
