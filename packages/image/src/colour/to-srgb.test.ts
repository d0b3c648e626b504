import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { colorants, gammaTag, lut8Tag, matrixProfile, srgbTag, tableTag, writeIcc } from "../testing/write-icc.ts";
import { fromCodePoints } from "./code-points.ts";
import { isWide } from "./colour-source.ts";
import { srgbCurve, srgbEncode } from "./curve.ts";
import { readIccProfile } from "./icc-profile.ts";
import { inksToSrgb } from "./inks.ts";
import { profileSource } from "./profile-source.ts";
import { toSrgb } from "./to-srgb.ts";

const p3 = matrixProfile(colorants.displayP3, srgbTag);
const adobeRgb = matrixProfile(colorants.adobeRgb, gammaTag(563 / 256));
const proPhoto = matrixProfile(colorants.proPhoto, gammaTag(1.8));

const converted = (profile: Uint8Array, ...rgb: number[]): number[] => [
  ...toSrgb(Uint8Array.from(rgb), readIccProfile(profile, 3)!),
];

/** The largest difference of two samples. */
function farthest(got: ArrayLike<number>, wanted: readonly number[]): number {
  return Math.max(...wanted.map((value, i) => Math.abs(value - got[i]!)));
}

describe("colours of other spaces", () => {
  // What sRGB's primaries and two others are in Display P3 (CSS Color 4) and Adobe RGB, rounded to bytes.
  it.each([
    ["Display P3", p3, [234, 51, 35], [255, 0, 0]],
    ["Display P3", p3, [117, 251, 76], [0, 255, 0]],
    ["Display P3", p3, [0, 0, 245], [0, 0, 255]],
    ["Display P3", p3, [128, 128, 128], [128, 128, 128]],
    ["Display P3", p3, [255, 255, 255], [255, 255, 255]],
    ["Adobe RGB", adobeRgb, [219, 0, 0], [255, 0, 0]],
    ["Adobe RGB", adobeRgb, [144, 255, 60], [0, 255, 0]],
    ["Adobe RGB", adobeRgb, [0, 0, 250], [0, 0, 255]],
    ["Adobe RGB", adobeRgb, [127, 127, 127], [127, 127, 127]],
    ["ProPhoto RGB", proPhoto, [179, 70, 27], [255, 0, 0]],
    ["ProPhoto RGB", proPhoto, [255, 255, 255], [255, 255, 255]],
  ] as const)("become what they are in sRGB: %s", (_name, profile, given, wanted) => {
    expect(farthest(converted(profile, ...given), wanted)).toBeLessThanOrEqual(6);
  });

  it("leaves pictures in sRGB exactly as they are, also by a table of a thousand steps", () => {
    expect(profileSource(matrixProfile(colorants.srgb, srgbTag), 3)).toBeNull();
    const table = Array.from({ length: 1024 }, (_, i) => srgbCurve(i / 1023));
    expect(profileSource(matrixProfile(colorants.srgb, tableTag(table)), 3)).toBeNull();
  });

  it("keeps shades apart that sRGB can't show, and ends at its border", () => {
    expect(farthest(converted(p3, 255, 0, 0), [255, 0, 0])).toBeLessThanOrEqual(0);
    expect(farthest(converted(p3, 0, 255, 0), [0, 255, 0])).toBeLessThanOrEqual(0);
    const reds = [240, 245, 250, 255].map((red) => converted(proPhoto, red, 40, 40));
    for (const [i, shade] of reds.entries()) {
      if (i > 0) expect(shade).not.toEqual(reds[i - 1]);
      expect(shade[0]).toBe(255);
    }
  });

  it("takes 16 bits without losing what they add", () => {
    const source = readIccProfile(p3, 3)!;
    const fine = toSrgb(Uint16Array.from([30_000, 40_000, 20_000]), source);
    const coarse = toSrgb(Uint8Array.from([117, 156, 78]), source);
    expect(farthest([...fine], [...coarse])).toBeLessThanOrEqual(1);
  });

  it("knows which spaces are larger than sRGB", () => {
    expect(isWide(readIccProfile(p3, 3))).toBe(true);
    expect(isWide(readIccProfile(matrixProfile(colorants.srgb, gammaTag(1.8)), 3))).toBe(false);
    expect(isWide(fromCodePoints({ primaries: 9, transfer: 16 }))).toBe(true);
    expect(isWide(null)).toBe(false);
  });

  it("reads a profile of grey", () => {
    const source = profileSource(writeIcc("GRAY", "XYZ ", { kTRC: gammaTag(1.8) }), 1)!;
    const light = (128 / 255) ** (461 / 256);
    expect(
      farthest([...toSrgb(Uint8Array.of(128, 128, 128), source)], Array(3).fill(Math.round(255 * srgbEncode(light)))),
    ).toBeLessThanOrEqual(1);
  });
});

