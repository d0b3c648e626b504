import { cropPicture, type Picture } from "@whosecopy/image";
import { attack, type Attack, plainPlacement, type Step } from "./attack.ts";
import { saved } from "./formats.ts";
import { moved, type Size } from "./plane.ts";
import { type Colour, copyOf, cover, edge, paste, plainPicture } from "./raster.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { textWidth, write } from "./text.ts";

/** Changes a copy of the picture in place; nothing moves. */
function painted(paint: (picture: Picture, random: SeededRandom) => void): Step {
  return {
    apply(picture, random) {
      const copy = copyOf(picture);
      paint(copy, random);
      return copy;
    },
  };
}

/** Bands around the picture: shares of its height above and below, of its width at the sides. */
export function framed(params: { above: number; below: number; sides: number; colour: Colour; text?: string }): Step {
  const plan = (size: Size) => {
    const left = Math.round(size.width * params.sides);
    const top = Math.round(size.height * params.above);
    const bottom = Math.round(size.height * params.below);
    return { left, top, bottom, size: { width: size.width + 2 * left, height: size.height + top + bottom } };
  };
  return {
    apply(picture) {
      const { left, top, bottom, size } = plan(picture);
      const outcome = plainPicture(size, params.colour);
      paste(outcome, picture, left, top);
      if (params.text !== undefined) {
        const band = Math.max(top, bottom);
        const height = Math.min(band * 0.5, (0.9 * size.width * 7) / (6 * params.text.length));
        const y = (top >= bottom ? 0 : size.height - bottom) + (band - height) / 2;
        write({
          onto: outcome,
          text: params.text,
          x: (size.width - textWidth(params.text, height)) / 2,
          y,
          height,
          colour: [20, 20, 20],
        });
      }
      return outcome;
    },
    place(size) {
      const planned = plan(size);
      return plainPlacement(planned.size, moved(planned.left, planned.top));
    },
  };
}

/** Bars over the picture itself, as players and stories do. */
function covered(share: number): Step {
  return painted((picture) => {
    const height = Math.round(picture.height * share);
    for (const y of [0, picture.height - height]) {
      cover({ onto: picture, x: 0, y, width: picture.width, height, colour: [0, 0, 0] });
    }
  });
}

/** White letters with a black rim, above and below. */
export const memeCaption = painted((picture) => {
  const line = (text: string, y: number): void => {
    const height = Math.min(picture.height * 0.11, (0.94 * picture.width * 7) / (6 * text.length));
    const x = (picture.width - textWidth(text, height)) / 2;
    write({
      onto: picture,
      text,
      x,
      y: y * picture.height - height * y,
      height,
      colour: [255, 255, 255],
      outline: [0, 0, 0],
    });
  };
  line("WHEN YOU FINALLY SEE IT", 0.03);
  line("AND CANNOT UNSEE IT!", 0.97);
});

/** A dark half-transparent band with text, as stories have it. */
const storyCaption = painted((picture, random) => {
  const { width, height } = picture;
  const top = height * random.between(0.3, 0.6);
  cover({ onto: picture, x: 0, y: top, width, height: height * 0.12, colour: [0, 0, 0], cover: () => 0.6 });
  const text = "BEST DAY OF THE YEAR. 10:42";
  const size = Math.min(height * 0.06, (0.9 * width * 7) / (6 * text.length));
  write({
    onto: picture,
    text,
    x: (width - textWidth(text, size)) / 2,
    y: top + height * 0.06 - size / 2,
    height: size,
    colour: [255, 255, 255],
  });
});

/** The same words across the whole picture, again and again. */
const repeatedText = painted((picture) => {
  const height = picture.height / 22;
  for (let row = 0; row * 3.2 * height < picture.height; row++) {
    for (let x = (-row * 4 * height) % (18 * height); x < picture.width; x += 18 * height) {
      write({
        onto: picture,
        text: "PREVIEW ONLY",
        x,
        y: row * 3.2 * height,
        height,
        colour: [255, 255, 255],
        cover: 0.45,
      });
    }
  }
});

function disc(picture: Picture, x: number, y: number, radius: number, colour: Colour): void {
  const inside = (px: number, py: number): number => edge(radius - Math.hypot(px - x, py - y));
  cover({
    onto: picture,
    x: x - radius - 1,
    y: y - radius - 1,
    width: 2 * radius + 2,
    height: 2 * radius + 2,
    colour,
    cover: inside,
  });
}

/** A laughing face. */
function emoji(picture: Picture, x: number, y: number, radius: number): void {
  disc(picture, x, y, radius, [214, 150, 20]);
  disc(picture, x, y - radius * 0.02, radius * 0.96, [255, 204, 60]);
  disc(picture, x - radius * 0.35, y - radius * 0.25, radius * 0.14, [80, 50, 10]);
  disc(picture, x + radius * 0.35, y - radius * 0.25, radius * 0.14, [80, 50, 10]);
  const mouth = (px: number, py: number): number =>
    Math.min(edge(radius * 0.55 - Math.hypot(px - x, py - y - radius * 0.1)), edge(py - y - radius * 0.12));
  cover({ onto: picture, x: x - radius, y, width: 2 * radius, height: radius, colour: [120, 40, 20], cover: mouth });
}

