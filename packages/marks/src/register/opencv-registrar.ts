import { WhosecopyError } from "@whosecopy/protocol";
import type { LumaPlane } from "../pattern/masking.ts";
import { alignFinely } from "./align.ts";
import { type FeatureKind, type Features, findFeatures, matchFeatures, plausible } from "./features.ts";
import { compose, type Homography, mirroring, scaling } from "./homography.ts";
import { loadOpenCv, type OpenCv } from "./opencv.ts";
import type { Registrar, Registration } from "./registrar.ts";
import { mirrorPlane, resizePlane } from "./resample.ts";

/** Pictures are brought between these sizes for features: more costs time, less loses small leaks. */
const mostPixels = 1_000_000;
const leastPixels = 300_000;
const mostGrowth = 5;

/** Features that must agree before a map is believed without further proof, and at all. */
const surely = 60;
const leastInliers = 12;
const leastCorrelation = 0.35;

/** Registration by OpenCV: ORB, then AKAZE, features; direct, then mirrored; MAGSAC; then ECC. About a second per leak. */
export function openCvRegistrar(): Registrar {
  return {
    async register({ reference, leak, signal }) {
      if (Math.min(reference.width, reference.height, leak.width, leak.height) < 16) return null;
      const { cv } = await loadOpenCv();
      return registerWith(cv, reference, leak, signal);
    },
  };
}

interface Candidate {
  readonly homography: Homography;
  readonly inliers: number;
  readonly mirrored: boolean;
}

async function registerWith(
  cv: OpenCv,
  reference: LumaPlane,
  leak: LumaPlane,
  signal: AbortSignal | undefined,
): Promise<Registration | null> {
  const smallReference = fitted(reference);
  const smallLeak = fitted(leak);
  let best: Candidate | null = null;
  for (const kind of ["orb", "akaze"] as const) {
    const from = findFeatures(cv, smallReference, kind);
    try {
      for (const mirrored of [false, true]) {
        await breathe(signal);
        const found = candidate(cv, from, smallReference, smallLeak, kind, mirrored);
        if (found !== null && found.inliers > (best?.inliers ?? leastInliers - 1)) best = found;
        if (best !== null && best.inliers >= surely) break;
      }
    } finally {
      from.free();
    }
    if (best !== null && best.inliers >= surely) break;
  }
  if (best === null) return null;
  await breathe(signal);
  const inLeak = compose(
    scaling(leak.width / smallLeak.width, leak.height / smallLeak.height),
    compose(best.homography, scaling(smallReference.width / reference.width, smallReference.height / reference.height)),
  );
  const seen = best.mirrored ? mirrorPlane(leak) : leak;
  const aligned = alignFinely(cv, { reference, leak: seen, homography: inLeak, maxPixels: 600_000 });
  if (aligned === null || aligned.correlation < leastCorrelation) {
    if (best.inliers < surely) return null;
  }
  const homography =
    aligned !== null && plausible(aligned.homography, reference.width, reference.height) ? aligned.homography : inLeak;
  return {
    homography: best.mirrored ? compose(mirroring(leak.width), homography) : homography,
    mirrored: best.mirrored,
    inliers: best.inliers,
  };
}

function candidate(
  cv: OpenCv,
  from: Features,
  reference: LumaPlane,
  leak: LumaPlane,
  kind: FeatureKind,
  mirrored: boolean,
): Candidate | null {
  const to = findFeatures(cv, mirrored ? mirrorPlane(leak) : leak, kind);
  try {
    const found = matchFeatures(cv, from, to);
    if (found === null || !plausible(found.homography, reference.width, reference.height)) return null;
    return { ...found, mirrored };
  } finally {
    to.free();
  }
}

function fitted(plane: LumaPlane): LumaPlane {
  const pixels = plane.width * plane.height;
  const wanted = Math.min(mostPixels, Math.max(leastPixels, pixels));
  const factor = Math.min(mostGrowth, Math.sqrt(wanted / pixels));
  if (Math.abs(factor - 1) < 0.05) return plane;
  return resizePlane(plane, Math.max(16, Math.round(plane.width * factor)), Math.max(16, Math.round(plane.height * factor)));
}

/** Lets other work run between the long steps, and ends here when the person gave up. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  if (signal?.aborted === true) throw new WhosecopyError("cancelled", "registration was cancelled");
}
