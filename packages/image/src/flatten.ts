/** One sample over white, by its opacity of 0 to 255. */
export function overWhite(sample: number, alpha: number): number {
  return alpha === 255 ? sample : Math.round((sample * alpha + 255 * (255 - alpha)) / 255);
}

/** Drops the alpha of RGBA pixels by laying them over white. */
export function flattenRgba(rgba: Uint8Array | Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let p = 0, q = 0; p < rgba.length; p += 4, q += 3) {
    const alpha = rgba[p + 3]!;
    rgb[q] = overWhite(rgba[p]!, alpha);
    rgb[q + 1] = overWhite(rgba[p + 1]!, alpha);
    rgb[q + 2] = overWhite(rgba[p + 2]!, alpha);
  }
  return rgb;
}
