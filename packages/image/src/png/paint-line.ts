import type { PngHeader } from "./png-header.ts";

const channels: Record<PngHeader["colourType"], number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Bits of one pixel in a line. */
export function bitsPerPixel(header: PngHeader): number {
  return channels[header.colourType] * header.bitDepth;
}

/** Paints unfiltered lines. */
export interface LinePainter {
  /** Turns a line of `count` pixels into RGB over white; pixel `i` goes to `3 * (start + i * step)`. */
  paint(line: Uint8Array, place: { count: number; start: number; step: number }): void;
  /** Whether any pixel so far was see-through. */
  hadAlpha(): boolean;
}

/** @param rgb bytes, or 16-bit samples where 8 would lose what a conversion of colours needs */
export function linePainter(header: PngHeader, rgb: Uint8Array | Uint16Array): LinePainter {
  const { bitDepth, colourType, palette, transparency } = header;
  const samples = channels[colourType];
  const top = 2 ** bitDepth - 1;
  // The one colour that tRNS makes transparent, compared before samples are brought to 8 bits.
  const keyed = colourType === 0 || colourType === 2 ? transparency.length >= 2 * samples : false;
  const key = [0, 2, 4].map((at) => (((transparency[at] ?? 0) << 8) | (transparency[at + 1] ?? 0)) & top);

  const sampleAt = (line: Uint8Array, index: number): number => {
    if (bitDepth === 8) return line[index]!;
    if (bitDepth === 16) return (line[2 * index]! << 8) | line[2 * index + 1]!;
    const bit = index * bitDepth;
    return (line[bit >> 3]! >> (8 - bitDepth - (bit & 7))) & top;
  };
  const outTop = rgb instanceof Uint8Array ? 255 : 65_535;
  const level = (sample: number): number => (top === outTop ? sample : Math.round((sample * outTop) / top));
  const overWhite = (sample: number, alpha: number): number =>
    alpha === outTop ? sample : Math.round((sample * alpha + outTop * (outTop - alpha)) / outTop);
  let lowestAlpha = outTop;

  const paint: LinePainter["paint"] = (line, { count, start, step }) => {
    let q = 3 * start;
    if (colourType === 2 && bitDepth === 8 && outTop === 255 && !keyed && step === 1) {
      rgb.set(line, q);
      return;
    }
    for (let x = 0; x < count; x++, q += 3 * step) {
      if (colourType === 3) {
        const index = sampleAt(line, x);
        const alpha = ((transparency[index] ?? 255) * outTop) / 255;
        if (alpha < lowestAlpha) lowestAlpha = alpha;
        // An index beyond the palette is black, as browsers show it.
        rgb[q] = overWhite(((palette[3 * index] ?? 0) * outTop) / 255, alpha);
        rgb[q + 1] = overWhite(((palette[3 * index + 1] ?? 0) * outTop) / 255, alpha);
        rgb[q + 2] = overWhite(((palette[3 * index + 2] ?? 0) * outTop) / 255, alpha);
        continue;
      }
      const at = x * samples;
      const red = sampleAt(line, at);
      const green = samples >= 3 ? sampleAt(line, at + 1) : red;
      const blue = samples >= 3 ? sampleAt(line, at + 2) : red;
      let alpha = outTop;
      if (samples === 2 || samples === 4) alpha = level(sampleAt(line, at + samples - 1));
      else if (keyed && red === key[0] && (samples === 1 || (green === key[1] && blue === key[2]))) alpha = 0;
      if (alpha < lowestAlpha) lowestAlpha = alpha;
      rgb[q] = overWhite(level(red), alpha);
      rgb[q + 1] = overWhite(level(green), alpha);
      rgb[q + 2] = overWhite(level(blue), alpha);
    }
  };
  return { paint, hadAlpha: () => lowestAlpha < outTop };
}
