import type { Picture } from "@whosecopy/image";
import type { Size } from "./plane.ts";

export type Colour = readonly [red: number, green: number, blue: number];

export function plainPicture({ width, height }: Size, colour: Colour): Picture {
  const rgb = new Uint8Array(3 * width * height);
  for (let i = 0; i < rgb.length; i++) rgb[i] = colour[i % 3]!;
  return { width, height, rgb };
}

export function copyOf(picture: Picture): Picture {
  return { ...picture, rgb: picture.rgb.slice() };
}

/** Puts a picture onto another in place; what would lie outside is left away. */
export function paste(onto: Picture, picture: Picture, x0: number, y0: number): void {
  const left = Math.max(0, -x0);
  const columns = Math.min(picture.width, onto.width - x0) - left;
  if (columns <= 0) return;
  for (let y = Math.max(0, -y0); y < picture.height && y + y0 < onto.height; y++) {
    const from = 3 * (y * picture.width + left);
    onto.rgb.set(picture.rgb.subarray(from, from + 3 * columns), 3 * ((y + y0) * onto.width + x0 + left));
  }
}

/** Lays a colour over the pixels of a rectangle in place, `cover` (0 to 1) at each position. */
export function cover(params: {
  onto: Picture;
  x: number;
  y: number;
  width: number;
  height: number;
  colour: Colour;
  cover?: (x: number, y: number) => number;
}): void {
  const { onto, colour } = params;
  const x1 = Math.min(onto.width, Math.ceil(params.x + params.width));
  const y1 = Math.min(onto.height, Math.ceil(params.y + params.height));
  for (let y = Math.max(0, Math.floor(params.y)); y < y1; y++) {
    for (let x = Math.max(0, Math.floor(params.x)); x < x1; x++) {
      const share = params.cover === undefined ? 1 : params.cover(x, y);
      if (share <= 0) continue;
      const p = 3 * (y * onto.width + x);
      for (let c = 0; c < 3; c++) onto.rgb[p + c] = onto.rgb[p + c]! + share * (colour[c]! - onto.rgb[p + c]!);
    }
  }
}

/** How much of a pixel an edge covers, from the distance inside of it in pixels. */
export function edge(inside: number): number {
  return Math.min(1, Math.max(0, inside + 0.5));
}

export function byte(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.round(value);
}

/** Changes each pixel by itself, in a new picture. */
export function recoloured(
  picture: Picture,
  change: (red: number, green: number, blue: number, out: Float64Array) => void,
): Picture {
  const { width, height } = picture;
  const rgb = new Uint8Array(picture.rgb.length);
  const out = new Float64Array(3);
  for (let p = 0; p < rgb.length; p += 3) {
    change(picture.rgb[p]!, picture.rgb[p + 1]!, picture.rgb[p + 2]!, out);
    rgb[p] = byte(out[0]!);
    rgb[p + 1] = byte(out[1]!);
    rgb[p + 2] = byte(out[2]!);
  }
  return { width, height, rgb };
}

/** Changes each sample by itself, in a new picture. */
export function toned(picture: Picture, tone: (value: number, channel: number) => number): Picture {
  const tables = [0, 1, 2].map((channel) => Uint8Array.from({ length: 256 }, (_, value) => byte(tone(value, channel))));
  const rgb = new Uint8Array(picture.rgb.length);
  for (let p = 0; p < rgb.length; p++) rgb[p] = tables[p % 3]![picture.rgb[p]!]!;
  return { ...picture, rgb };
}
