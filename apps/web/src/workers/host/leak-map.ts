import type { LeakMatch } from "@whosecopy/marks";
import type { LeakMap } from "../../engine/app-engine.ts";

/** How a leak and what was sent lie on each other; positions from the edges, and not from the middle of the first pixel. */
export function leakMap(match: LeakMatch, picture: Uint8Array): LeakMap {
  const { matchedFraction, original, leakInOriginal, originalInLeak } = match;
  const outline = leakInOriginal.map(([x, y]) => ({ x: (x + 0.5) / original.width, y: (y + 0.5) / original.height }));
  const pictureInLeak = originalInLeak.map(([x, y]) => ({ x: x + 0.5, y: y + 0.5 }));
  return { picture, outline, pictureInLeak, matchedFraction, match };
}
