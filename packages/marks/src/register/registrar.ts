import type { Luma } from "@whosecopy/image";
import type { DisplacementField } from "./displacement-field.ts";

/**
 * Where the reference lies in a leak: a plane projective map from reference pixel positions (x to the right, y down, the centre of the
 * first pixel is 0, 0) to positions in the leak, row by row, last value 1.
 */
export interface Registration {
  readonly homography: Float64Array;
  /** How the leak is bent away from the plane map, where it is; applied before it. */
  readonly field?: DisplacementField;
  /** The leak shows the picture as in a mirror. */
  readonly mirrored: boolean;
  /** Features that agree with the map; a measure of certainty, nothing more. */
  readonly inliers: number;
}

/** Two pictures, and nothing else about them. */
export interface RegisterParams {
  readonly reference: Luma;
  readonly leak: Luma;
  /**
   * Where the reference roughly lies, from reference to leak as in `Registration`: corner points set by hand, or a map known otherwise.
   * Nothing is searched for then; the map is made as exact as the pictures allow and kept as it is where they allow nothing.
   */
  readonly start?: Float64Array | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds the sender's reference in a leak. A port, so that a browser can run it in a worker of its own.
 * It gets two pictures and nothing that depends on code words: that is a condition of the bound (protocol 3.10).
 */
export interface Registrar {
  /** @returns null when the leak does not show the reference, as far as can be told. @throws WhosecopyError "cancelled". */
  register(params: RegisterParams): Promise<Registration | null>;
}
