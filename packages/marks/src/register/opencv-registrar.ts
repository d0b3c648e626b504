import { WhosecopyError } from "@whosecopy/protocol";
import { type Luma, resizeLuma } from "@whosecopy/image";
import { type Agreement, agreementOf } from "./agreement.ts";
import { alignFinely } from "./align.ts";
import { type FeatureKind, type Features, findFeatures, matchFeatures, plausible } from "./features.ts";
import { compose, type Homography, mirroring, scaling } from "./homography.ts";
import type { OpenCv, OpenCvLoader } from "./opencv.ts";
import type { Registrar, Registration } from "./registrar.ts";
import { mirrorLuma } from "./mirror.ts";

/** Pictures are brought between these sizes for features: more costs time, less loses small leaks. */
const mostPixels = 1_000_000;
const leastPixels = 300_000;
const mostGrowth = 5;

/**
 * Features that agree by chance are hardly more than `least`. With `plenty` the mirrored picture needs no trying (a brick wall agrees with
 * itself mirrored in dozens), with `enough` no other kind of feature.
 */
const leastInliers = 8;
const enoughInliers = 60;
const plentyInliers = 250;

/** What share and how many blocks must look alike before it is called the same picture. */
const leastShare = 0.25;
const leastBlocks = 8;

/** Below this share the first fine alignment may have been led astray by what it was given. */
const trustedShare = 0.7;

/** Fine alignment happens at up to this many pixels. */
const finePixels = 600_000;

/** Registration by OpenCV: ORB, then AKAZE, features; direct, then mirrored; MAGSAC; then ECC. About a second per leak. */
export function openCvRegistrar(load: OpenCvLoader): Registrar {
  return {
    async register({ reference, leak, signal }) {
      if (Math.min(reference.width, reference.height, leak.width, leak.height) < 16) return null;
      const { cv } = await load();
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
  reference: Luma,
  leak: Luma,
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
        if (best !== null && best.inliers >= plentyInliers) break;
      }
    } finally {
      from.free();
    }
    if (best !== null && best.inliers >= enoughInliers) break;
  }
  if (best === null) return null;
  await breathe(signal);
  const inLeak = compose(
    scaling(leak.width / smallLeak.width, leak.height / smallLeak.height),
    compose(best.homography, scaling(smallReference.width / reference.width, smallReference.height / reference.height)),
  );
  const seen = best.mirrored ? mirrorLuma(leak) : leak;
  const homography = refine(cv, { reference, leak: seen, homography: inLeak });
  if (homography === null) return null;
  return {
    homography: best.mirrored ? compose(mirroring(leak.width), homography) : homography,
    mirrored: best.mirrored,
    inliers: best.inliers,
  };
}

/** Aligns with what agrees and, for few features, with everything; the best of these maps counts if it shows the picture at all. */
function refine(cv: OpenCv, params: { reference: Luma; leak: Luma; homography: Homography }): Homography | null {
  const { reference, leak } = params;
  let best = { homography: params.homography, agreement: agreementOf(params) };
  const consider = (aligned: { homography: Homography } | null): void => {
    if (aligned === null || !plausible(aligned.homography, reference.width, reference.height)) return;
    const agreement = agreementOf({ reference, leak, homography: aligned.homography });
    if (better(agreement, best.agreement)) best = { homography: aligned.homography, agreement };
  };
  const { agreement } = best;
  consider(alignFinely(cv, { ...params, maxPixels: finePixels, counts: (x, y) => agreement.agreesAt(x, y) }));
  if (best.agreement.agreeing < trustedShare * best.agreement.blocks) {
    consider(alignFinely(cv, { ...params, maxPixels: finePixels }));
  }
  const { agreeing, blocks } = best.agreement;
  return agreeing >= leastBlocks && agreeing >= leastShare * blocks ? best.homography : null;
}

/** Per block, so that a map is not preferred for covering more; but it must not win by covering next to nothing. */
function better(a: Agreement, b: Agreement): boolean {
  return a.sum > b.sum / 2 && a.sum * b.blocks > b.sum * a.blocks;
}

function candidate(
  cv: OpenCv,
  from: Features,
  reference: Luma,
  leak: Luma,
  kind: FeatureKind,
  mirrored: boolean,
): Candidate | null {
  const to = findFeatures(cv, mirrored ? mirrorLuma(leak) : leak, kind);
  try {
    const found = matchFeatures(cv, from, to);
    if (found === null || !plausible(found.homography, reference.width, reference.height)) return null;
    return { ...found, mirrored };
  } finally {
    to.free();
  }
}

function fitted(plane: Luma): Luma {
  const pixels = plane.width * plane.height;
  const wanted = Math.min(mostPixels, Math.max(leastPixels, pixels));
  const factor = Math.min(mostGrowth, Math.sqrt(wanted / pixels));
  if (Math.abs(factor - 1) < 0.05) return plane;
  return resizeLuma(plane, {
    width: Math.max(16, Math.round(plane.width * factor)),
    height: Math.max(16, Math.round(plane.height * factor)),
  });
}

/** Lets other work run between the long steps, and ends here when the person gave up. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  if (signal?.aborted === true) throw new WhosecopyError("cancelled", "registration was cancelled");
}
