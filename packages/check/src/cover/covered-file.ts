import { encodeJpeg, encodePng, type Picture } from "@whosecopy/image";

/** How a covered picture is written. */
export type CoveredFormat =
  | { readonly format: "png" }
  | {
      readonly format: "jpeg";
      /** 1 to 100; `outputQuality` of the image package says what fits the original. */
      readonly quality: number;
    };

/**
 * A new file of pixels alone. Nothing of the original file goes into it: no preview, no depth map, no second picture that would
 * still show what was covered.
 */
export async function coveredFile(picture: Picture, as: CoveredFormat): Promise<Uint8Array> {
  return as.format === "png" ? encodePng(picture) : encodeJpeg({ picture, quality: as.quality });
}
