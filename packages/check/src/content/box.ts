import type { Box } from "./sighting.ts";

/** The smallest box with all of them inside. */
export function boxAround(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}

/** Whole pixels, outwards, cut to the picture. */
export function wholeBox(box: Box, picture: { readonly width: number; readonly height: number }): Box {
  const x = Math.min(Math.max(Math.floor(box.x), 0), picture.width - 1);
  const y = Math.min(Math.max(Math.floor(box.y), 0), picture.height - 1);
  return {
    x,
    y,
    width: Math.max(1, Math.min(Math.ceil(box.x + box.width), picture.width) - x),
    height: Math.max(1, Math.min(Math.ceil(box.y + box.height), picture.height) - y),
  };
}

/** How much of the two they share: area of both over area of either. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (a.width * a.height + b.width * b.height - width * height);
}
