import type { Luma } from "@whosecopy/image";
import { localScale, mapPoint, type Homography } from "./homography.ts";
import { type FeatureDetector, type Mat, type OpenCv, withScope } from "./opencv.ts";

/** Points and descriptors of one picture, kept outside the garbage collector until `free`. */
export interface Features {
  readonly points: Float64Array;
  readonly descriptors: Mat;
  free(): void;
}

export type FeatureKind = "orb" | "akaze";

const maxFeatures = 3_000;

/** Weaker corners than OpenCV's own choice: small crops of soft pictures have few others. */
const orbThreshold = 12;
const akazeThreshold = 0.0002;

/** Lowe's ratio: a match counts when clearly better than the runner-up. */
const ratio = 0.82;

export function matOf(cv: OpenCv, plane: Luma): Mat {
  const mat = new cv.Mat(plane.height, plane.width, cv.CV_8UC1);
  mat.data.set(plane.luma);
  return mat;
}

export function findFeatures(cv: OpenCv, plane: Luma, kind: FeatureKind): Features {
  return withScope((keep) => {
    const detector = keep(makeDetector(cv, kind));
    const keyPoints = keep(new cv.KeyPointVector());
    const descriptors = new cv.Mat();
    detector.detectAndCompute(keep(matOf(cv, plane)), keep(new cv.Mat()), keyPoints, descriptors);
    const points = new Float64Array(2 * keyPoints.size());
    for (let i = 0; i < keyPoints.size(); i++) {
      const { pt } = keyPoints.get(i);
      points[2 * i] = pt.x;
      points[2 * i + 1] = pt.y;
    }
    return { points, descriptors, free: () => descriptors.delete() };
  });
}

function makeDetector(cv: OpenCv, kind: FeatureKind): FeatureDetector {
  if (kind === "orb") {
    const orb = new cv.ORB(maxFeatures);
    orb.setFastThreshold(orbThreshold);
    return orb;
  }
  const akaze = new cv.AKAZE();
  akaze.setThreshold(akazeThreshold);
  return akaze;
}

/** The plane map that most matches agree with, and how many do; null when too few matches are left to fit one. */
export function matchFeatures(
  cv: OpenCv,
  reference: Features,
  leak: Features,
): { homography: Homography; inliers: number } | null {
  if (reference.descriptors.rows < 8 || leak.descriptors.rows < 8) return null;
  return withScope((keep) => {
    const matcher = keep(new cv.BFMatcher(cv.NORM_HAMMING, false));
    const matches = keep(new cv.DMatchVectorVector());
    matcher.knnMatch(leak.descriptors, reference.descriptors, matches, 2);
    const pairs: { reference: number; leak: number }[] = [];
    for (let i = 0; i < matches.size(); i++) {
      const nearest = matches.get(i);
      if (nearest.size() === 2) {
        const best = nearest.get(0);
        if (best.distance < ratio * nearest.get(1).distance)
          pairs.push({ reference: best.trainIdx, leak: best.queryIdx });
      }
      nearest.delete();
    }
    if (pairs.length < 8) return null;
    const from = keep(new cv.Mat(pairs.length, 1, cv.CV_64FC2));
    const to = keep(new cv.Mat(pairs.length, 1, cv.CV_64FC2));
    pairs.forEach((pair, i) => {
      from.data64F.set(reference.points.subarray(2 * pair.reference, 2 * pair.reference + 2), 2 * i);
      to.data64F.set(leak.points.subarray(2 * pair.leak, 2 * pair.leak + 2), 2 * i);
    });
    const mask = keep(new cv.Mat());
    const found = keep(cv.findHomography(from, to, cv.USAC_MAGSAC, 3, mask, 3_000, 0.999));
    if (found.rows !== 3) return null;
    const places = new Set<string>();
    for (let i = 0; i < pairs.length; i++) {
      // One corner found at several scales is one witness.
      if (mask.data[i] === 1)
        places.add(`${String(from.data64F[2 * i]! >> 2)},${String(from.data64F[2 * i + 1]! >> 2)}`);
    }
    return { homography: Float64Array.from(found.data64F), inliers: places.size };
  });
}

/** Whether a map could be a photograph or an edit of a picture: never folded, mirrored, or squeezed beyond use. */
export function plausible(homography: Homography, width: number, height: number): boolean {
  const corners = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
    [width / 2, height / 2],
  ] as const;
  let least = Infinity;
  let most = 0;
  for (const [x, y] of corners) {
    if (homography[6]! * x + homography[7]! * y + homography[8]! <= 0) return false;
    const scale = localScale(homography, x, y);
    if (!(scale > 0.02 && scale < 50)) return false;
    least = Math.min(least, scale);
    most = Math.max(most, scale);
  }
  const [ax, ay] = mapPoint(homography, 0, 0);
  const [bx, by] = mapPoint(homography, width, 0);
  const [cx, cy] = mapPoint(homography, 0, height);
  const aspect = (Math.hypot(bx - ax, by - ay) / width) * (height / Math.hypot(cx - ax, cy - ay));
  return most / least < 6 && aspect > 0.2 && aspect < 5;
}
