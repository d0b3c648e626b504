import type { Box } from "../sighting.ts";

/** Side of a tile; at the network's size a face of 30 pixels is still seen in it. */
const tilePx = 800;
/** Tiles share this much, so that a face at an edge is whole in one of them. */
const sharedPx = 160;

/** The whole picture first, then, where that loses detail, tiles that cover it. */
export function faceTiles({ width, height }: { readonly width: number; readonly height: number }): readonly Box[] {
  const whole = { x: 0, y: 0, width, height };
  if (Math.max(width, height) <= tilePx * 1.25) return [whole];
  const tiles = starts(height).flatMap((y) =>
    starts(width).map((x) => ({ x, y, width: Math.min(tilePx, width), height: Math.min(tilePx, height) })),
  );
  return [whole, ...tiles];
}

function starts(length: number): readonly number[] {
  if (length <= tilePx) return [0];
  const count = Math.ceil((length - sharedPx) / (tilePx - sharedPx));
  return Array.from({ length: count }, (_, i) => Math.round((i * (length - tilePx)) / (count - 1)));
}
