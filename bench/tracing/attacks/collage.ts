import { cropPicture, type Picture, resizePicture } from "@whosecopy/image";
import { attack, type Attack, plainPlacement, type Step } from "./attack.ts";
import { saved } from "./formats.ts";
import { composed, moved, scaled, type Size } from "./plane.ts";
import { paste, plainPicture } from "./raster.ts";
import type { SeededRandom } from "./seeded-random.ts";

const gap = 8;

/** The picture in one field of several, each as large as the picture times `scale`; other pictures fill the rest. */
function collage(columns: number, rows: number, scale: number): Step {
  const plan = (size: Size, random: SeededRandom) => {
    const field = { width: Math.round(size.width * scale), height: Math.round(size.height * scale) };
    const own = Math.floor(random.unit() * columns * rows);
    const cornerOf = (i: number) => ({
      x: gap + (i % columns) * (field.width + gap),
      y: gap + Math.floor(i / columns) * (field.height + gap),
    });
    const whole = { width: columns * (field.width + gap) + gap, height: rows * (field.height + gap) + gap };
    return { field, own, cornerOf, whole };
  };
  return {
    apply(picture, random, others) {
      const { field, own, cornerOf, whole } = plan(picture, random);
      const sheet = plainPicture(whole, [250, 250, 250]);
      for (let i = 0, next = 0; i < columns * rows; i++) {
        const shown = i === own ? picture : others[next++];
        const { x, y } = cornerOf(i);
        if (shown !== undefined) paste(sheet, i === own ? resizePicture(shown, field) : filling(shown, field), x, y);
      }
      return sheet;
    },
    place(size, random) {
      const { field, own, cornerOf, whole } = plan(size, random);
      const { x, y } = cornerOf(own);
      return plainPlacement(whole, composed(moved(x, y), scaled(size, field)));
    },
  };
}

/** Cut to the field's shape around the middle, then resized. */
function filling(picture: Picture, field: Size): Picture {
  const factor = Math.max(field.width / picture.width, field.height / picture.height);
  const width = field.width / factor;
  const height = field.height / factor;
  const rect = { x: (picture.width - width) / 2, y: (picture.height - height) / 2, width, height };
  return resizePicture(cropPicture(picture, rect), field);
}

function list(entries: readonly (readonly [name: string, ...steps: Step[]])[]): Attack[] {
  return entries.map(([name, ...steps]) =>
    attack({ family: "collages", level: "stress", name, steps: [...steps, saved] }),
  );
}

export const collageOfFour = collage(2, 2, 0.6);

export const collages: readonly Attack[] = list([
  ["collage of two, each at 70 % of a side", collage(2, 1, 0.7)],
  ["collage of four, each at 60 % of a side", collageOfFour],
]);
