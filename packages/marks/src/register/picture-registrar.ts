import { type Luma, resizeLuma } from "@whosecopy/image";
import { WhosecopyError } from "@whosecopy/protocol";
import { type Agreement, agreementOf } from "./agreement.ts";
import { align, type Alignment } from "./align/align.ts";
import type { DisplacementField } from "./displacement-field.ts";
import { compose, type Homography, localScale, mirroring, scaling } from "./homography.ts";
import { mirrorLuma } from "./mirror.ts";
import { planeCandidates } from "./plane-candidates.ts";
import { plausible } from "./plausible.ts";
import type { Registrar } from "./registrar.ts";
import { matchFeatures } from "./sift/match.ts";
import { type Features, findFeatures, mirrorFeatures } from "./sift/sift.ts";

/** Leaks are shrunk to this first, whatever their size. */
const mostLeakPixels = 3_000_000;

/** The ways of finding a picture, the quick one first: sizes at which features are looked for, and about how many. */
const attempts = [
  { reference: 250_000, leak: { least: 60_000, most: 250_000 }, features: 1_200 },
  { reference: 1_000_000, leak: { least: 400_000, most: 1_000_000 }, features: 4_000 },
] as const;
const mostGrowth = 4;

/** Pixels at which candidates are compared, and at which the best is made exact. */
const comparedPixels = 60_000;
const finePixels = 450_000;

/** What share and how many blocks must look alike before it is called the same picture. */
const leastShare = 0.25;
const leastBlocks = 8;

/**
 * So many features that agree are no chance either: unrelated pictures hardly reach five. In strong noise few blocks look alike, but some
 * must, since a caption or a logo has features as well.
 */
const sureInliers = 20;
const sureShare = 0.06;

/** From this share on, or so many features, no further candidate is looked at. */
const convincing = { share: 0.45, inliers: 40 } as const;

/** A leak and the same mirrored, which is made when first needed. */
interface Views {
  readonly direct: Luma;
  readonly mirrored: () => Luma;
}

interface Found extends Alignment {
  readonly mirrored: boolean;
  readonly inliers: number;
  readonly agreement: Agreement;
}

/*
 * [Note: Registration of our own] OpenCV's build for JavaScript has no SIFT, and its ORB and AKAZE lose small crops and noisy leaks; its ECC
 * knows plane maps only, which leaves a photographed screen three pixels off, and it needs 11 MB and code made at run time. Since features and
 * bent alignment had to be written anyway, and did better on everything measured, nothing of it was kept.
 */

/**
 * Registration in plain TypeScript: features (SIFT), direct and mirrored; plane maps that many agree on; block-wise alignment with a
 * smooth field. Maps are judged by how much of the picture agrees under them. Well under a second for most leaks.
 */
export const pictureRegistrar: Registrar = {
  async register({ reference, leak: whole, start, signal }) {
    if (Math.min(reference.width, reference.height, whole.width, whole.height) < 16) return null;
    const leak = fitted(whole, 0, mostLeakPixels);
    let flipped: Luma | undefined;
    const views: Views = { direct: leak, mirrored: () => (flipped ??= mirrorLuma(leak)) };
    const fromLeak = scaling(whole.width / leak.width, whole.height / leak.height);
    const result = (homography: Homography, mirrored: boolean) => {
      const grown = compose(fromLeak, homography);
      return { homography: mirrored ? compose(mirroring(whole.width), grown) : grown, mirrored };
    };
    await breathe(signal);
    if (start !== undefined) {
      const toLeak = compose(scaling(leak.width / whole.width, leak.height / whole.height), start);
      const mirrored = localScale(toLeak, reference.width / 2, reference.height / 2) < 0;
      const homography = mirrored ? compose(mirroring(leak.width), toLeak) : toLeak;
      const better = refined({ reference, views, homography, mirrored, inliers: 0 });
      if (better === null) return { homography: start, mirrored, inliers: 0 };
      return { ...result(better.homography, mirrored), field: better.field, inliers: 0 };
    }
    const found = await find(reference, views, signal);
    if (found === null) return null;
    await breathe(signal);
    const best = refined({ reference, views, ...found }) ?? found;
    return { ...result(best.homography, found.mirrored), field: best.field, inliers: found.inliers };
  },
};

