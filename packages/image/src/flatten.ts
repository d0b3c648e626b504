/** One sample over white, by its opacity of 0 to 255. */
export function overWhite(sample: number, alpha: number): number {
  return alpha === 255 ? sample : Math.round((sample * alpha + 255 * (255 - alpha)) / 255);
}

/** Drops the alpha of RGBA pixels by laying them over white; says whether there was any. */
export function flattenRgba(rgba: Uint8Array | Uint8ClampedArray): { rgb: Uint8Array; hadAlpha: boolean } {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  let opaque = 255;
  for (let p = 0, q = 0; p < rgba.length; p += 4, q += 3) {
    const alpha = rgba[p + 3]!;
    opaque &= alpha;
    rgb[q] = overWhite(rgba[p]!, alpha);
    rgb[q + 1] = overWhite(rgba[p + 1]!, alpha);
    rgb[q + 2] = overWhite(rgba[p + 2]!, alpha);
  }
  return { rgb, hadAlpha: opaque !== 255 };
}

/** The same for samples of 16 bits. */
export function flattenRgba16(rgba: Uint16Array): { rgb: Uint16Array; hadAlpha: boolean } {
  const rgb = new Uint16Array((rgba.length / 4) * 3);
  let opaque = 65_535;
  for (let p = 0, q = 0; p < rgba.length; p += 4, q += 3) {
    const alpha = rgba[p + 3]!;
    opaque &= alpha;
    const white = 65_535 * (65_535 - alpha) + 32_767;
    for (let i = 0; i < 3; i++) rgb[q + i] = (rgba[p + i]! * alpha + white) / 65_535;
  }
  return { rgb, hadAlpha: opaque !== 65_535 };
}
