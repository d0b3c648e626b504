import { type Picture, resizePicture } from "@whosecopy/image";
import { attack, type Attack, type Placement, type Step } from "./attack.ts";
import { saved } from "./formats.ts";
import { cropPicture } from "@whosecopy/image";
import { byte, copyOf, paste } from "./raster.ts";
import { rendered } from "./render.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { carved } from "./seams.ts";
import type { Size } from "./plane.ts";

/** 1 where the picture is replaced: round shapes until that share is covered. */
function blobs({ width, height }: Size, share: number, random: SeededRandom): Uint8Array {
  const mask = new Uint8Array(width * height);
  let left = share * mask.length;
  const side = Math.sqrt(width * height);
  while (left > 0) {
    const [cx, cy] = [random.unit() * width, random.unit() * height];
    const [rx, ry] = [random.between(0.06, 0.16) * side, random.between(0.06, 0.16) * side];
    for (let y = Math.max(0, Math.floor(cy - ry)); y < Math.min(height, cy + ry) && left > 0; y++) {
      for (let x = Math.max(0, Math.floor(cx - rx)); x < Math.min(width, cx + rx); x++) {
        if (((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 > 1 || mask[y * width + x] === 1) continue;
        mask[y * width + x] = 1;
        left--;
      }
    }
  }
  return mask;
}

/** Known samples with their weights, half as large each time until one is left. */
interface Level extends Size {
  readonly rgb: Float32Array;
  readonly weight: Float32Array;
}

function halved({ width, height, rgb, weight }: Level): Level {
  const half = { width: (width + 1) >> 1, height: (height + 1) >> 1 };
  const out = {
    ...half,
    rgb: new Float32Array(3 * half.width * half.height),
    weight: new Float32Array(half.width * half.height),
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [from, to] = [y * width + x, (y >> 1) * half.width + (x >> 1)];
      out.weight[to] = out.weight[to]! + weight[from]!;
      for (let c = 0; c < 3; c++) out.rgb[3 * to + c] = out.rgb[3 * to + c]! + weight[from]! * rgb[3 * from + c]!;
    }
  }
  for (let i = 0; i < out.weight.length; i++) {
    for (let c = 0; c < 3; c++) out.rgb[3 * i + c] = out.weight[i]! > 0 ? out.rgb[3 * i + c]! / out.weight[i]! : 0;
    out.weight[i] = Math.min(1, out.weight[i]!);
  }
  return out;
}

/** Smoothly continued from around into where nothing is known (pull and push over a pyramid). */
function continued(level: Level): Level {
  if (level.width * level.height === 1) return level;
  const coarse = continued(halved(level));
  const rgb = level.rgb.slice();
  for (let y = 0; y < level.height; y++) {
    for (let x = 0; x < level.width; x++) {
      const i = y * level.width + x;
      const known = level.weight[i]!;
      if (known >= 1) continue;
      const u = Math.min(coarse.width - 1, Math.max(0, (x + 0.5) / 2 - 0.5));
      const v = Math.min(coarse.height - 1, Math.max(0, (y + 0.5) / 2 - 0.5));
      const [u0, v0] = [Math.floor(u), Math.floor(v)];
      const [u1, v1] = [Math.min(coarse.width - 1, u0 + 1), Math.min(coarse.height - 1, v0 + 1)];
      for (let c = 0; c < 3; c++) {
        const at = (a: number, b: number): number => coarse.rgb[3 * (b * coarse.width + a) + c]!;
        const top = at(u0, v0) * (1 - u + u0) + at(u1, v0) * (u - u0);
        const bottom = at(u0, v1) * (1 - u + u0) + at(u1, v1) * (u - u0);
        const smooth = top * (1 - v + v0) + bottom * (v - v0);
        rgb[3 * i + c] = known * rgb[3 * i + c]! + (1 - known) * smooth;
      }
    }
  }
  return { ...level, rgb };
}

/** Things taken out and their places filled smoothly from around, with some noise so that it does not show. */
function inpainted(share: number): Step {
  return {
    apply(picture, random) {
      const mask = blobs(picture, share, random);
      const { rgb } = continued({
        width: picture.width,
        height: picture.height,
        rgb: Float32Array.from(picture.rgb),
        weight: Float32Array.from(mask, (flag) => 1 - flag),
      });
      const out = picture.rgb.map((value, p) =>
        mask[(p / 3) | 0] === 1 ? byte(rgb[p]! + 2 * random.normal()) : value,
      );
      return { ...picture, rgb: out };
    },
  };
}

/** Parts of the picture copied over other parts, several, together that share of the area. */
function cloned(share: number, parts: number): Step {
  return {
    apply(picture, random) {
      const copy = copyOf(picture);
      const side = Math.sqrt(share / parts);
      const [width, height] = [picture.width * side, picture.height * side];
      for (let i = 0; i < parts; i++) {
        const x = random.unit() * (picture.width - width);
        const y = random.unit() * (picture.height - height);
        const part = cropPicture(picture, { x, y, width, height });
        paste(
          copy,
          part,
          Math.round(random.unit() * (picture.width - width)),
          Math.round(random.unit() * (picture.height - height)),
        );
      }
      return copy;
    },
  };
}

/** Narrower by a share, the least busy seams taken out; found on a small version of large pictures. */
function narrowed(share: number): Step {
  return {
    apply(picture) {
      const factor = Math.min(1, Math.sqrt(400_000 / (picture.width * picture.height)));
      const small = { width: Math.round(picture.width * factor), height: Math.round(picture.height * factor) };
      const origin = carved(resizePicture(picture, small), Math.round(small.width * share));
      const narrow = small.width - Math.round(small.width * share);
      const size = { width: Math.round((picture.width * narrow) / small.width), height: picture.height };
      return rendered({ picture, size, source: seamSource(origin, narrow, small, picture) });
    },
    place: (size): Placement => ({
      // Depends on the picture itself: known only as roughly narrower.
      size: { width: Math.round(size.width * (1 - share)), height: size.height },
      map: null,
      where: (x, y) => [x * (1 - share), y],
    }),
  };
}

function seamSource(origin: Int32Array, narrow: number, small: Size, picture: Picture) {
  const scale = picture.width / small.width;
  return (x: number, y: number, out: Float64Array): void => {
    const row = Math.min(small.height - 1, Math.max(0, Math.floor((y + 0.5) / scale)));
    const u = Math.min(narrow - 1, Math.max(0, (x + 0.5) / scale - 0.5));
    const left = Math.floor(u);
    const right = Math.min(narrow - 1, left + 1);
    const [a, b] = [origin[row * small.width + left]!, origin[row * small.width + right]!];
    out[0] = ((b - a > 1 && scale === 1 ? a : a + (b - a) * (u - left)) + 0.5) * scale - 0.5;
    out[1] = y;
  };
}

function list(entries: readonly (readonly [name: string, ...steps: Step[]])[]): Attack[] {
  return entries.map(([name, ...steps]) =>
    attack({ family: "edits", level: "stress", name, steps: [...steps, saved] }),
  );
}

export const edits: readonly Attack[] = list([
  ["a third inpainted", inpainted(1 / 3)],
  ["a tenth inpainted", inpainted(0.1)],
  ["a fifth cloned over, in four parts", cloned(0.2, 4)],
  ["content-aware, 4 % narrower", narrowed(0.04)],
]);
