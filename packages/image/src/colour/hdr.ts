import type { Curve } from "./curve.ts";

/** Candela per square metre of white paper beside highlights (ITU-R BT.2408). */
const paperWhite = 203;
/** What pictures are taken to be graded for when they don't say. */
const brightest = 1000;

/** Perceptual quantiser (SMPTE ST 2084, ITU-R BT.2100 table 4): 1 is the white of paper. */
export const pqCurve: Curve = (sample) => {
  const root = Math.max(sample, 0) ** (1 / 78.843_75);
  return (
    (10_000 / paperWhite) *
    (Math.max(root - 0.835_937_5, 0) / (18.851_562_5 - 18.6875 * root)) ** (1 / 0.159_301_757_812_5)
  );
};

/** Hybrid log-gamma (ITU-R BT.2100 table 5) back to the light of the scene, 0 to 1; `hlgDisplay` makes it a display's. */
export const hlgCurve: Curve = (sample) =>
  sample <= 0.5 ? (sample * sample) / 3 : (Math.exp((sample - 0.559_910_73) / 0.178_832_77) + 0.284_668_92) / 12;

/** What the light of a scene of that brightness is multiplied with on a display of 1,000 cd/m2: 1 is the white of paper. */
export function hlgDisplay(brightness: number): number {
  return (brightest / paperWhite) * Math.max(brightness, 1e-9) ** 0.2;
}

/** Up to here nothing changes; from here on highlights share what is left. */
const shoulder = 0.5;
const peak = brightest / paperWhite;
const bend = ((peak - shoulder) / (1 - shoulder) - 1) / (peak - shoulder);

/**
 * How much a colour whose largest part is `largest` is dimmed so that highlights up to 1,000 cd/m2 stay apart: as it is up to
 * half the white of paper, then ever less. The white of paper itself becomes 0.77 of the brightest that sRGB has.
 */
export function toneGain(largest: number): number {
  if (largest <= shoulder) return 1;
  const above = largest - shoulder;
  return Math.min(shoulder + above / (1 + bend * above), 1) / largest;
}
