import { type Picture, resizePicture } from "@whosecopy/image";
import { WhosecopyError } from "@whosecopy/protocol";
import { wholeBox } from "./box.ts";
import type { Detector, DetectorId } from "./detector.ts";
import type { Sighting } from "./sighting.ts";
import { stopIfAborted } from "./stop-if-aborted.ts";

/** Longer side of what most detectors are shown; pixels. */
const mostSidePx = 1600;

/** What was seen, and what could not be looked for: never one without the other. */
export interface Look {
  /** Boxes in pixels of the picture that was given. Empty does not mean that there is nothing. */
  readonly sightings: readonly Sighting[];
  readonly looked: readonly DetectorId[];
  /** Detectors that failed; of what they look for nothing is known. */
  readonly failed: readonly DetectorId[];
}

export interface LookParams {
  readonly picture: Picture;
  readonly detectors: readonly Detector[];
  readonly signal?: AbortSignal | undefined;
  /** 0 to 1 of all the work, and who is at it. */
  readonly onProgress?: ((fraction: number, at: DetectorId) => void) | undefined;
}

/**
 * Looks at a picture with each detector in turn, on this device. One that fails leaves the others their work.
 * @throws WhosecopyError "cancelled".
 */
export async function lookAtPicture({ picture, detectors, signal, onProgress }: LookParams): Promise<Look> {
  const small = withinSide(picture);
  const scale = picture.width / small.width;
  const sightings: Sighting[] = [];
  const looked: DetectorId[] = [];
  const failed: DetectorId[] = [];
  for (const [i, detector] of detectors.entries()) {
    stopIfAborted(signal);
    // The bars of codes can be finer than that.
    const shown = detector.id === "codes" ? picture : small;
    const tell = (fraction: number): void => onProgress?.((i + fraction) / detectors.length, detector.id);
    tell(0);
    try {
      const seen = await detector.detect(shown, { signal, onProgress: tell });
      sightings.push(...(shown === picture ? seen : seen.map((one) => enlarged(one, scale, picture))));
      looked.push(detector.id);
    } catch (error) {
      if (error instanceof WhosecopyError && error.code === "cancelled") throw error;
      failed.push(detector.id);
    }
    tell(1);
  }
  return { sightings, looked, failed };
}

function withinSide(picture: Picture): Picture {
  const factor = mostSidePx / Math.max(picture.width, picture.height);
  if (factor >= 1) return picture;
  return resizePicture(picture, {
    width: Math.max(1, Math.round(picture.width * factor)),
    height: Math.max(1, Math.round(picture.height * factor)),
  });
}

function enlarged(sighting: Sighting, scale: number, picture: Picture): Sighting {
  const { x, y, width, height } = sighting.box;
  return {
    ...sighting,
    box: wholeBox({ x: x * scale, y: y * scale, width: width * scale, height: height * scale }, picture),
  };
}
