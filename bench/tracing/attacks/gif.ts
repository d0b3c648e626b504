import type { Picture } from "@whosecopy/image";
import { byte } from "./raster.ts";

/** A palette of at most `colours` by median cut, over colours of 5 bits a channel. */
function paletteOf({ rgb }: Picture, colours: number): Uint8Array {
  const counts = new Float64Array(32_768);
  for (let p = 0; p < rgb.length; p += 3) counts[cell(rgb[p]!, rgb[p + 1]!, rgb[p + 2]!)]!++;
  let boxes = [Array.from(counts.keys()).filter((at) => counts[at]! > 0)];
  const channel = (at: number, c: number): number => (at >> (10 - 5 * c)) & 31;
  const widest = (box: readonly number[]): { c: number; spread: number } => {
    let best = { c: 0, spread: -1 };
    for (let c = 0; c < 3; c++) {
      let [low, high] = [31, 0];
      for (const at of box) [low, high] = [Math.min(low, channel(at, c)), Math.max(high, channel(at, c))];
      if (high - low > best.spread) best = { c, spread: high - low };
    }
    return best;
  };
  const weightOf = (box: readonly number[]): number => box.reduce((sum, at) => sum + counts[at]!, 0);
  while (boxes.length < colours) {
    const ranked = boxes
      .map((box) => ({ box, ...widest(box), weight: weightOf(box) }))
      .filter(({ spread }) => spread > 0)
      .sort((a, b) => b.spread * Math.sqrt(b.weight) - a.spread * Math.sqrt(a.weight));
    const first = ranked[0];
    if (first === undefined) break;
    const sorted = [...first.box].sort((a, b) => channel(a, first.c) - channel(b, first.c));
    let [split, passed] = [0, 0];
    while (split < sorted.length - 1 && passed + counts[sorted[split]!]! <= first.weight / 2)
      passed += counts[sorted[split++]!]!;
    split = Math.min(sorted.length - 1, Math.max(1, split));
    boxes = [...boxes.filter((box) => box !== first.box), sorted.slice(0, split), sorted.slice(split)];
  }
  return Uint8Array.from(
    boxes.flatMap((box) => {
      const weight = weightOf(box);
      return [0, 1, 2].map((c) =>
        Math.round(box.reduce((sum, at) => sum + counts[at]! * (8.226 * channel(at, c)), 0) / weight),
      );
    }),
  );
}

function cell(red: number, green: number, blue: number): number {
  return ((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3);
}

/** As saved in a GIF: few colours, errors handed on to the neighbours (Floyd and Steinberg). */
export function ditheredToPalette(picture: Picture, colours: number): Picture {
  const { width, height, rgb } = picture;
  const palette = paletteOf(picture, colours);
  const nearest = new Int16Array(32_768).fill(-1);
  const work = Float32Array.from(rgb);
  const out = new Uint8Array(rgb.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = 3 * (y * width + x);
      const [red, green, blue] = [byte(work[p]!), byte(work[p + 1]!), byte(work[p + 2]!)];
      const at = cell(red, green, blue);
      if (nearest[at]! < 0) nearest[at] = closest(palette, red, green, blue);
      for (let c = 0; c < 3; c++) {
        const value = palette[3 * nearest[at]! + c]!;
        out[p + c] = value;
        const error = Math.min(255, Math.max(0, work[p + c]!)) - value;
        if (x + 1 < width) work[p + 3 + c] = work[p + 3 + c]! + (error * 7) / 16;
        if (y + 1 === height) continue;
        const q = p + 3 * width + c;
        if (x > 0) work[q - 3] = work[q - 3]! + (error * 3) / 16;
        work[q] = work[q]! + (error * 5) / 16;
        if (x + 1 < width) work[q + 3] = work[q + 3]! + error / 16;
      }
    }
  }
  return { width, height, rgb: out };
}

function closest(palette: Uint8Array, red: number, green: number, blue: number): number {
  let [best, least] = [0, Infinity];
  for (let i = 0; 3 * i < palette.length; i++) {
    const apart = (palette[3 * i]! - red) ** 2 + (palette[3 * i + 1]! - green) ** 2 + (palette[3 * i + 2]! - blue) ** 2;
    if (apart < least) [best, least] = [i, apart];
  }
  return best;
}
