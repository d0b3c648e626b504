import { type Luma, lumaOf } from "@whosecopy/image";
import { describe, expect, it } from "vitest";
import { nodeRegistrar } from "../node/index.ts";
import { drawnPicture } from "../trace/testing/drawn-picture.ts";
import { compose, type Homography, mirroring, scaling } from "./homography.ts";
import { amongOthers, covered, noisy, smoothed, tinted } from "./testing/filters.ts";
import { errorOf, leakFrom, type MadeLeak, originOf, throughLens, throughWaves } from "./testing/made-leak.ts";

const reference = lumaOf(drawnPicture(640, 480, 7));
const stranger = lumaOf(drawnPicture(640, 480, 8));

const turn = (degrees: number, x: number, y: number): Homography => {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return Float64Array.of(c, -s, x, s, c, y, 0, 0, 1);
};
const side = Float64Array.of(1.1, 0.05, 58, 0.03, 1.1, 35, 0.0002, 0.0001, 1);

interface Case {
  readonly map: Homography;
  readonly width: number;
  readonly height: number;
  readonly oversampling?: number;
  readonly mirrored?: boolean;
  /** Root mean square error allowed, in pixels of the reference; 0.2 when absent. */
  readonly within?: number;
  readonly after?: (leak: Luma) => Luma;
}

const whole = { map: turn(0, 0, 0), width: 640, height: 480 };

const planeCases: Record<string, Case> = {
  "as it is": whole,
  "cropped to a quarter": { map: turn(0, -150, -200), width: 320, height: 240 },
  "cropped to a tenth": { map: turn(0, -210, -250), width: 202, height: 152 },
  "shrunk to half": { map: scaling(0.5, 0.5), width: 320, height: 240, oversampling: 2 },
  "shrunk to a quarter": { map: scaling(0.25, 0.25), width: 160, height: 120, oversampling: 4, within: 0.4 },
  stretched: { map: scaling(1, 0.8), width: 640, height: 384 },
  "turned by 10 degrees": { map: turn(10, 60, -40), width: 640, height: 480 },
  "turned by 45 degrees": { map: turn(45, 340, -40), width: 790, height: 790 },
  "turned by 90 degrees": { map: turn(90, 479, 0), width: 480, height: 640 },
  "seen from the side": { map: side, width: 800, height: 600 },
  "with bars around": { map: turn(0, 40, 120), width: 720, height: 800 },
  mirrored: { map: mirroring(640), width: 640, height: 480, mirrored: true },
  "mirrored, shrunk and cropped": {
    map: compose(turn(0, -100, -60), compose(scaling(0.7, 0.7), mirroring(640))),
    width: 300,
    height: 220,
    oversampling: 1.5,
    mirrored: true,
  },
  blurred: { ...whole, after: (leak) => smoothed(leak, 2) },
  "full of noise": { ...whole, after: (leak) => noisy(leak, 15) },
  "dark and flat": { ...whole, after: tinted },
  "covered by a third": { ...whole, after: covered },
  "among four": {
    map: compose(turn(0, 320, 0), scaling(0.5, 0.5)),
    width: 640,
    height: 480,
    after: (leak) => amongOthers(leak, [stranger, lumaOf(drawnPicture(640, 480, 9))]),
  },
};

function madeBy(name: string): MadeLeak {
  const { map, width, height, oversampling = 1, after } = planeCases[name]!;
  // A collage is made from the picture as it is.
  const origin = originOf(name === "among four" ? whole.map : map);
  const { leak } = leakFrom({ reference, origin, width, height, oversampling });
  return { leak: after === undefined ? leak : after(leak), origin: originOf(map) };
}

