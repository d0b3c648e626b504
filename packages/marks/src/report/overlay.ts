import { invert, mapPoint } from "../register/homography.ts";
import type { Corner, LeakMatch } from "../trace/match.ts";
import { mapThrough } from "../trace/placement.ts";

/** A tile whose mark could be read: its middle, and how well, 0 to 1. */
export interface Dot {
  readonly x: number;
  readonly y: number;
  readonly clear: number;
}

/** What is drawn on one of the two pictures. Positions are shares of its width and height from the left and upper edges. */
export interface Overlay {
  /** The edge of the other picture; may lie outside. */
  readonly outline: readonly Corner[];
  readonly dots: readonly Dot[];
  /** Whether a position belongs to what both pictures show. */
  inCommon(x: number, y: number): boolean;
}

/** Below this legibility (of 255) a tile is drawn as not read. */
export const leastLegibility = 40;

/**
 * Where two pictures match and where the mark could be read, as drawn on the leak and on the original. Follows from the pictures and
 * the mark's energy alone, never from anybody's code word.
 */
export function reportOverlays(params: {
  readonly match: LeakMatch;
  /** Pixels of the leak. */
  readonly leak: { readonly width: number; readonly height: number };
}): { readonly leak: Overlay; readonly original: Overlay } {
  const { match, leak } = params;
  const { original, tiles } = match;
  const toLeak = mapThrough(cornersOf(original), match.originalInLeak);
  const toOriginal = invert(toLeak);
  const shareOf = ([x, y]: Corner, size: { width: number; height: number }): Corner => [
    (x + 0.5) / size.width,
    (y + 0.5) / size.height,
  ];
  const onOriginal: Dot[] = [];
  const onLeak: Dot[] = [];
  for (let t = 0; t < tiles.legibility.length; t++) {
    const legibility = tiles.legibility[t]!;
    if (legibility < leastLegibility) continue;
    const middle = middleOf(match, t);
    const clear = legibility / 255;
    const [x, y] = shareOf(middle, original);
    onOriginal.push({ x, y, clear });
    const [u, v] = shareOf(mapPoint(toLeak, ...middle), leak);
    if (isInside(u, v)) onLeak.push({ x: u, y: v, clear });
  }
  return {
    leak: {
      outline: match.originalInLeak.map((corner) => shareOf(corner, leak)),
      dots: onLeak,
      inCommon: (x, y) => {
        const [u, v] = mapPoint(toOriginal, x * leak.width - 0.5, y * leak.height - 0.5);
        return isInside(...shareOf([u, v], original));
      },
    },
    original: {
      outline: match.leakInOriginal.map((corner) => shareOf(corner, original)),
      dots: onOriginal,
      inCommon: (x, y) => tileAt(match, x, y) >= leastLegibility,
    },
  };
}

function cornersOf({ width, height }: { width: number; height: number }): Corner[] {
  return [
    [-0.5, -0.5],
    [width - 0.5, -0.5],
    [width - 0.5, height - 0.5],
    [-0.5, height - 0.5],
  ];
}

function middleOf({ tiles, original }: LeakMatch, t: number): Corner {
  const left = (t % tiles.columns) * tiles.tileWidth;
  const top = Math.floor(t / tiles.columns) * tiles.tileHeight;
  const right = Math.min(left + tiles.tileWidth, original.width);
  const bottom = Math.min(top + tiles.tileHeight, original.height);
  return [(left + right - 1) / 2, (top + bottom - 1) / 2];
}

/** Legibility at a position of the original. */
function tileAt({ tiles, original }: LeakMatch, x: number, y: number): number {
  const column = Math.min(tiles.columns - 1, Math.floor((x * original.width) / tiles.tileWidth));
  const row = Math.min(tiles.rows - 1, Math.floor((y * original.height) / tiles.tileHeight));
  return tiles.legibility[row * tiles.columns + column] ?? 0;
}

function isInside(x: number, y: number): boolean {
  return x >= 0 && y >= 0 && x <= 1 && y <= 1;
}
