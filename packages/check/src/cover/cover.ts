import type { Picture } from "@whosecopy/image";
import { wholeBox } from "../content/box.ts";
import type { Box } from "../content/sighting.ts";

/** "solid", the default, leaves nothing of what was there; "mosaic" leaves a handful of colours. */
export type CoverOptions =
  | { readonly style?: "solid" }
  | {
      readonly style: "mosaic";
      /** Where its noise comes from: unpredictable bytes, such as `systemRandom` of the crypto package gives. */
      readonly random: Random;
    };

interface Random {
  bytes(length: number): Uint8Array;
}

/** A detector's box ends where it is fairly sure; what it holds goes on a little. */
const growShare = 0.08;
const growPx = 4;
const solidGrey = 32;
/** Cells of a mosaic: at least this share of the box's longer side, and at least so many pixels. */
const cellShare = 6;
const leastCellPx = 16;
/** A cell's colour is moved by up to this much either way, then rounded to steps: small differences are gone. */
const noise = 24;
const step = 16;

/**
 * Covers boxes so that what was there can't be had back: each a little larger than asked for, as one grey area or a mosaic of at most 6 by
 * 6 cells. The picture given stays as it is. The result goes into a file of its own (`coveredFile`): cleaning the old one would keep
 * previews that show what was covered.
 * [Note: what a mosaic keeps]
 * A mosaic is a function of its cells' mean colours alone: pictures with equal means give the same result, so that letters and features
 * finer than a sixth of the box are gone whatever is known about the method. Noise and rounding take away most of the rest. Someone who
 * has to tell only a few candidates apart may still compare colours: numbers and faces that matter get "solid", which is the default.
 */
export function cover(picture: Picture, boxes: readonly Box[], options: CoverOptions = {}): Picture {
  const covered = { width: picture.width, height: picture.height, rgb: picture.rgb.slice() };
  for (const asked of boxes) {
    const box = grown(asked, picture);
    if (options.style === "mosaic") mosaic({ covered, original: picture, box, random: options.random });
    else fill(covered, box, [solidGrey, solidGrey, solidGrey]);
  }
  return covered;
}

/** What is covered when this box is asked for. */
export function grown(box: Box, picture: { readonly width: number; readonly height: number }): Box {
  const more = growPx + growShare * Math.max(box.width, box.height);
  return wholeBox(
    { x: box.x - more, y: box.y - more, width: box.width + 2 * more, height: box.height + 2 * more },
    picture,
  );
}

function mosaic(params: {
  readonly covered: Picture;
  readonly original: Picture;
  readonly box: Box;
  readonly random: Random;
}): void {
  const { covered, original, box, random } = params;
  const cell = Math.max(leastCellPx, Math.ceil(Math.max(box.width, box.height) / cellShare));
  // Evenly shared out, so that no cell at an edge is finer than the others.
  const columns = Math.max(1, Math.floor(box.width / cell));
  const rows = Math.max(1, Math.floor(box.height / cell));
  for (let row = 0; row < rows; row++) {
    const y = box.y + Math.floor((row * box.height) / rows);
    const height = box.y + Math.floor(((row + 1) * box.height) / rows) - y;
    for (let column = 0; column < columns; column++) {
      const x = box.x + Math.floor((column * box.width) / columns);
      const width = box.x + Math.floor(((column + 1) * box.width) / columns) - x;
      const part = { x, y, width, height };
      fill(covered, part, blurred(meanOf(original, part), random));
    }
  }
}

type Colour = readonly [number, number, number];

function blurred(colour: Colour, random: Random): Colour {
  const bytes = random.bytes(3);
  const [red, green, blue] = colour.map((value, i) => {
    const moved = value + (bytes[i]! / 255) * 2 * noise - noise;
    return Math.min(255, Math.max(0, step * Math.round(moved / step)));
  });
  return [red!, green!, blue!];
}

function meanOf({ width, rgb }: Picture, box: Box): Colour {
  const sum = [0, 0, 0];
  for (let y = box.y; y < box.y + box.height; y++)
    for (let p = 3 * (y * width + box.x), end = p + 3 * box.width; p < end; p += 3)
      for (let c = 0; c < 3; c++) sum[c] = sum[c]! + rgb[p + c]!;
  const area = box.width * box.height;
  return [Math.round(sum[0]! / area), Math.round(sum[1]! / area), Math.round(sum[2]! / area)];
}

function fill({ width, rgb }: Picture, box: Box, colour: Colour): void {
  for (let y = box.y; y < box.y + box.height; y++)
    for (let p = 3 * (y * width + box.x), end = p + 3 * box.width; p < end; p += 3) rgb.set(colour, p);
}
