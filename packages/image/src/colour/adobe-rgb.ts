import type { ColourSource } from "./colour-source.ts";
import { gammaCurve } from "./curve.ts";
import { fromPrimaries } from "./primaries.ts";

const curve = gammaCurve(563 / 256);

/** Adobe RGB (1998), for pictures that name it without a profile. */
export const adobeRgb: ColourSource = {
  kind: "matrix",
  curves: [curve, curve, curve],
  matrix: fromPrimaries([0.64, 0.33, 0.21, 0.71, 0.15, 0.06, 0.3127, 0.329])!,
};
