import type { Luma, Picture } from "../picture.ts";

export type Subsampling = "4:2:0" | "4:4:4";

/** The samples of one row of MCUs, shifted down by 128 and repeated beyond the right and lower edges. */
interface RowPlanes {
  /** Samples per line of the luma plane: a multiple of the MCU's width. */
  readonly stride: number;
  readonly luma: Float32Array;
  /** Samples per line of the chroma planes; 0 for grey pictures. */
  readonly chromaStride: number;
  readonly blue: Float32Array;
  readonly red: Float32Array;
  /** Fills the planes with the MCU row that starts at line `y0`. */
  fill(y0: number): void;
}

/** Planes of brightness only, 8 lines at a time. */
export function greyPlanes(picture: Luma): RowPlanes {
  const { width, height, luma: source } = picture;
  const stride = Math.ceil(width / 8) * 8;
  const luma = new Float32Array(8 * stride);
  const none = new Float32Array(0);
  return {
    stride,
    luma,
    chromaStride: 0,
    blue: none,
    red: none,
    fill(y0) {
      for (let line = 0; line < 8; line++) {
        const start = Math.min(y0 + line, height - 1) * width;
        const target = line * stride;
        for (let x = 0; x < width; x++) luma[target + x] = source[start + x]! - 128;
        luma.fill(luma[target + width - 1]!, target + width, target + stride);
      }
    },
  };
}

/** Planes of a colour picture; BT.601 full range as JFIF defines it. */
export function colourPlanes(picture: Picture, subsampling: Subsampling): RowPlanes {
  return subsampling === "4:2:0" ? halvedPlanes(picture) : fullPlanes(picture);
}

function fullPlanes(picture: Picture): RowPlanes {
  const { width, height, rgb } = picture;
  const stride = Math.ceil(width / 8) * 8;
  const luma = new Float32Array(8 * stride);
  const blue = new Float32Array(8 * stride);
  const red = new Float32Array(8 * stride);
  return {
    stride,
    luma,
    chromaStride: stride,
    blue,
    red,
    fill(y0) {
      for (let line = 0; line < 8; line++) {
        let p = 3 * Math.min(y0 + line, height - 1) * width;
        const target = line * stride;
        for (let x = 0; x < width; x++, p += 3) {
          const r = rgb[p]!;
          const g = rgb[p + 1]!;
          const b = rgb[p + 2]!;
          luma[target + x] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
          blue[target + x] = -0.168735892 * r - 0.331264108 * g + 0.5 * b;
          red[target + x] = 0.5 * r - 0.418687589 * g - 0.081312411 * b;
        }
        for (const plane of [luma, blue, red]) {
          plane.fill(plane[target + width - 1]!, target + width, target + stride);
        }
      }
    },
  };
}

/** Colour at half the resolution, each sample the mean of 2x2 pixels: the mean is taken first, colour computed once. */
function halvedPlanes(picture: Picture): RowPlanes {
  const { width, height, rgb } = picture;
  const stride = Math.ceil(width / 16) * 16;
  const chromaStride = stride / 2;
  const pairs = width >> 1;
  const luma = new Float32Array(16 * stride);
  const blue = new Float32Array(8 * chromaStride);
  const red = new Float32Array(8 * chromaStride);
  return {
    stride,
    luma,
    chromaStride,
    blue,
    red,
    fill(y0) {
      for (let line = 0; line < 8; line++) {
        let p = 3 * Math.min(y0 + 2 * line, height - 1) * width;
        let q = 3 * Math.min(y0 + 2 * line + 1, height - 1) * width;
        let upper = 2 * line * stride;
        let lower = upper + stride;
        const target = line * chromaStride;
        for (let x = 0; x < pairs; x++, p += 6, q += 6, upper += 2, lower += 2) {
          const r0 = rgb[p]!;
          const g0 = rgb[p + 1]!;
          const b0 = rgb[p + 2]!;
          const r1 = rgb[p + 3]!;
          const g1 = rgb[p + 4]!;
          const b1 = rgb[p + 5]!;
          const r2 = rgb[q]!;
          const g2 = rgb[q + 1]!;
          const b2 = rgb[q + 2]!;
          const r3 = rgb[q + 3]!;
          const g3 = rgb[q + 4]!;
          const b3 = rgb[q + 5]!;
          luma[upper] = 0.299 * r0 + 0.587 * g0 + 0.114 * b0 - 128;
          luma[upper + 1] = 0.299 * r1 + 0.587 * g1 + 0.114 * b1 - 128;
          luma[lower] = 0.299 * r2 + 0.587 * g2 + 0.114 * b2 - 128;
          luma[lower + 1] = 0.299 * r3 + 0.587 * g3 + 0.114 * b3 - 128;
          const r = r0 + r1 + r2 + r3;
          const g = g0 + g1 + g2 + g3;
          const b = b0 + b1 + b2 + b3;
          blue[target + x] = -0.042183973 * r - 0.082816027 * g + 0.125 * b;
          red[target + x] = 0.125 * r - 0.104671897 * g - 0.020328103 * b;
        }
        if (width % 2 === 1) {
          const r0 = rgb[p]!;
          const g0 = rgb[p + 1]!;
          const b0 = rgb[p + 2]!;
          const r2 = rgb[q]!;
          const g2 = rgb[q + 1]!;
          const b2 = rgb[q + 2]!;
          luma[upper] = 0.299 * r0 + 0.587 * g0 + 0.114 * b0 - 128;
          luma[lower] = 0.299 * r2 + 0.587 * g2 + 0.114 * b2 - 128;
          const r = 2 * (r0 + r2);
          const g = 2 * (g0 + g2);
          const b = 2 * (b0 + b2);
          blue[target + pairs] = -0.042183973 * r - 0.082816027 * g + 0.125 * b;
          red[target + pairs] = 0.125 * r - 0.104671897 * g - 0.020328103 * b;
        }
        const first = 2 * line * stride;
        luma.fill(luma[first + width - 1]!, first + width, first + stride);
        luma.fill(luma[first + stride + width - 1]!, first + stride + width, first + 2 * stride);
        const half = Math.ceil(width / 2);
        blue.fill(blue[target + half - 1]!, target + half, target + chromaStride);
        red.fill(red[target + half - 1]!, target + half, target + chromaStride);
      }
    },
  };
}
