import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodePicture, encodeJpeg, type Luma, lumaOf } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { describe, expect, it } from "vitest";
import { nodeRegistrar } from "../node/index.ts";
import { compose, type Homography, mirroring, scaling } from "./homography.ts";
import { covered, noisy, smoothed } from "./testing/filters.ts";
import { errorOf, leakFrom, originOf, throughLens } from "./testing/made-leak.ts";

const kodak = join(process.env["WHOSECOPY_TESTDATA"] ?? "", "kodak");
const present = existsSync(join(kodak, "kodim12.png"));

const photo = async (n: number): Promise<Luma> => {
  const file = await readFile(join(kodak, `kodim${String(n).padStart(2, "0")}.png`));
  return lumaOf(await decodePicture(file, { codecs: nodeCodecs }));
};

const compressed = async (picture: Luma): Promise<Luma> =>
  lumaOf(await decodePicture(encodeJpeg({ picture, quality: 50 }), { codecs: nodeCodecs }));

const turned = (degrees: number, x: number, y: number): Homography => {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return Float64Array.of(c, -s, x, s, c, y, 0, 0, 1);
};

/** A part of it at its own size, from (x, y) on. */
const part = (x: number, y: number, width: number, height: number) => ({ map: turned(0, -x, -y), width, height });

/** On the softest photographs, where features are fewest. */
const cases: {
  what: string;
  photo: number;
  map: Homography;
  width: number;
  height: number;
  oversampling?: number;
  within?: number;
  filter?: (leak: Luma) => Luma;
}[] = [
  { what: "a tenth of it", photo: 9, ...part(200, 20, 162, 243), within: 0.4 },
  { what: "a quarter of it", photo: 12, ...part(384, 128, 384, 256) },
  {
    what: "a quarter of each side",
    photo: 3,
    map: scaling(0.25, 0.25),
    width: 192,
    height: 128,
    oversampling: 4,
    within: 0.4,
  },
  { what: "turned by 10 degrees", photo: 12, map: turned(10, 40, -60), width: 768, height: 512 },
  { what: "mirrored", photo: 2, map: mirroring(768), width: 768, height: 512 },
  { what: "lower by a fifth", photo: 8, map: scaling(1, 0.8), width: 768, height: 410 },
  { what: "blurred", photo: 12, ...part(0, 0, 768, 512), filter: (leak) => smoothed(leak, 2) },
  { what: "noisy", photo: 2, ...part(0, 0, 768, 512), filter: (leak) => noisy(leak, 15) },
  { what: "very noisy", photo: 4, ...part(0, 0, 512, 768), within: 0.3, filter: (leak) => noisy(leak, 40) },
  { what: "covered by a third", photo: 3, ...part(0, 0, 768, 512), filter: covered },
  {
    what: "among other things",
    photo: 5,
    map: compose(turned(0, 90, 300), scaling(0.6, 0.6)),
    width: 640,
    height: 1_000,
    oversampling: 1.5,
  },
];

/** The photographs are not part of the repository: set WHOSECOPY_TESTDATA to a folder that holds kodak/*.png. */
describe.skipIf(!present)("registration on the Kodak photographs (skipped without WHOSECOPY_TESTDATA)", () => {
  it.each(cases)("kodim $photo, $what: is found to a fraction of a pixel", async (params) => {
    const reference = await photo(params.photo);
    const made = leakFrom({ reference, ...params, origin: originOf(params.map) });
    const leak = await compressed(params.filter === undefined ? made.leak : params.filter(made.leak));
    const found = await nodeRegistrar.register({ reference, leak });
    expect(errorOf({ found: found!, made: { ...made, leak }, reference })).toBeLessThan(params.within ?? 0.2);
  });

  it.each([5, 12])("kodim %i, on a photographed screen: is followed through the lens", async (n) => {
    const reference = await photo(n);
    const size = { width: 1_400, height: 1_050 };
    const side = Float64Array.of(1.5, 0.04, 120, 0.06, 1.45, 110, 0.0001, -0.00003, 1);
    const origin = throughLens(originOf(side), { ...size, bend: -0.05 });
    const made = leakFrom({ reference, origin, ...size, around: (u) => 50 + 30 * Math.sin(u / 37) });
    const leak = await compressed(noisy(smoothed(made.leak, 1.2), 4));
    const found = await nodeRegistrar.register({ reference, leak });
    expect(errorOf({ found: found!, made: { leak, origin }, reference })).toBeLessThan(0.4);
  });

  it("finds no photograph in another", async () => {
    const photos = await Promise.all([1, 5, 12].map(photo));
    for (const [i, reference] of photos.entries()) {
      const leak = await compressed(photos[(i + 1) % photos.length]!);
      expect(await nodeRegistrar.register({ reference, leak })).toBeNull();
    }
  });
});
