import type { Picture } from "@whosecopy/image";

export type Colour = readonly [red: number, green: number, blue: number];

/** A picture of one colour. */
export function blank(width: number, height: number, colour: Colour): Picture {
  const rgb = new Uint8Array(3 * width * height);
  for (let i = 0; i < rgb.length; i++) rgb[i] = colour[i % 3]!;
  return { width, height, rgb };
}

/** Lays a picture onto another one; it must fit. */
export function place(onto: Picture, from: Picture, x: number, y: number): void {
  for (let row = 0; row < from.height; row++) {
    const line = from.rgb.subarray(3 * row * from.width, 3 * (row + 1) * from.width);
    onto.rgb.set(line, 3 * ((y + row) * onto.width + x));
  }
}

/** Positions of pixels with their first corner at 0, 0; what lies outside of the picture is not painted. */
interface Stroke {
  readonly colour: Colour;
  /** Pixels. */
  readonly radius: number;
}

/** A line with round ends. */
export function paintLine(
  picture: Picture,
  line: { readonly from: readonly [number, number]; readonly to: readonly [number, number] } & Stroke,
): void {
  const { from, to, radius, colour } = line;
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = dx * dx + dy * dy;
  const box = {
    left: Math.min(from[0], to[0]) - radius,
    right: Math.max(from[0], to[0]) + radius,
    top: Math.min(from[1], to[1]) - radius,
    bottom: Math.max(from[1], to[1]) + radius,
  };
  paintWithin(picture, box, colour, (x, y) => {
    const along = length === 0 ? 0 : ((x - from[0]) * dx + (y - from[1]) * dy) / length;
    const at = Math.min(1, Math.max(0, along));
    return radius - Math.hypot(x - from[0] - at * dx, y - from[1] - at * dy);
  });
}

export function paintDisc(picture: Picture, disc: { readonly x: number; readonly y: number } & Stroke): void {
  const { x, y, radius, colour } = disc;
  const box = { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
  paintWithin(picture, box, colour, (px, py) => radius - Math.hypot(px - x, py - y));
}

/** Darkens pixels by a factor where `where` says so, told the shares of width and height. */
export function dim(picture: Picture, factor: number, where: (x: number, y: number) => boolean): void {
  const { width, height, rgb } = picture;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!where((x + 0.5) / width, (y + 0.5) / height)) continue;
      const at = 3 * (y * width + x);
      for (let c = at; c < at + 3; c++) rgb[c] = Math.round(rgb[c]! * factor);
    }
  }
}

/** Paints where the distance to the edge, positive inside, says so; the edge itself is smooth over one pixel. */
function paintWithin(
  { width, height, rgb }: Picture,
  box: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
  colour: Colour,
  inside: (x: number, y: number) => number,
): void {
  const [left, right] = [Math.max(0, Math.floor(box.left - 1)), Math.min(width - 1, Math.ceil(box.right + 1))];
  const [top, bottom] = [Math.max(0, Math.floor(box.top - 1)), Math.min(height - 1, Math.ceil(box.bottom + 1))];
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const cover = Math.min(1, Math.max(0, inside(x + 0.5, y + 0.5) + 0.5));
      if (cover === 0) continue;
      const at = 3 * (y * width + x);
      for (let c = 0; c < 3; c++) rgb[at + c] = Math.round(rgb[at + c]! * (1 - cover) + colour[c]! * cover);
    }
  }
}
