import type { ColourSource } from "./colour-source.ts";
import { type Curve, srgbEncode } from "./curve.ts";
import { hlgCurve, hlgDisplay, pqCurve, toneGain } from "./hdr.ts";
import { softClip } from "./soft-clip.ts";

/** Light between 0 and 1 in so many steps to an encoded byte: the darkest byte still has five steps. */
const lightSteps = 16_384;
let encoded: Uint8Array | undefined;

function encodeTable(): Uint8Array {
  encoded ??= Uint8Array.from({ length: lightSteps + 1 }, (_, i) => Math.round(255 * srgbEncode(i / lightSteps)));
  return encoded;
}

/**
 * Turns RGB samples into 8-bit sRGB. Bytes are changed in place; 16-bit samples (0 to 65,535) come back as bytes.
 * @param source a grid of three channels, not one for inks (`inksToSrgb`)
 */
export function toSrgb(samples: Uint8Array | Uint16Array, source: ColourSource): Uint8Array {
  const out = samples instanceof Uint8Array ? samples : new Uint8Array(samples.length);
  const top = samples instanceof Uint8Array ? 255 : 65_535;
  switch (source.kind) {
    case "matrix":
      byMatrix({ samples, out, top, source });
      break;
    case "hdr":
      toneMapped({ samples, out, top, source });
      break;
    case "grid":
      byGrid({ samples, out, top, source });
      break;
  }
  return out;
}

/** Whether nothing would change by more than a rounding error, so that pictures in sRGB stay as they are. */
export function isSrgb(source: ColourSource): boolean {
  const levels = [0, 8, 32, 64, 96, 128, 160, 192, 224, 255];
  const before = Uint8Array.from(levels.flatMap((r) => levels.flatMap((g) => levels.flatMap((b) => [r, g, b]))));
  const after = toSrgb(before.slice(), source);
  return after.every((value, i) => Math.abs(value - before[i]!) <= 1);
}

interface Job<Kind extends ColourSource["kind"]> {
  readonly samples: Uint8Array | Uint16Array;
  readonly out: Uint8Array;
  readonly top: number;
  readonly source: Extract<ColourSource, { kind: Kind }>;
}

function lightTable(curve: Curve, top: number): Float64Array {
  return Float64Array.from({ length: top + 1 }, (_, i) => {
    const light = curve(i / top);
    // A hostile curve may give anything.
    return Number.isFinite(light) ? Math.min(Math.max(light, -4), 64) : 0;
  });
}

function byMatrix({ samples, out, top, source }: Job<"matrix">): void {
  const { curves, matrix } = source;
  const red = lightTable(curves[0], top);
  const green = curves[1] === curves[0] ? red : lightTable(curves[1], top);
  const blue = curves[2] === curves[0] ? red : lightTable(curves[2], top);
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = matrix;
  const table = encodeTable();
  const colour = new Float64Array(3);
  for (let p = 0; p + 2 < out.length; p += 3) {
    const r = red[samples[p]!]!;
    const g = green[samples[p + 1]!]!;
    const b = blue[samples[p + 2]!]!;
    let x = m0 * r + m1 * g + m2 * b;
    let y = m3 * r + m4 * g + m5 * b;
    let z = m6 * r + m7 * g + m8 * b;
    if (x < 0 || y < 0 || z < 0 || x > 1 || y > 1 || z > 1) {
      colour[0] = x;
      colour[1] = y;
      colour[2] = z;
      softClip(colour);
      x = colour[0]!;
      y = colour[1]!;
      z = colour[2]!;
    }
    out[p] = table[(x * lightSteps + 0.5) | 0]!;
    out[p + 1] = table[(y * lightSteps + 0.5) | 0]!;
    out[p + 2] = table[(z * lightSteps + 0.5) | 0]!;
  }
}

function toneMapped({ samples, out, top, source }: Job<"hdr">): void {
  const { matrix, transfer } = source;
  const light = lightTable(transfer === "pq" ? pqCurve : hlgCurve, top);
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = matrix;
  const table = encodeTable();
  const colour = new Float64Array(3);
  for (let p = 0; p + 2 < out.length; p += 3) {
    let r = light[samples[p]!]!;
    let g = light[samples[p + 1]!]!;
    let b = light[samples[p + 2]!]!;
    // Brightness by the weights of BT.2020, with which HLG is defined; other primaries are rare and near.
    if (transfer === "hlg") {
      const gain = hlgDisplay(0.2627 * r + 0.678 * g + 0.0593 * b);
      r *= gain;
      g *= gain;
      b *= gain;
    }
    const gain = toneGain(Math.max(r, g, b));
    r *= gain;
    g *= gain;
    b *= gain;
    colour[0] = m0 * r + m1 * g + m2 * b;
    colour[1] = m3 * r + m4 * g + m5 * b;
    colour[2] = m6 * r + m7 * g + m8 * b;
    if (Math.min(colour[0], colour[1], colour[2]) < 0 || Math.max(colour[0], colour[1], colour[2]) > 1) {
      softClip(colour);
    }
    for (let i = 0; i < 3; i++) out[p + i] = table[(colour[i]! * lightSteps + 0.5) | 0]!;
  }
}

function byGrid({ samples, out, top, source }: Job<"grid">): void {
  const { side, values } = source;
  if (source.channels !== 3) throw new RangeError("a grid of three channels");
  const scale = (side - 1) / top;
  const [sr, sg, sb] = [3 * side * side, 3 * side, 3];
  for (let p = 0; p + 2 < out.length; p += 3) {
    const r = samples[p]! * scale;
    const g = samples[p + 1]! * scale;
    const b = samples[p + 2]! * scale;
    const r0 = Math.min(r | 0, side - 2);
    const g0 = Math.min(g | 0, side - 2);
    const b0 = Math.min(b | 0, side - 2);
    const [fr, fg, fb] = [r - r0, g - g0, b - b0];
    const at = r0 * sr + g0 * sg + b0 * sb;
    for (let i = 0; i < 3; i++) {
      const c = at + i;
      const near = mix(mix(values[c]!, values[c + sb]!, fb), mix(values[c + sg]!, values[c + sg + sb]!, fb), fg);
      const d = c + sr;
      const far = mix(mix(values[d]!, values[d + sb]!, fb), mix(values[d + sg]!, values[d + sg + sb]!, fb), fg);
      out[p + i] = mix(near, far, fr) + 0.5;
    }
  }
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}
