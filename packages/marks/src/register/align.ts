import { type Luma, resizeLuma } from "@whosecopy/image";
import { matOf } from "./features.ts";
import { compose, type Homography, invert, localScale, mapPoint, scaling } from "./homography.ts";
import { type OpenCv, withScope } from "./opencv.ts";

/** Growth of the correlation in one step below which a level is done, and steps at most. */
const epsilon = 1e-5;
const maxSteps = 40;

/**
 * Sharpens a coarse map by maximising the pictures' correlation (ECC), coarse to fine. Both pictures are brought to the coarser one's
 * scale first: aligning a sharp picture with a blown-up one drifts.
 * @returns the better map and the correlation reached, or null when the pictures don't correlate.
 */
export function alignFinely(
  cv: OpenCv,
  params: {
    reference: Luma;
    leak: Luma;
    homography: Homography;
    maxPixels: number;
    /** Only parts of the leak that show these parts of the reference count; all when absent. */
    counts?: (x: number, y: number) => boolean;
  },
): { homography: Homography; correlation: number } | null {
  const { reference, leak } = params;
  let homography = params.homography;
  let correlation = 0;
  const scale = Math.abs(localScale(homography, reference.width / 2, reference.height / 2));
  for (const budget of [params.maxPixels / 6, params.maxPixels]) {
    const shrink = Math.min(1, scale, Math.sqrt(budget / (reference.width * reference.height)));
    const small = resized(reference, shrink);
    const smallLeak = resized(leak, shrink / scale);
    const toSmall = scaling(small.width / reference.width, small.height / reference.height);
    const fromSmall = scaling(reference.width / small.width, reference.height / small.height);
    const leakToSmall = scaling(smallLeak.width / leak.width, smallLeak.height / leak.height);
    const leakFromSmall = scaling(leak.width / smallLeak.width, leak.height / smallLeak.height);
    const start = compose(leakToSmall, compose(homography, fromSmall));
    const back = compose(fromSmall, invert(start));
    const found = ecc(cv, { reference: small, leak: smallLeak, start, mask: leakMask(smallLeak, back, params.counts) });
    if (found === null) return null;
    homography = compose(leakFromSmall, compose(found.homography, toSmall));
    correlation = found.correlation;
  }
  return { homography, correlation };
}

function resized(plane: Luma, factor: number): Luma {
  if (factor > 0.95) return plane;
  return resizeLuma(plane, {
    width: Math.max(16, Math.round(plane.width * factor)),
    height: Math.max(16, Math.round(plane.height * factor)),
  });
}

function leakMask(leak: Luma, toReference: Homography, counts?: (x: number, y: number) => boolean) {
  if (counts === undefined) return null;
  const data = new Uint8Array(leak.width * leak.height);
  for (let y = 0; y < leak.height; y++) {
    for (let x = 0; x < leak.width; x++) {
      const [u, v] = mapPoint(toReference, x, y);
      if (counts(u, v)) data[y * leak.width + x] = 1;
    }
  }
  return data;
}

function ecc(cv: OpenCv, params: { reference: Luma; leak: Luma; start: Homography; mask: Uint8Array | null }) {
  const { reference, leak, start } = params;
  return withScope((keep) => {
    const mask = keep(params.mask === null ? new cv.Mat() : new cv.Mat(leak.height, leak.width, cv.CV_8UC1));
    if (params.mask !== null) mask.data.set(params.mask);
    const warp = keep(new cv.Mat(3, 3, cv.CV_32FC1));
    warp.data32F.set(start);
    const criteria = new cv.TermCriteria(3, maxSteps, epsilon);
    try {
      const correlation = cv.findTransformECC(
        keep(matOf(cv, reference)),
        keep(matOf(cv, leak)),
        warp,
        cv.MOTION_HOMOGRAPHY,
        criteria,
        mask,
        5,
      );
      const found = Float64Array.from(warp.data32F);
      return Number.isFinite(correlation) && found[8] !== 0 ? { homography: found, correlation } : null;
    } catch {
      // OpenCV throws a bare number when the pictures don't overlap or don't correlate.
      return null;
    }
  });
}
