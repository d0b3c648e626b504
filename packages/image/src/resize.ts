import { type Luma, lumaInto, type Picture } from "./picture.ts";

/** The new size in whole pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Resizes a picture, any factor up or down, with a Lanczos filter as wide as the factor asks: no aliasing. */
export function resizePicture(picture: Picture, size: Size): Picture {
  const { width, height } = checked(size);
  const lineAt = (y: number) => 3 * y * picture.width;
  return { width, height, rgb: resample({ ...picture, samples: picture.rgb, channels: 3, lineAt }, size) };
}

/** The same for brightness alone. */
export function resizeLuma(luma: Luma, size: Size): Luma {
  const { width, height } = checked(size);
  const lineAt = (y: number) => y * luma.width;
  return { width, height, luma: resample({ ...luma, samples: luma.luma, channels: 1, lineAt }, size) };
}

/** The brightness of a picture at another size: `resizeLuma` of its `lumaOf`, without a plane of the whole size in between. */
export function lumaAtSize(picture: Picture, size: Size): Luma {
  const { width, height } = checked(size);
  const line = new Uint8Array(picture.width);
  const lineAt = (y: number) => {
    lumaInto(line, picture.rgb, 3 * y * picture.width);
    return 0;
  };
  return { width, height, luma: resample({ ...picture, samples: line, channels: 1, lineAt }, size) };
}

/** The largest size of the same shape with at most `maxPixels` pixels; never larger than the picture. */
export function sizeWithin(picture: Size, maxPixels: number): Size {
  const factor = Math.min(1, Math.sqrt(maxPixels / (picture.width * picture.height)));
  return {
    width: Math.max(1, Math.floor(picture.width * factor)),
    height: Math.max(1, Math.floor(picture.height * factor)),
  };
}

/** Which source samples make up each target sample, `taps` each from `starts[i]` on, with weights that add up to 1. */
interface Taps {
  readonly taps: number;
  readonly starts: Int32Array;
  readonly weights: Float32Array;
}

const lobes = 3;

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= lobes) return 0;
  const a = Math.PI * x;
  return (lobes * Math.sin(a) * Math.sin(a / lobes)) / (a * a);
}

function planTaps(from: number, to: number): Taps {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const taps = Math.min(Math.ceil(2 * lobes * stretch) + 1, from);
  const starts = new Int32Array(to);
  const weights = new Float32Array(to * taps);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale - 0.5;
    const start = Math.min(Math.max(Math.ceil(centre - lobes * stretch), 0), from - taps);
    starts[i] = start;
    let sum = 0;
    for (let t = 0; t < taps; t++) sum += lanczos((start + t - centre) / stretch);
    for (let t = 0; t < taps; t++) weights[i * taps + t] = lanczos((start + t - centre) / stretch) / sum;
  }
  return { taps, starts, weights };
}

/** Columns first, line by line as they are needed, then lines: holds only the lines that one target line takes. */
function resample(
  source: {
    width: number;
    height: number;
    samples: Uint8Array;
    channels: 1 | 3;
    /** Where a line begins in the samples; asked once for each line, in order, when the line before is done with. */
    lineAt: (y: number) => number;
  },
  size: Size,
): Uint8Array {
  const { width, height, samples, channels, lineAt } = source;
  const across = planTaps(width, size.width);
  const down = planTaps(height, size.height);
  const lineLength = size.width * channels;
  const ring = Array.from({ length: down.taps }, () => new Float32Array(lineLength));
  const sums = new Float32Array(lineLength);
  const out = new Uint8ClampedArray(lineLength * size.height);
  const narrow = channels === 3 ? narrowColour : narrowGrey;
  let ready = 0;
  for (let y = 0; y < size.height; y++) {
    const start = down.starts[y]!;
    for (ready = Math.max(ready, start); ready < start + down.taps; ready++) {
      narrow(samples, lineAt(ready), across, ring[ready % down.taps]!);
    }
    sums.fill(0);
    // Three lines at a time: each sum is read and written a third as often.
    for (let t = 0; t < down.taps; t += 3) {
      const w = y * down.taps + t;
      const line0 = ring[(start + t) % down.taps]!;
      const line1 = ring[(start + t + 1) % down.taps]!;
      const line2 = ring[(start + t + 2) % down.taps]!;
      const weight0 = down.weights[w]!;
      const weight1 = t + 1 < down.taps ? down.weights[w + 1]! : 0;
      const weight2 = t + 2 < down.taps ? down.weights[w + 2]! : 0;
      for (let i = 0; i < lineLength; i++) {
        sums[i] = sums[i]! + weight0 * line0[i]! + weight1 * line1[i]! + weight2 * line2[i]!;
      }
    }
    // A clamped array rounds and clips.
    out.set(sums, y * lineLength);
  }
  return new Uint8Array(out.buffer);
}

function narrowGrey(samples: Uint8Array, offset: number, plan: Taps, line: Float32Array): void {
  const { taps, starts, weights } = plan;
  for (let x = 0, w = 0; x < line.length; x++) {
    // Two sums that don't wait for each other.
    let even = 0;
    let odd = 0;
    let p = offset + starts[x]!;
    const end = w + taps;
    for (; w + 1 < end; w += 2, p += 2) {
      even += weights[w]! * samples[p]!;
      odd += weights[w + 1]! * samples[p + 1]!;
    }
    if (w < end) even += weights[w++]! * samples[p]!;
    line[x] = even + odd;
  }
}

function narrowColour(samples: Uint8Array, offset: number, plan: Taps, line: Float32Array): void {
  const { taps, starts, weights } = plan;
  for (let x = 0, w = 0, q = 0; q < line.length; x++, q += 3) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let t = 0, p = offset + 3 * starts[x]!; t < taps; t++, p += 3, w++) {
      const weight = weights[w]!;
      red += weight * samples[p]!;
      green += weight * samples[p + 1]!;
      blue += weight * samples[p + 2]!;
    }
    line[q] = red;
    line[q + 1] = green;
    line[q + 2] = blue;
  }
}

function checked(size: Size): Size {
  if (!Number.isInteger(size.width) || !Number.isInteger(size.height) || size.width < 1 || size.height < 1) {
    throw new RangeError("a picture has at least one pixel each way");
  }
  return size;
}