/** The fine alignment, when the pictures agree under it. */
function refined(params: {
  reference: Luma;
  views: Views;
  homography: Homography;
  field?: DisplacementField;
  mirrored: boolean;
  inliers: number;
}) {
  const { reference, views, homography, field, mirrored, inliers } = params;
  const leak = mirrored ? views.mirrored() : views.direct;
  const alignment = align({ reference, leak, homography, field, finePixels });
  if (alignment === null || !plausible(alignment.homography, reference.width, reference.height)) return null;
  return isThePicture({ inliers, agreement: agreementOf({ reference, leak, ...alignment }) }) ? alignment : null;
}

async function find(reference: Luma, views: Views, signal: AbortSignal | undefined): Promise<Found | null> {
  const leak = views.direct;
  let best: Found | null = null;
  for (const attempt of attempts) {
    const smallReference = fitted(reference, 0, attempt.reference);
    const smallLeak = fitted(leak, attempt.leak.least, attempt.leak.most);
    const of = findFeatures(smallReference, attempt.features);
    await breathe(signal);
    const seen = findFeatures(smallLeak, attempt.features);
    const toSmall = scaling(smallReference.width / reference.width, smallReference.height / reference.height);
    const fromSmall = scaling(leak.width / smallLeak.width, leak.height / smallLeak.height);
    for (const mirrored of [false, true]) {
      await breathe(signal);
      const features: Features = mirrored ? mirrorFeatures(seen, smallLeak.width) : seen;
      for (const candidate of planeCandidates(of, features, matchFeatures(of, features))) {
        await breathe(signal);
        const homography = compose(fromSmall, compose(candidate.homography, toSmall));
        const tried = judge({ reference, views, homography, mirrored });
        if (tried === null) continue;
        const found = { ...tried, mirrored, inliers: candidate.inliers };
        if (best === null || better(found.agreement, best.agreement)) best = found;
        if (isConvincing(best)) return best;
      }
    }
  }
  return best !== null && isThePicture(best) ? best : null;
}

/** A candidate made somewhat exact, and how much of the picture agrees under it. */
function judge(params: { reference: Luma; views: Views; homography: Homography; mirrored: boolean }) {
  const { reference, views, homography, mirrored } = params;
  if (!plausible(homography, reference.width, reference.height)) return null;
  const leak = mirrored ? views.mirrored() : views.direct;
  const alignment = align({ reference, leak, homography, finePixels: comparedPixels });
  if (alignment === null || !plausible(alignment.homography, reference.width, reference.height)) return null;
  return { ...alignment, agreement: agreementOf({ reference, leak, ...alignment }) };
}

function isThePicture({ agreement, inliers }: Pick<Found, "agreement" | "inliers">): boolean {
  return shows(agreement, leastShare) || (inliers >= sureInliers && shows(agreement, sureShare));
}

function isConvincing({ agreement, inliers }: Found): boolean {
  return shows(agreement, convincing.share) || (inliers >= convincing.inliers && shows(agreement, sureShare));
}

function shows({ agreeing, blocks }: Agreement, share: number): boolean {
  return agreeing >= leastBlocks && agreeing >= share * blocks;
}

/** Per block, so that a map is not preferred for covering more; but it must not win by covering next to nothing. */
function better(a: Agreement, b: Agreement): boolean {
  return a.sum > b.sum / 2 && a.sum * b.blocks > b.sum * a.blocks;
}

/** The picture at a size between `least` and `most` pixels. */
function fitted(plane: Luma, least: number, most: number): Luma {
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