describe("code points", () => {
  it("for sRGB, for what is not said and for the camera curves of video change nothing", () => {
    for (const [primaries, transfer] of [
      [1, 13],
      [2, 2],
      [1, 1],
      [6, 6],
      [1, 14],
      [200, 200],
    ] as const) {
      expect(fromCodePoints({ primaries, transfer })).toBeNull();
    }
  });

  it("for Display P3 mean the same as its profile", () => {
    const given = [200, 100, 50, 30, 200, 90];
    const byCode = toSrgb(Uint8Array.from(given), fromCodePoints({ primaries: 12, transfer: 13 })!);
    expect(farthest([...byCode], converted(p3, ...given))).toBeLessThanOrEqual(1);
  });

  // 203 cd/m2 is the signal 0.58 of PQ and 0.75 of HLG (ITU-R BT.2408).
  it.each([
    ["PQ", 16, 0.580_7],
    ["HLG", 18, 0.75],
  ] as const)(
    "for %s leave paper white below highlights, black black, and rise all the way",
    (_name, transfer, white) => {
      const source = fromCodePoints({ primaries: 1, transfer })!;
      const signals = [white, ...Array.from({ length: 65 }, (_, i) => i / 64)];
      const grey = Uint16Array.from(signals.flatMap((signal) => Array<number>(3).fill(Math.round(signal * 65_535))));
      const [paper, ...levels] = toSrgb(grey, source).filter((_, i) => i % 3 === 0);
      expect(Math.abs(paper! - 255 * srgbEncode(0.765))).toBeLessThan(4);
      expect([levels[0], levels[64]]).toEqual([0, 255]);
      expect(levels.toSorted((a, b) => a - b)).toEqual(levels);
    },
  );
});

describe("inks", () => {
  it("without a profile are (1 - C)(1 - K)", () => {
    const cmyk = Uint8Array.of(0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 128, 100, 50, 0, 51);
    expect([...inksToSrgb(cmyk, null)]).toEqual([255, 255, 255, 0, 255, 255, 127, 127, 127, 124, 164, 204]);
  });

  it("with a profile are what its table says, its darkest made black", () => {
    const profile = writeIcc("CMYK", "Lab ", {
      A2B0: lut8Tag(4, ([c = 0, m = 0, y = 0, k = 0]) => {
        const light = (1 - k) * (100 - 15 * (c + m + y)) + 8 * k;
        return [light, (1 - k) * 60 * (m - c), (1 - k) * 60 * (y - (c + m) / 2)];
      }),
    });
    const source = readIccProfile(profile, 4)!;
    const [white, magenta, black] = [0, 1, 2].map((i) => {
      const inks = [
        [0, 0, 0, 0],
        [0, 255, 0, 0],
        [255, 255, 255, 255],
      ][i]!;
      return [...inksToSrgb(Uint8Array.from(inks), source)];
    });
    expect(farthest(white!, [255, 255, 255])).toBeLessThanOrEqual(2);
    expect(farthest(black!, [0, 0, 0])).toBeLessThanOrEqual(1);
    // Lab 85 60 -30, about.
    expect(magenta![0]).toBeGreaterThan(240);
    expect(magenta![1]).toBeLessThan(190);
    expect(magenta![2]).toBeGreaterThan(220);
  });
});

describe("profiles that make no sense", () => {
  it("are passed over", () => {
    expect(readIccProfile(new Uint8Array(0), 3)).toBeNull();
    expect(readIccProfile(p3.subarray(0, 200), 3)).toBeNull();
    expect(readIccProfile(p3, 1)).toBeNull();
    expect(readIccProfile(p3, 4)).toBeNull();
    expect(
      readIccProfile(
        matrixProfile(
          [
            [0, 0, 0],
            [0, 0, 0],
            [0, 0, 0],
          ],
          srgbTag,
        ),
        3,
      ),
    ).toBeNull();
  });

  it("never stop a picture from being shown", () => {
    const profiles = [
      p3,
      matrixProfile(colorants.adobeRgb, tableTag([0, 0.2, 0.5, 1])),
      writeIcc("RGB ", "Lab ", {
        A2B0: lut8Tag(3, ([r = 0, g = 0, b = 0]) => [33 * (r + g + b), 50 * (r - g), 50 * (g - b)]),
      }),
    ];
    const change = fc.record({ at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), byte: fc.nat(255) });
    expect(() => {
      fc.assert(
        fc.property(
          fc.constantFrom(...profiles),
          fc.array(change, { minLength: 1, maxLength: 20 }),
          (profile, changes) => {
            const damaged = profile.slice();
            // Behind the header, so that it is not simply passed over.
            for (const { at, byte } of changes) damaged[128 + Math.floor(at * (damaged.length - 128))] = byte;
            const source = profileSource(damaged, 3);
            if (source !== null)
              expect(toSrgb(Uint8Array.of(0, 0, 0, 200, 100, 50, 255, 255, 255), source)).toHaveLength(9);
          },
        ),
        { numRuns: 30 },
      );
    }).not.toThrow();
  });
});
