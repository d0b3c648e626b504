import { fitHomography, type Pairs } from "./fit-homography.ts";
import { type Homography, localScale, mapPoint } from "./homography.ts";
import type { Match } from "./sift/match.ts";
import type { Features } from "./sift/sift.ts";

/** A plane map that several matches agree on. */
export interface PlaneCandidate {
  readonly homography: Homography;
  /** Places of the reference that agree. */
  readonly inliers: number;
}

/** Matches looked at, and those of them that are tried as the start of a map. */
const mostMatches = 1_500;
const mostSeeds = 500;

/** Maps handed on, best first: a repeated structure makes several that look alike. */
const mostCandidates = 4;

/** Matches that agree by chance are rarely more than this. */
const leastInliers = 5;

/** How far off size and direction of a match may be: factors and radians. */
const mostScaleError = Math.log(1.8);
const mostTurn = 0.5;

/** Distance allowed: some pixels, and a share of the distance from the seed, since perspective and lenses bend. */
const slack = { pixels: 4, share: 0.08 };

/** The same when all of the map is fitted, as shares of the agreeing region's size, round by round. */
const rounds = [0.06, 0.04, 0.025, 0.015, 0.01] as const;

/**
 * Plane maps that explain the matches. One match says where the whole picture would lie, by place, size and direction; the maps with most
 * agreement are widened from there. Works with one right match in fifty.
 */
export function planeCandidates(reference: Features, leak: Features, matches: readonly Match[]): PlaneCandidate[] {
  const used = matches.slice(0, mostMatches);
  const found: (PlaneCandidate & { readonly explained: Uint8Array })[] = [];
  const votes = used
    .slice(0, mostSeeds)
    .map((seed, at) => ({ at, agreeing: agreeingWith(seed, { reference, leak, used }) }));
  votes.sort((a, b) => b.agreeing.places - a.agreeing.places);
  for (const { at, agreeing } of votes) {
    if (found.length >= mostCandidates || agreeing.places < leastInliers) break;
    if (found.some(({ explained }) => explained[at] === 1)) continue;
    const candidate = widen({ reference, leak, used, weights: agreeing.weights });
    if (candidate === null || found.some((other) => alike(other.homography, candidate.homography, reference))) continue;
    found.push(candidate);
  }
  return found.sort((a, b) => b.inliers - a.inliers);
}

/** Whether two maps put the reference's features in about the same places: what is fitted afterwards makes them one. */
function alike(a: Homography, b: Homography, { x, y, count }: Features): boolean {
  let [off, near] = [0, 0];
  const step = Math.max(1, Math.floor(count / 50));
  for (let i = 0; i < count; i += step) {
    const [ax, ay] = mapPoint(a, x[i]!, y[i]!);
    const [bx, by] = mapPoint(b, x[i]!, y[i]!);
    const scale = Math.max(0.1, Math.abs(localScale(a, x[i]!, y[i]!)));
    if (Math.hypot(ax - bx, ay - by) < 12 * scale) near++;
    else off++;
  }
  return near > off;
}

interface Matched {
  readonly reference: Features;
  readonly leak: Features;
  readonly used: readonly Match[];
}

function agreeingWith(seed: Match, { reference, leak, used }: Matched): { places: number; weights: Uint8Array } {
  const weights = new Uint8Array(used.length);
  const places = new Set<number>();
  const scale = leak.sigma[seed.leak]! / reference.sigma[seed.reference]!;
  const turn = leak.angle[seed.leak]! - reference.angle[seed.reference]!;
  const cos = scale * Math.cos(turn);
  const sin = scale * Math.sin(turn);
  const logScale = Math.log(scale);
  for (let i = 0; i < used.length; i++) {
    const match = used[i]!;
    const dx = reference.x[match.reference]! - reference.x[seed.reference]!;
    const dy = reference.y[match.reference]! - reference.y[seed.reference]!;
    const errorX = leak.x[seed.leak]! + cos * dx - sin * dy - leak.x[match.leak]!;
    const errorY = leak.y[seed.leak]! + sin * dx + cos * dy - leak.y[match.leak]!;
    const allowed = slack.pixels * Math.max(1, scale) + slack.share * scale * Math.sqrt(dx * dx + dy * dy);
    if (errorX * errorX + errorY * errorY > allowed * allowed) continue;
    const off = Math.log(leak.sigma[match.leak]! / reference.sigma[match.reference]!) - logScale;
    if (Math.abs(off) > mostScaleError) continue;
    const angle = leak.angle[match.leak]! - reference.angle[match.reference]! - turn;
    if (Math.abs(angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI))) > mostTurn) continue;
    weights[i] = 1;
    places.add(placeOf(reference, match));
  }
  return { places: places.size, weights };
}

/** One corner found at several scales is one witness. */
function placeOf(features: Features, match: Match): number {
  return (features.x[match.reference]! >> 3) + 65_536 * (features.y[match.reference]! >> 3);
}

/** Fits a map to a few agreeing matches, takes in all that agree with it, and so on with ever less tolerance. */
function widen(params: Matched & { weights: Uint8Array }) {
  const { reference, leak, used } = params;
  const pairs = {
    count: used.length,
    fromX: Float64Array.from(used, (match) => reference.x[match.reference]!),
    fromY: Float64Array.from(used, (match) => reference.y[match.reference]!),
    toX: Float64Array.from(used, (match) => leak.x[match.leak]!),
    toY: Float64Array.from(used, (match) => leak.y[match.leak]!),
    weight: Float64Array.from(params.weights),
  };
  let best: { homography: Homography; inliers: number; explained: Uint8Array } | null = null;
  for (const share of rounds) {
    const homography = fitHomography(pairs, 1);
    if (homography === null) return best;
    const allowed = 2 + share * sizeOf(pairs);
    const explained = new Uint8Array(used.length);
    const places = new Set<number>();
    for (let i = 0; i < used.length; i++) {
      const [x, y] = mapPoint(homography, pairs.fromX[i]!, pairs.fromY[i]!);
      const off = Math.hypot(x - pairs.toX[i]!, y - pairs.toY[i]!);
      // Soft borders: what agrees better counts more.
      pairs.weight[i] = off < allowed ? (1 - (off / allowed) ** 2) ** 2 : 0;
      if (off < allowed) {
        explained[i] = 1;
        places.add(placeOf(reference, used[i]!));
      }
    }
    if (places.size < leastInliers) return best;
    best = { homography, inliers: places.size, explained };
  }
  return best;
}

/** How far the counting pairs are spread in the leak. */
function sizeOf({ count, toX, toY, weight }: Pairs): number {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    if (!(weight[i]! > 0)) continue;
    left = Math.min(left, toX[i]!);
    right = Math.max(right, toX[i]!);
    top = Math.min(top, toY[i]!);
    bottom = Math.max(bottom, toY[i]!);
  }
  return Math.hypot(right - left, bottom - top);
}
