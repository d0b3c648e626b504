import { type Luma, resizeLuma } from "@whosecopy/image";
import { WhosecopyError } from "@whosecopy/protocol";
import { type Agreement, agreementOf } from "./agreement.ts";
import { alignFinely } from "./align.ts";
import { type FeatureKind, type Features, findFeatures, matchFeatures, plausible } from "./features.ts";
import { compose, type Homography, localScale, mirroring, scaling } from "./homography.ts";
import { mirrorLuma } from "./mirror.ts";
import type { OpenCv, OpenCvLoader } from "./opencv.ts";
import type { Registrar, Registration } from "./registrar.ts";

/** Leaks are shrunk to this for registration, and all pictures to the second for features; more costs time. */
const mostLeakPixels = 3_000_000;
const mostPixels = 1_000_000;

/** Leaks below this are also tried grown to it: features need surroundings that a small leak of a whole picture lacks. */
const leastPixels = 300_000;
const mostGrowth = 5;

/** Features that agree by chance are hardly more than this. */
const leastInliers = 8;

/** What share and how many blocks must look alike before it is called the same picture; unrelated ones stay below 0.15. */
const leastShare = 0.25;
const leastBlocks = 8;

/** From this share on no further way of finding features is tried. */
const convincingShare = 0.4;

/** Below this share the first fine alignment may have been led astray by what it was given. */
const trustedShare = 0.7;

/** Fine alignment happens at up to this many pixels. */
const finePixels = 600_000;

/** The ways of finding a picture, cheap ones first. */
const attempts: readonly { kind: FeatureKind; grown: boolean }[] = [
  { kind: "orb", grown: false },
  { kind: "akaze", grown: false },
  { kind: "orb", grown: true },
  { kind: "akaze", grown: true },
];

/**
 * Registration by OpenCV: ORB, then AKAZE, features; direct and mirrored; MAGSAC; then ECC. About a second per leak, a few when the
 * leak shows something else. Maps are judged by how much of the picture agrees under them.
 */
export function openCvRegistrar(load: OpenCvLoader): Registrar {
  return {
    async register({ reference, leak: whole, start, signal }) {
      if (Math.min(reference.width, reference.height, whole.width, whole.height) < 16) return null;
      const { cv } = await load();
      const leak = fitted(whole, 0, mostLeakPixels);
      const found =
        start === undefined
          ? await findByFeatures(cv, reference, leak, signal)
          : startingPoint({ reference, whole, leak, start });
      if (found === null) return null;
      await breathe(signal);
      const seen = found.mirrored ? mirrorLuma(leak) : leak;
      const refined = refine(cv, { reference, leak: seen, homography: found.homography });
      if (refined === null && start === undefined) return null;
      const homography = refined ?? found.homography;
      const grown = compose(scaling(whole.width / leak.width, whole.height / leak.height), homography);
      return {
        homography: found.mirrored ? compose(mirroring(whole.width), grown) : grown,
        mirrored: found.mirrored,
        inliers: found.inliers,
      };
    },
  };
}

/** A registration in which a mirrored leak is still mirrored back. */
interface Candidate extends Registration {
  readonly agreement: Agreement;
}

/** A given map as if features had found it. */
function startingPoint(params: { reference: Luma; whole: Luma; leak: Luma; start: Homography }): Registration {
  const { reference, whole, leak, start } = params;
  const toLeak = compose(scaling(leak.width / whole.width, leak.height / whole.height), start);
  const mirrored = localScale(toLeak, reference.width / 2, reference.height / 2) < 0;
  return { homography: mirrored ? compose(mirroring(leak.width), toLeak) : toLeak, mirrored, inliers: 0 };
}

async function findByFeatures(
  cv: OpenCv,
  reference: Luma,
  leak: Luma,
  signal: AbortSignal | undefined,
): Promise<Candidate | null> {
  const smallReference = fitted(reference, 0);
  const known = new Map<FeatureKind, Features>();
  let best: Candidate | null = null;
  try {
    for (const { kind, grown } of attempts) {
      if (grown && leak.width * leak.height >= leastPixels) continue;
      const small = fitted(leak, grown ? leastPixels : 0);
      for (const mirrored of [false, true]) {
        await breathe(signal);
        const features = known.get(kind) ?? findFeatures(cv, smallReference, kind);
        known.set(kind, features);
        const map = mapByFeatures(cv, features, mirrored ? mirrorLuma(small) : small, kind);
        if (map === null || !plausible(map.homography, smallReference.width, smallReference.height)) continue;
        const homography = compose(
          scaling(leak.width / small.width, leak.height / small.height),
          compose(
            map.homography,
            scaling(smallReference.width / reference.width, smallReference.height / reference.height),
          ),
        );
        const seen = mirrored ? mirrorLuma(leak) : leak;
        const agreement = agreementOf({ reference, leak: seen, homography });
        if (best === null || better(agreement, best.agreement)) {
          best = { homography, mirrored, inliers: map.inliers, agreement };
        }
        if (shows(best.agreement, convincingShare)) return best;
      }
    }
  } finally {
    for (const features of known.values()) features.free();
  }
  return best;
}

function mapByFeatures(cv: OpenCv, reference: Features, leak: Luma, kind: FeatureKind) {
  const features = findFeatures(cv, leak, kind);
  try {
    const map = matchFeatures(cv, reference, features);
    return map !== null && map.inliers >= leastInliers ? map : null;
  } finally {
    features.free();
  }
}

/** Aligns with what agrees and, where that is little, with everything; the best map counts if it shows the picture at all. */
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
  if (!shows(best.agreement, trustedShare)) consider(alignFinely(cv, { ...params, maxPixels: finePixels }));
  return shows(best.agreement, leastShare) ? best.homography : null;
}

function shows({ agreeing, blocks }: Agreement, share: number): boolean {
  return agreeing >= leastBlocks && agreeing >= share * blocks;
}

/** Per block, so that a map is not preferred for covering more; but it must not win by covering next to nothing. */
function better(a: Agreement, b: Agreement): boolean {
  return a.sum > b.sum / 2 && a.sum * b.blocks > b.sum * a.blocks;
}

/** The picture at a size between `least` and `most` pixels. */
function fitted(plane: Luma, least: number, most = mostPixels): Luma {
  const pixels = plane.width * plane.height;
  const wanted = Math.min(most, Math.max(least, pixels));
  const factor = Math.min(mostGrowth, Math.sqrt(wanted / pixels));
  if (Math.abs(factor - 1) < 0.05) return plane;
  return resizeLuma(plane, {
    width: Math.max(16, Math.round(plane.width * factor)),
    height: Math.max(16, Math.round(plane.height * factor)),
  });
}

/** Lets other work run between the long steps, and ends here when the person gave up. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
  if (signal?.aborted === true) throw new WhosecopyError("cancelled", "registration was cancelled");
}
