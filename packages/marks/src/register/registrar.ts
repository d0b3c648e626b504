import type { Luma } from "@whosecopy/image";

/**
 * Where the reference lies in a leak: a plane projective map from reference pixel positions (x to the right, y down, the centre of the
 * first pixel is 0, 0) to positions in the leak, row by row, last value 1.
 */
export interface Registration {
  readonly homography: Float64Array;
  /** The leak shows the picture as in a mirror. */
  readonly mirrored: boolean;
  /** Features that agree with the map; a measure of certainty, nothing more. */
  readonly inliers: number;
}

/**
 * Finds the sender's reference in a leak. A port, so that a browser can run it in a sealed worker (OpenCV needs `new Function`).
 * It gets two pictures and nothing that depends on code words: that is a condition of the bound (protocol 3.10).
 */
export interface Registrar {
  /** @returns null when the leak does not show the reference, as far as features tell. @throws WhosecopyError "cancelled". */
  register(params: { reference: Luma; leak: Luma; signal?: AbortSignal | undefined }): Promise<Registration | null>;
}
