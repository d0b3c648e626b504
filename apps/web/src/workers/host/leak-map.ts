import type { LeakMatch } from "@whosecopy/marks";
import type { LeakMap } from "../../engine/app-engine.ts";

/** How a leak lies on what was sent, in shares of the original instead of pixels. */
export function leakMap(match: LeakMatch): LeakMap {
  const { matchedFraction, original, leakInOriginal } = match;
  const { columns, rows, legibility } = match.tiles;
  const outline = leakInOriginal.map(([x, y]) => ({ x: (x + 0.5) / original.width, y: (y + 0.5) / original.height }));
  return { columns, rows, legibility, outline, matchedFraction };
}
