import type { Picture } from "@whosecopy/image";

/** Blurred by a Gaussian of that deviation in pixels. */
export function blurred(picture: Picture, sigma: number): Picture {
  const { width, height, rgb } = picture;
  const samples = blurredSamples({ width, height, samples: Float32Array.from(rgb) }, sigma);
  // A clamped array rounds and clips.
  return { width, height, rgb: new Uint8Array(Uint8ClampedArray.from(samples).buffer) };
}

/** The same for samples of any range, three per pixel; large deviations by three box filters, which cost the same at any size. */
export function blurredSamples({ width, height, samples }: Samples, sigma: number): Float32Array {
  if (sigma > 6) {
    let boxed = samples;
    const radius = Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2);
    for (let pass = 0; pass < 3; pass++) {
      boxed = box(boxed, { length: width, stride: 3, lines: height, lineStride: 3 * width, radius });
      boxed = box(boxed, { length: height, stride: 3 * width, lines: width, lineStride: 3, radius });
    }
    return boxed;
  }
  const reach = Math.ceil(3 * sigma);
  const weights = Float32Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const kernel = weights.map((weight) => weight / total);
  return convolvedDown({ width, height, samples: convolvedAcross({ width, height, samples }, kernel) }, kernel);
}

interface Samples {
  readonly width: number;
  readonly height: number;
  /** Three per pixel, of any range. */
  readonly samples: Float32Array;
}

/** Along the rows, edges repeated. */
export function convolvedAcross({ width, height, samples }: Samples, kernel: Float32Array): Float32Array {
  const out = new Float32Array(samples.length);
  const reach = (kernel.length - 1) >> 1;
  const line = new Float32Array(3 * (width + 2 * reach));
  for (let y = 0; y < height; y++) {
    const start = 3 * y * width;
    line.set(samples.subarray(start, start + 3 * width), 3 * reach);
    for (let i = 0; i < reach; i++) {
      line.copyWithin(3 * i, 3 * reach, 3 * reach + 3);
      line.copyWithin(3 * (width + reach + i), 3 * (width + reach - 1), 3 * (width + reach));
    }
    for (let i = 0; i < 3 * width; i++) {
      let sum = 0;
      for (let k = 0, p = i; k < kernel.length; k++, p += 3) sum += kernel[k]! * line[p]!;
      out[start + i] = sum;
    }
  }
  return out;
}

/** Along the columns, edges repeated. */
export function convolvedDown({ width, height, samples }: Samples, kernel: Float32Array): Float32Array {
  const out = new Float32Array(samples.length);
  const reach = (kernel.length - 1) >> 1;
  for (let y = 0; y < height; y++) {
    const start = 3 * y * width;
    for (let k = 0; k < kernel.length; k++) {
      const from = 3 * Math.min(height - 1, Math.max(0, y + k - reach)) * width;
      const weight = kernel[k]!;
      for (let i = 0; i < 3 * width; i++) out[start + i] = out[start + i]! + weight * samples[from + i]!;
    }
  }
  return out;
}

interface Lines {
  readonly length: number;
  readonly stride: number;
  readonly lines: number;
  readonly lineStride: number;
}

function box(
  samples: Float32Array,
  { length, stride, lines, lineStride, radius }: Lines & { radius: number },
): Float32Array {
  const out = new Float32Array(samples.length);
  const share = 1 / (2 * radius + 1);
  for (let l = 0; l < lines; l++) {
    for (let c = 0; c < 3; c++) {
      const start = l * lineStride + c;
      const at = (i: number): number => samples[start + Math.min(length - 1, Math.max(0, i)) * stride]!;
      let sum = 0;
      for (let i = -radius; i <= radius; i++) sum += at(i);
      for (let i = 0; i < length; i++) {
        out[start + i * stride] = sum * share;
        sum += at(i + radius + 1) - at(i - radius);
      }
    }
  }
  return out;
}
