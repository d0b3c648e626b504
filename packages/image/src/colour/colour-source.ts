import type { Curve } from "./curve.ts";
import type { Matrix } from "./matrix.ts";

/** How the samples of a file name colours; what `toSrgb` takes. */
export type ColourSource =
  | {
      /** A curve per channel, then a matrix: displays, cameras, working spaces. */
      readonly kind: "matrix";
      readonly curves: readonly [Curve, Curve, Curve];
      /** To linear sRGB. */
      readonly matrix: Matrix;
    }
  | {
      /** Light beyond the white of paper; 1 is that white (203 candela per square metre, ITU-R BT.2408). */
      readonly kind: "hdr";
      readonly transfer: "pq" | "hlg";
      readonly matrix: Matrix;
    }
  | {
      /** A profile made of tables, measured at each corner of a grid: scanners and printing inks. */
      readonly kind: "grid";
      readonly channels: 3 | 4;
      /** Corners per channel. */
      readonly side: number;
      /** Encoded sRGB of 0 to 255 at each corner; the last channel runs fastest. */
      readonly values: Float32Array;
    };

/** Whether colours may have been beyond sRGB: one of its primaries is. */
export function isWide(source: ColourSource | null): boolean {
  if (source === null || source.kind === "grid") return false;
  return source.matrix.some((share) => share < -0.01 || share > 1.01);
}
