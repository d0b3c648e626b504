import { attack, type Attack, type Step } from "./attack.ts";
import { messenger, socialNetwork } from "./chains.ts";
import { collageOfFour } from "./collage.ts";
import { brightness, contrast, greyscale, nightTint, vividFilter, warmFadedFilter } from "./colour.ts";
import { blur, median, noise, sharpen } from "./filters.ts";
import { jpeg } from "./formats.ts";
import { bySide, croppedArea, jitteredCorners, longEdge, mirrored, quarterTurns, straightened } from "./geometry.ts";
import { framed, memeCaption, stickers } from "./overlays.ts";
import { nearShot, obliqueShot, photoOfScreen } from "./screen.ts";
import { chatScreenshot, darkChatScreenshot } from "./screenshot.ts";
import { stirMark } from "./warps.ts";

function combination(name: string, ...steps: Step[]): Attack {
  return attack({ family: "combinations", level: "stress", name, steps });
}

/** Three things one after the other, as leaks have them. */
export const combinations: readonly Attack[] = [
  // VideoSeal's.
  ...[80, 60, 40].map((quality) =>
    combination(
      `JPEG ${quality}, crop to 71 % of a side, brightness x 0.5`,
      jpeg(quality),
      croppedArea(0.504),
      brightness(0.5),
      jpeg(85),
    ),
  ),
  combination("crop to 50 %, caption, a messenger", croppedArea(0.5), memeCaption, ...messenger),
  combination("rotate by 5 degrees, warm and faded, JPEG 60", straightened(5), ...warmFadedFilter, jpeg(60)),
  combination("mirror, resize to 50 %, JPEG 50", mirrored, bySide(0.5), jpeg(50)),
  combination("mirror, vivid filter, stickers, JPEG 75", mirrored, ...vividFilter, stickers, jpeg(75)),
  combination("perspective 5 %, blur 1, JPEG 60", jitteredCorners(0.05), blur(1), jpeg(60)),
  combination("greyscale, resize to 50 %, noise 8, JPEG 75", greyscale, bySide(0.5), noise(8), jpeg(75)),
  combination("dark chat screenshot, night tint, a social network", darkChatScreenshot, nightTint, ...socialNetwork),
  combination("chat screenshot, crop to 60 %, a messenger", chatScreenshot, croppedArea(0.6), ...messenger),
  combination("stickers, crop to 60 %, contrast x 0.7, JPEG 70", stickers, croppedArea(0.6), contrast(0.7), jpeg(70)),
  combination(
    "quarter turn, white frame, a social network",
    quarterTurns(1),
    framed({ above: 0.1, below: 0.1, sides: 0.02, colour: [255, 255, 255] }),
    ...socialNetwork,
  ),
  combination("median 3, resize to 60 %, sharpened, JPEG 70", median(3), bySide(0.6), sharpen(1.5, 1), jpeg(70)),
  combination("photo of a screen, crop to 60 %, a messenger", photoOfScreen(nearShot), croppedArea(0.6), ...messenger),
  combination(
    "oblique photo of a screen, greyscale, a social network",
    photoOfScreen(obliqueShot),
    greyscale,
    ...socialNetwork,
  ),
  combination("random bending, crop to 60 %, JPEG 60", stirMark, croppedArea(0.6), jpeg(60)),
  combination("collage of four, chat screenshot, a messenger", collageOfFour, chatScreenshot, longEdge(1600), jpeg(75)),
];