describe("registration", () => {
  it.each(Object.entries(planeCases))("finds a picture %s", async (name, { mirrored = false, within = 0.2 }) => {
    const made = madeBy(name);
    const found = await nodeRegistrar.register({ reference, leak: made.leak });
    expect(found).toMatchObject({ mirrored });
    expect(errorOf({ found: found!, made, reference })).toBeLessThan(within);
  });

  const size = { width: 800, height: 600 };
  const bentOrigins = {
    "on a photographed screen": throughLens(originOf(side), { ...size, bend: -0.05 }),
    "through a lens that pinches": throughLens(originOf(turn(0, 80, 60)), { ...size, bend: 0.06 }),
    "bent by waves of 4 pixels": throughWaves(originOf(turn(0, 80, 60)), 4, 400),
  };
  it.each(Object.entries(bentOrigins))("follows a picture %s", async (_, origin) => {
    const made = leakFrom({
      reference,
      origin,
      ...size,
      around: (u, v) => 60 + 30 * Math.sin(u / 30) * Math.cos(v / 40),
    });
    const found = await nodeRegistrar.register({ reference, leak: made.leak });
    expect(errorOf({ found: found!, made, reference })).toBeLessThan(0.35);
  });

  it("is not fooled by what repeats", async () => {
    // One window 40 times, and a few things that stand only once.
    const { width, height } = reference;
    const luma = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const window = reference.luma[(200 + (y % 60)) * width + 150 + (x % 80)]!;
        const once = Math.hypot(x - 90, y - 400) < 45 || Math.hypot(x - 520, y - 330) < 40;
        luma[y * width + x] = once ? reference.luma[y * width + x]! : window;
      }
    }
    const wall = { width, height, luma };
    const made = leakFrom({ reference: wall, origin: originOf(turn(2, -30, -100)), width: 600, height: 360 });
    const found = await nodeRegistrar.register({ reference: wall, leak: made.leak });
    expect(errorOf({ found: found!, made, reference: wall })).toBeLessThan(0.3);
  });

  it.each(["shrunk to half", "mirrored, shrunk and cropped", "seen from the side"])(
    "makes a map set by hand exact: %s",
    async (name) => {
      const made = madeBy(name);
      const { map, mirrored = false } = planeCases[name]!;
      const start = compose(map, Float64Array.of(1.01, 0.006, 4, -0.005, 0.99, -3, 0, 0, 1));
      const found = await nodeRegistrar.register({ reference, leak: made.leak, start });
      expect(found).toMatchObject({ mirrored });
      expect(errorOf({ found: found!, made, reference })).toBeLessThan(0.2);
    },
  );

  it("keeps a map set by hand where the pictures tell nothing", async () => {
    const leak: Luma = { width: 300, height: 300, luma: new Uint8Array(90_000).fill(128) };
    const start = scaling(0.4, 0.4);
    const found = await nodeRegistrar.register({ reference, leak, start });
    expect(found!.homography).toEqual(start);
  });

  it("does not find a picture in another one, in nothing, or in a few pixels", async () => {
    const others: Luma[] = [
      stranger,
      { width: 300, height: 300, luma: new Uint8Array(90_000).fill(128) },
      { width: 400, height: 300, luma: new Uint8Array(120_000) },
      { width: 3, height: 900, luma: new Uint8Array(2700).fill(9) },
      { width: 1, height: 1, luma: new Uint8Array(1) },
      { width: 40, height: 30, luma: stranger.luma.slice(0, 1200) },
      { width: 200, height: 200, luma: Uint8Array.from({ length: 40_000 }, (_, i) => (i * 2_654_435_761) >>> 24) },
    ];
    for (const leak of others) expect(await nodeRegistrar.register({ reference, leak })).toBeNull();
  });

  it("finds a part of a long panorama, also when the leak is the panorama", async () => {
    const panorama = lumaOf(drawnPicture(2_400, 180, 3));
    const map = turn(0, -700, -10);
    const made = leakFrom({ reference: panorama, origin: originOf(map), width: 500, height: 160 });
    const found = await nodeRegistrar.register({ reference: panorama, leak: made.leak });
    expect(errorOf({ found: found!, made, reference: panorama })).toBeLessThan(0.2);
    const back = await nodeRegistrar.register({ reference: made.leak, leak: panorama });
    const whole = { leak: panorama, origin: originOf(turn(0, 700, 10)) };
    expect(errorOf({ found: back!, made: whole, reference: made.leak })).toBeLessThan(0.2);
  });

  it("can be given up", async () => {
    const signal = AbortSignal.abort();
    await expect(nodeRegistrar.register({ reference, leak: reference, signal })).rejects.toMatchObject({
      code: "cancelled",
    });
  });

  it("can be given up while it computes", async () => {
    const controller = new AbortController();
    const registering = nodeRegistrar.register({ reference, leak: stranger, signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 20);
    await expect(registering).rejects.toMatchObject({ code: "cancelled" });
  });
});
