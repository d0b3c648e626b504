import { prg } from "@whosecopy/crypto";
import { type Luma, lumaOf, resizeLuma } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { beforeAll, describe, expect, it } from "vitest";
import { deriveEncodingKeys } from "../encoding-keys.ts";
import { markedPicture } from "../pattern/testing/visibility.ts";
import { prepareMark } from "../prepare-mark.ts";
import { compose, type Homography, scaling } from "../register/homography.ts";
import { measureLeak } from "./measure.ts";
import { drawnPicture } from "./testing/drawn-picture.ts";
import { eightPersons } from "./testing/case.ts";
import { decodeTraceReference, type TraceReference } from "./trace-reference.ts";

const bytes = prg(new Uint8Array(32).fill(9), 48);
const keys = deriveEncodingKeys(bytes.subarray(0, 32), bytes.subarray(32));
const picture = drawnPicture(768, 512, 4);
const mark = prepareMark({ picture, keys });
const word = mark.wordOf(eightPersons[0]!);
const copy = lumaOf(markedPicture(picture, mark, word));
let reference: TraceReference;
beforeAll(async () => {
  reference = await decodeTraceReference(mark.reference, nodeCodecs);
});

/** Share of the readable tiles whose variant is read right. */
function readRight(leak: Luma, homography: Homography): number {
  const registration = { homography, mirrored: false, inliers: 100 };
  const { logOdds } = measureLeak({ leak, reference, registration, patternSeed: keys.patternSeed });
  let [right, all] = [0, 0];
  logOdds.forEach((value, t) => {
    if (value === 0) return;
    all++;
    if (value > 0 === (word[t] === 1)) right++;
  });
  expect(all).toBeGreaterThan(1_000);
  return right / all;
}

/** Something that is done to every pixel. */
function toned(leak: Luma, tone: (value: number) => number): Luma {
  return { ...leak, luma: leak.luma.map((value) => Math.max(0, Math.min(255, Math.round(tone(value))))) };
}

const inPlace = scaling(1, 1);
const shifted = (by: number): Homography => Float64Array.of(1, 0, by, 0, 1, -by, 0, 0, 1);

describe("reading the tiles of a leak", () => {
  it("finds nearly every variant in a copy as it was given", () => {
    expect(readRight(copy, inPlace)).toBeGreaterThan(0.99);
  });

  it("is not misled by a curve of tones", () => {
    expect(
      readRight(
        toned(copy, (value) => 255 * (value / 255) ** 1.6),
        inPlace,
      ),
    ).toBeGreaterThan(0.97);
  });

  it("reads a copy of a quarter of the size, also some way beside its place", () => {
    const small = resizeLuma(copy, { width: 192, height: 128 });
    const place = scaling(0.25, 0.25);
    expect(readRight(small, place)).toBeGreaterThan(0.98);
    expect(readRight(small, compose(shifted(0.25), place))).toBeGreaterThan(0.97);
  });

  it("reads a copy that is so soft that half of its detail is gone", () => {
    const soft = resizeLuma(resizeLuma(copy, { width: 110, height: 73 }), { width: 768, height: 512 });
    expect(readRight(soft, inPlace)).toBeGreaterThan(0.8);
  });

  it("tells nothing of an unmarked picture", () => {
    expect(Math.abs(readRight(lumaOf(picture), inPlace) - 0.5)).toBeLessThan(0.06);
  });
});
