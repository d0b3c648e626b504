import { type Luma, resizeLuma } from "@whosecopy/image";

/** Side in pixels to which a thumbnail is brought for the comparison: enough to recognise a scene, few enough to try all places. */
const comparedSide = 72;
/** Correlation from which two views are the same scene. */
const same = 0.85;

/** Side to which the picture is brought once before it is tried at many sizes. */
const pictureSide = 256;
/** Correlation from which a thumbnail is the picture and nothing more. */
const equal = 0.95;

/**
 * True when a thumbnail shows what the picture does not: the picture is found as a part of it, or most of it agrees but a region differs
 * strongly. The thumbnail is tried in all four directions, because programs turn pictures without turning their thumbnails; its black
 * bars are cut off.
 */
export function showsMore(picture: Luma, thumbnail: Luma): boolean {
  const reduced = reduce(picture, pictureSide);
  const trimmed = withoutBars(thumbnail);
  const factor = Math.min(1, comparedSide / Math.max(trimmed.width, trimmed.height));
  let view = resizeLuma(trimmed, {
    width: Math.max(8, Math.round(trimmed.width * factor)),
    height: Math.max(8, Math.round(trimmed.height * factor)),
  });
  let best = { whole: -1, view };
  for (let turn = 0; turn < 4; turn++, view = turned(view)) {
    const whole = correlation(resizeLuma(reduced, view), view, 0, 0);
    if (whole > best.whole) best = { whole, view };
  }
  if (best.whole >= equal) return differsInPlaces(resizeLuma(reduced, best.view), best.view);
  for (let turn = 0; turn < 4; turn++, view = turned(view)) {
    const inside = bestInside(reduced, view);
    if (inside.score >= same && inside.share < 0.9 && inside.score > best.whole + 0.05) return true;
  }
  return best.whole >= 0.6 && differsInPlaces(resizeLuma(reduced, best.view), best.view);
}

/** Averages whole blocks, so that large pictures cost one pass. */
function reduce(picture: Luma, side: number): Luma {
  const step = Math.floor(Math.max(picture.width, picture.height) / side);
  if (step < 2) return picture;
  const width = Math.max(1, Math.floor(picture.width / step));
  const height = Math.max(1, Math.floor(picture.height / step));
  const luma = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [sum, count] = [0, 0];
      for (let dy = 0; dy < step && y * step + dy < picture.height; dy++) {
        const row = (y * step + dy) * picture.width + x * step;
        for (let dx = 0; dx < step && x * step + dx < picture.width; dx++, count++) sum += picture.luma[row + dx]!;
      }
      luma[y * width + x] = sum / count;
    }
  }
  return { width, height, luma };
}

/** A quarter turn clockwise. */
function turned({ width, height, luma }: Luma): Luma {
  const out = new Uint8Array(luma.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) out[x * height + (height - 1 - y)] = luma[y * width + x]!;
  return { width: height, height: width, luma: out };
}

/** Looks for the whole picture at every place of the thumbnail, at sizes down to a quarter. */
function bestInside(picture: Luma, thumbnail: Luma): { score: number; share: number } {
  const fit = Math.min(thumbnail.width / picture.width, thumbnail.height / picture.height);
  let best = { score: -1, share: 1 };
  for (let scale = 1; scale > 0.24; scale *= 0.94) {
    const width = Math.round(picture.width * fit * scale);
    const height = Math.round(picture.height * fit * scale);
    if (width < 12 || height < 12) break;
    const view = resizeLuma(picture, { width, height });
    for (let y = 0; y + height <= thumbnail.height; y++) {
      for (let x = 0; x + width <= thumbnail.width; x++) {
        const score = correlation(view, thumbnail, x, y);
        if (score > best.score) best = { score, share: (width * height) / (thumbnail.width * thumbnail.height) };
      }
    }
  }
  return best;
}

/** Normalised correlation of a view with the part of a picture under it; 0 where one of them is flat. */
function correlation(view: Luma, picture: Luma, x0: number, y0: number): number {
  const { width, height, luma } = view;
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let y = 0; y < height; y++) {
    let p = (y0 + y) * picture.width + x0;
    let i = y * width;
    for (let x = 0; x < width; x++, i++, p++) {
      const [u, v] = [luma[i]!, picture.luma[p]!];
      a += u;
      b += v;
      aa += u * u;
      bb += v * v;
      ab += u * v;
    }
  }
  const n = width * height;
  const spread = (aa - (a * a) / n) * (bb - (b * b) / n);
  return spread < n * n * 16 ? 0 : (ab - (a * b) / n) / Math.sqrt(spread);
}

const blocks = 8;

/** True when a few regions differ strongly while the others agree, after a common change of brightness and contrast is fitted away. */
function differsInPlaces(picture: Luma, thumbnail: Luma): boolean {
  const { width, height } = thumbnail;
  const fitted = fitBrightness(picture.luma, thumbnail.luma);
  const sums = new Float64Array(blocks * blocks);
  const counts = new Float64Array(blocks * blocks);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const block = Math.floor((y * blocks) / height) * blocks + Math.floor((x * blocks) / width);
      sums[block] = sums[block]! + Math.abs(fitted(picture.luma[y * width + x]!) - thumbnail.luma[y * width + x]!);
      counts[block] = counts[block]! + 1;
    }
  }
  const means = [...sums].map((sum, i) => sum / Math.max(1, counts[i]!)).sort((a, b) => a - b);
  return means[Math.floor(means.length * 0.75)]! < 8 && means.at(-1)! > 45;
}

/** The straight line through what most pixels say: those that fit badly are left out, twice, so that a covered region does not pull. */
function fitBrightness(from: Uint8Array, to: Uint8Array): (value: number) => number {
  let line = (value: number) => value;
  let allowed = Infinity;
  for (let round = 0; round < 3; round++) {
    let [n, a, b, aa, ab] = [0, 0, 0, 0, 0];
    for (let i = 0; i < from.length; i++) {
      const [u, v] = [from[i]!, to[i]!];
      if (Math.abs(line(u) - v) > allowed) continue;
      n++;
      a += u;
      b += v;
      aa += u * u;
      ab += u * v;
    }
    if (n === 0) break;
    const spread = aa - (a * a) / n;
    // Pictures and their thumbnails hardly differ in contrast.
    const slope = spread === 0 ? 1 : Math.min(1.15, Math.max(0.87, (ab - (a * b) / n) / spread));
    const [middle, height] = [a / n, b / n];
    line = (value) => (value - middle) * slope + height;
    const fitted = line;
    const misses = Array.from(from, (u, i) => Math.abs(fitted(u) - to[i]!)).sort((x, y) => x - y);
    allowed = misses[Math.floor(misses.length * 0.6)]!;
  }
  return line;
}

/** Cuts off black bars, which cameras put around a thumbnail of another shape. */
function withoutBars({ width, height, luma }: Luma): Luma {
  const dark = (from: number, step: number, count: number) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += luma[from + i * step]!;
    return sum / count < 20;
  };
  let [top, bottom, left, right] = [0, height, 0, width];
  while (top < height / 4 && dark(top * width, 1, width)) top++;
  while (bottom > (height * 3) / 4 && dark((bottom - 1) * width, 1, width)) bottom--;
  while (left < width / 4 && dark(left, width, height)) left++;
  while (right > (width * 3) / 4 && dark(right - 1, width, height)) right--;
  const [w, h] = [right - left, bottom - top];
  const out = new Uint8Array(w * h);
  for (let y = 0; y < h; y++) out.set(luma.subarray((top + y) * width + left, (top + y) * width + left + w), y * w);
  return { width: w, height: h, luma: out };
}
