import type { ColourSource } from "./colour-source.ts";

/**
 * Turns CMYK samples, 255 for all the ink there is, into 8-bit sRGB.
 *
 * Without a profile nobody knows the inks; (1 - C)(1 - K) is what browsers take then, and what prints paler than it looks.
 */
export function inksToSrgb(cmyk: Uint8Array, source: ColourSource | null): Uint8Array {
  const rgb = new Uint8Array((cmyk.length / 4) * 3);
  if (source === null || source.kind !== "grid" || source.channels !== 4) {
    for (let p = 0, q = 0; p < cmyk.length; p += 4, q += 3) {
      const light = 255 - cmyk[p + 3]!;
      rgb[q] = ((255 - cmyk[p]!) * light) / 255 + 0.5;
      rgb[q + 1] = ((255 - cmyk[p + 1]!) * light) / 255 + 0.5;
      rgb[q + 2] = ((255 - cmyk[p + 2]!) * light) / 255 + 0.5;
    }
    return rgb;
  }
  const { side, values } = source;
  const scale = (side - 1) / 255;
  const strides = [3 * side ** 3, 3 * side ** 2, 3 * side, 3] as const;
  // Colours come in runs: the one before is often the same.
  let before = -1;
  for (let p = 0, q = 0; p < cmyk.length; p += 4, q += 3) {
    const inks = (cmyk[p]! << 24) | (cmyk[p + 1]! << 16) | (cmyk[p + 2]! << 8) | cmyk[p + 3]!;
    if (inks === before && q > 0) {
      rgb.copyWithin(q, q - 3, q);
      continue;
    }
    before = inks;
    let at = 0;
    for (let i = 0; i < 4; i++) {
      const place = cmyk[p + i]! * scale;
      const low = Math.min(place | 0, side - 2);
      shares[i] = place - low;
      at += low * strides[i]!;
    }
    let [r, g, b] = [0.5, 0.5, 0.5];
    for (let corner = 0; corner < 16; corner++) {
      let weight = 1;
      let c = at;
      for (let i = 0; i < 4; i++) {
        if (((corner >> i) & 1) === 1) {
          weight *= shares[i]!;
          c += strides[i]!;
        } else weight *= 1 - shares[i]!;
      }
      if (weight === 0) continue;
      r += weight * values[c]!;
      g += weight * values[c + 1]!;
      b += weight * values[c + 2]!;
    }
    rgb[q] = r;
    rgb[q + 1] = g;
    rgb[q + 2] = b;
  }
  return rgb;
}

const shares = new Float64Array(4);
