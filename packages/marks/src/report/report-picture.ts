import { type Picture, resizePicture } from "@whosecopy/image";
import type { LeakMatch } from "../trace/match.ts";
import { type Overlay, reportOverlays } from "./overlay.ts";
import { blank, type Colour, dim, paintDisc, paintLine, place } from "./paint.ts";

/** Pixels: the longest side of each of the two pictures, and the room around them. */
const longestSide = 900;
const gap = 24;

/** Pictures that are smaller are enlarged, but no more than this: blown up further they show nothing more. */
const mostGrowth = 4;

/** What is not in both pictures keeps so much of its brightness. */
const dimmed = 0.42;

/** Of the largest dots, in tiles. */
const dotRadius = 0.19;

// The colours of the app's own outlines: light on a dark casing, so that they are seen on any picture and without telling red from green.
const background: Colour = [118, 118, 118];
const casing: Colour = [30, 12, 6];
const outline: Colour = [255, 177, 153];
const dot: Colour = [150, 224, 255];

/**
 * The leak on the left and the original on the right: a line around what they have in common, everything else darker, and a dot for
 * each tile around which the mark was found, the larger the clearer. Has no words in it, and depends on nobody's code word.
 */
export function reportPicture(params: {
  readonly leak: Picture;
  /** What was sent, of any size. */
  readonly original: Picture;
  readonly match: LeakMatch;
}): Picture {
  const { leak, original, match } = params;
  const overlays = reportOverlays({ match, leak });
  const left = drawn(leak, overlays.leak);
  const right = drawn(original, overlays.original);
  const height = Math.max(left.height, right.height) + 2 * gap;
  const sheet = blank(left.width + right.width + 3 * gap, height, background);
  place(sheet, left, gap, Math.floor((height - left.height) / 2));
  place(sheet, right, left.width + 2 * gap, Math.floor((height - right.height) / 2));
  return sheet;
}

function drawn(picture: Picture, overlay: Overlay): Picture {
  const scale = Math.min(mostGrowth, longestSide / Math.max(picture.width, picture.height));
  const { width, height } = {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  };
  const panel = resizePicture(picture, { width, height });
  // Resizing to the same size may hand back the picture itself, which is not ours to paint on.
  const sheet = { width, height, rgb: Uint8Array.from(panel.rgb) };
  dim(sheet, dimmed, (x, y) => !overlay.inCommon(x, y));
  for (const { x, y, clear } of overlay.dots) {
    const at = { x: x * width, y: y * height };
    const radius = Math.min(4, Math.max(0.7, dotRadius * overlay.pitch * width * (0.4 + 0.6 * clear)));
    paintDisc(sheet, { ...at, radius: radius + 1, colour: casing });
    paintDisc(sheet, { ...at, radius, colour: dot });
  }
  const corners = overlay.outline.map(([x, y]) => [x * width, y * height] as const);
  for (const [radius, colour] of [
    [3, casing],
    [1.5, outline],
  ] as const) {
    for (const [i, from] of corners.entries()) {
      paintLine(sheet, { from, to: corners[(i + 1) % corners.length]!, radius, colour });
    }
  }
  return sheet;
}