/** A tilted card with a word on it. */
function badge(picture: Picture, random: SeededRandom, x: number, y: number, size: number): void {
  const colour: Colour = [random.between(150, 255), random.between(20, 120), random.between(40, 200)];
  cover({ onto: picture, x: x - size, y: y - size / 2, width: 2 * size, height: size, colour });
  write({
    onto: picture,
    text: "WOW!",
    x: x - textWidth("WOW!", size * 0.5) / 2,
    y: y - size / 4,
    height: size * 0.5,
    colour: [255, 255, 255],
  });
}

export const stickers = painted((picture, random) => {
  const size = Math.sqrt(picture.width * picture.height);
  for (let i = 0; i < 3; i++)
    emoji(picture, random.unit() * picture.width, random.unit() * picture.height, size * 0.09);
  badge(
    picture,
    random,
    picture.width * random.between(0.2, 0.8),
    picture.height * random.between(0.2, 0.8),
    size * 0.11,
  );
});

/** Faces until that share of the picture is hidden, as far as they don't lie over each other. */
function emojiOver(share: number, faces: number): Step {
  return painted((picture, random) => {
    const radius = Math.sqrt((share * picture.width * picture.height) / (faces * Math.PI));
    const middles: (readonly [number, number])[] = [];
    for (let tries = 0; middles.length < faces && tries < 1000; tries++) {
      const x = random.between(radius * 0.9, picture.width - radius * 0.9);
      const y = random.between(radius * 0.9, picture.height - radius * 0.9);
      const apart = tries < 500 ? 1.9 : 1.2;
      if (middles.every(([u, v]) => Math.hypot(u - x, v - y) > apart * radius)) middles.push([x, y]);
    }
    for (const [x, y] of middles) emoji(picture, x, y, radius);
  });
}

/** A rectangle of one colour over that share of the area, somewhere. */
function erased(share: number): Step {
  return painted((picture, random) => {
    const shape = random.between(0.7, 1.4);
    const width = Math.min(picture.width, Math.sqrt(share * picture.width * picture.height * shape));
    const height = Math.min(picture.height, (share * picture.width * picture.height) / width);
    const x = random.unit() * (picture.width - width);
    const y = random.unit() * (picture.height - height);
    cover({ onto: picture, x, y, width, height, colour: [128, 128, 128] });
  });
}

/** Hidden by blocks of one colour each, as faces are. */
function pixelated(share: number, blocks: number): Step {
  return painted((picture, random) => {
    const side = Math.sqrt(share);
    const area = { width: Math.round(picture.width * side), height: Math.round(picture.height * side) };
    const x0 = Math.round(random.unit() * (picture.width - area.width));
    const y0 = Math.round(random.unit() * (picture.height - area.height));
    const step = Math.ceil(area.width / blocks);
    for (let y = y0; y < y0 + area.height; y += step) {
      for (let x = x0; x < x0 + area.width; x += step) {
        const block = cropPicture(picture, { x, y, width: step, height: step });
        const sums = [0, 0, 0];
        block.rgb.forEach((value, p) => (sums[p % 3] = sums[p % 3]! + value));
        const [red, green, blue] = sums.map((sum) => (3 * sum) / block.rgb.length) as [number, number, number];
        cover({ onto: picture, x, y, width: step, height: step, colour: [red, green, blue] });
      }
    }
  });
}

function list(level: Attack["level"], entries: readonly (readonly [name: string, ...steps: Step[]])[]): Attack[] {
  return entries.map(([name, ...steps]) => attack({ family: "overlays", level, name, steps: [...steps, saved] }));
}

export const overlays: readonly Attack[] = [
  ...list("must", [
    ["black bars above and below, 12 % each", framed({ above: 0.12, below: 0.12, sides: 0, colour: [0, 0, 0] })],
    ["black bars at the sides, 20 % each", framed({ above: 0, below: 0, sides: 0.2, colour: [0, 0, 0] })],
    ["white frame, 5 %", framed({ above: 0.05, below: 0.05, sides: 0.05, colour: [255, 255, 255] })],
    [
      "white band with text above, 20 %",
      framed({ above: 0.2, below: 0, sides: 0, colour: [255, 255, 255], text: "NOBODY: ABSOLUTELY NOBODY:" }),
    ],
    ["caption above and below", memeCaption],
    ["caption on a dark band", storyCaption],
    ["four stickers, about 13 % of the area", stickers],
  ]),
  ...list("stress", [
    ["black bars over the picture, 12 % each", covered(0.12)],
    ["text all over, 45 % opaque", repeatedText],
    ["emoji over a third, five", emojiOver(1 / 3, 5)],
    ["emoji over a third, one", emojiOver(1 / 3, 1)],
    ["a quarter erased", erased(0.25)],
    ["half erased", erased(0.5)],
    ["a quarter pixelated", pixelated(0.25, 12)],
  ]),
];
