import type { ColourSource } from "./colour-source.ts";
import { type Curve, gammaCurve, srgbCurve } from "./curve.ts";
import { fromPrimaries, primariesByCode } from "./primaries.ts";

/** Primaries and transfer of ITU-T H.273, as `nclx`, cICP and video parameters carry them; 2 is "not said". */
export interface CodePoints {
  readonly primaries: number;
  readonly transfer: number;
}

/**
 * What the code points mean; null for sRGB and whatever is not said or not known.
 *
 * The camera curves of BT.601, 709 and 2020 (1, 6, 14, 15) count as sRGB: what they were made for is a display's own curve, which they
 * are not the reverse of, and files tagged so are drawn as sRGB everywhere.
 */
export function fromCodePoints({ primaries, transfer }: CodePoints): ColourSource | null {
  const matrix = fromPrimaries(primariesByCode[primaries] ?? primariesByCode[1]!)!;
  if (transfer === 16) return { kind: "hdr", transfer: "pq", matrix };
  if (transfer === 18) return { kind: "hdr", transfer: "hlg", matrix };
  const curve = curveOf(transfer);
  if (curve === srgbCurve && (primaries === 1 || primariesByCode[primaries] === undefined)) return null;
  // Video's older primaries differ from sRGB's by less than eyes notice, and are named by mistake more often than meant.
  if (curve === srgbCurve && primaries >= 5 && primaries <= 7) return null;
  return { kind: "matrix", curves: [curve, curve, curve], matrix };
}

function curveOf(transfer: number): Curve {
  if (transfer === 4) return gammaCurve(2.2);
  if (transfer === 5) return gammaCurve(2.8);
  if (transfer === 8) return (sample) => sample;
  return srgbCurve;
}
