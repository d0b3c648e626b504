import { invert, localScale, mapPoint } from "../register/homography.ts";
import type { Corner, LeakMatch } from "../trace/match.ts";
import { mapThrough } from "../trace/placement.ts";

/** A tile around which the mark was found: its middle, and how clearly, 0 to 1. */
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
  /** From one tile to the next, as a share of the width. */
  readonly pitch: number;
  /** Whether a position belongs to what both pictures show. */
  inCommon(x: number, y: number): boolean;
}

/** Below this legibility (of 255) a tile is drawn as not in common. */
const leastLegibility = 40;

/** Below this (of 255) no dot is drawn. */
const leastMark = 20;

/**
 * Where two pictures match and where the mark was found, as drawn on the leak and on the original. Follows from the pictures and
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
  for (let t = 0; t < tiles.mark.length; t++) {
    if (tiles.mark[t]! < leastMark) continue;
    const middle = middleOf(match, t);
    const clear = tiles.mark[t]! / 255;
    const [x, y] = shareOf(middle, original);
    onOriginal.push({ x, y, clear });
    const [u, v] = shareOf(mapPoint(toLeak, ...middle), leak);
    if (isInside(u, v)) onLeak.push({ x: u, y: v, clear });
  }
  return {
    leak: {
      outline: match.originalInLeak.map((corner) => shareOf(corner, leak)),
      dots: onLeak,
      pitch: (tiles.tileWidth * Math.abs(localScale(toLeak, ...centreOf(match)))) / leak.width,
      inCommon: (x, y) => {
        const [u, v] = mapPoint(toOriginal, x * leak.width - 0.5, y * leak.height - 0.5);
        return isInside(...shareOf([u, v], original));
      },
    },
    original: {
      outline: match.leakInOriginal.map((corner) => shareOf(corner, original)),
      dots: onOriginal,
      pitch: tiles.tileWidth / original.width,
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

/** The middle of what the leak shows of the original. */
function centreOf({ leakInOriginal, original }: LeakMatch): Corner {
  const middle = (axis: 0 | 1, length: number) => {
    const within = leakInOriginal.map((corner) => Math.min(length, Math.max(0, corner[axis])));
    return within.reduce((sum, value) => sum + value, 0) / within.length;
  };
  return [middle(0, original.width), middle(1, original.height)];
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
