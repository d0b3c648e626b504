import { type Picture, resizePicture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { beforeAll, describe, expect, it } from "vitest";
import { tileRect } from "../grid/tile-grid.ts";
import type { Registrar } from "../register/registrar.ts";
import { eightPersons, type SentPicture, sendPicture } from "./testing/case.ts";
import { recompress } from "./testing/damage.ts";
import { drawnPicture } from "./testing/drawn-picture.ts";
import { seeded } from "./testing/seeded.ts";
import { traceLeak } from "./trace-leak.ts";

/** Real copies of a picture of two megapixels, mixed in pixels; photos and all mixes: `npm run bench -- collusion`. */

const picture = drawnPicture(1632, 1232, 7);
const mixing = [2, 5, 6];
let sent: SentPicture;
let copies: Picture[];
let words: Uint8Array[];

beforeAll(async () => {
  sent = await sendPicture({ picture, secret: 7 });
  copies = await Promise.all(mixing.map((person) => sent.copyOf(eightPersons[person]!)));
  words = mixing.map((person) => sent.mark.wordOf(eightPersons[person]!));
});

/** Every tile from the copy that is chosen for it. */
function fromTiles(choose: (t: number) => number): Picture {
  const rgb = new Uint8Array(picture.rgb.length);
  for (let t = 0; t < sent.mark.grid.count; t++) {
    const { x, y, width, height } = tileRect(sent.mark.grid, t);
    const source = copies[choose(t)]!.rgb;
    for (let row = y; row < y + height; row++) {
      const at = 3 * (row * picture.width + x);
      rgb.set(source.subarray(at, at + 3 * width), at);
    }
  }
  return { width: picture.width, height: picture.height, rgb };
}

const random = seeded(1);
const mixes: Record<string, () => Picture> = {
  averaging: () => ({
    width: picture.width,
    height: picture.height,
    rgb: Uint8Array.from(copies[0]!.rgb, (value, i) => (value + copies[1]!.rgb[i]! + copies[2]!.rgb[i]! + 1) / 3),
  }),
  "interleaving tiles": () => fromTiles(() => random.below(3)),
  "the minority's variant": () =>
    fromTiles((t) => {
      const bits = words.map((word) => word[t]!);
      const rare = bits.reduce((sum, bit) => sum + bit, 0) === 1 ? 1 : 0;
      return Math.max(0, bits.indexOf(rare));
    }),
};

/** Nothing was moved, so nothing needs to be found. */
const inPlace: Registrar = {
  register: ({ reference, leak }) => {
    const [x, y] = [leak.width / reference.width, leak.height / reference.height];
    const homography = Float64Array.of(x, 0, x / 2 - 0.5, 0, y, y / 2 - 0.5, 0, 0, 1);
    return Promise.resolve({ homography, mirrored: false, inliers: 100 });
  },
};

describe("three people who mix their copies of two megapixels, and save the mix again at half its size", () => {
  it("are promised to be found out", () => {
    expect(sent.mark.capacityFor(8, 1e-6).colluders).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.entries(mixes))("by %s: somebody among them is named at 1e-6, and nobody else", async (_, mix) => {
    const half = resizePicture(mix(), { width: picture.width / 2, height: picture.height / 2 });
    const result = await traceLeak({
      leak: await recompress(half, 75),
      encodings: [sent.encoding],
      registrar: inPlace,
      codecs: nodeCodecs,
      nextAttempt: () => Promise.resolve(1),
      threshold: 1e-6,
    });
    const named = result.verdict === "attributed" ? result.attributed.map(({ person }) => person) : [];
    expect(named.length).toBeGreaterThan(0);
    expect(mixing).toEqual(expect.arrayContaining(named));
  });
});
