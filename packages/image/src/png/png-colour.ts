import { u32, u8 } from "../byte-reader.ts";
import { fromCodePoints } from "../colour/code-points.ts";
import type { ColourSource } from "../colour/colour-source.ts";
import { gammaCurve, srgbCurve } from "../colour/curve.ts";
import { maxProfileBytes } from "../colour/icc-profile.ts";
import { type Chromaticities, fromPrimaries, primariesByCode } from "../colour/primaries.ts";
import { profileSource } from "../colour/profile-source.ts";
import { isSrgb } from "../colour/to-srgb.ts";
import type { PngHeader } from "./png-header.ts";

/**
 * What the colours of a PNG mean; null for sRGB. The first that is there counts: cICP, iCCP, sRGB, gAMA with cHRM (PNG third
 * edition, 4.3).
 */
export async function pngColour({ hints, colourType }: PngHeader): Promise<ColourSource | null> {
  const codePoints = hints.get("cICP");
  // Other matrices and the narrow range are for video.
  if (codePoints?.length === 4 && u8(codePoints, 2) === 0 && u8(codePoints, 3) === 1) {
    return fromCodePoints({ primaries: u8(codePoints, 0), transfer: u8(codePoints, 1) });
  }
  const packed = hints.get("iCCP");
  const profile = packed === undefined ? null : await unpack(packed);
  if (profile !== null) {
    const isGrey = colourType === 0 || colourType === 4;
    return profileSource(profile, 3) ?? (isGrey ? profileSource(profile, 1) : null);
  }
  if (hints.has("sRGB")) return null;
  return fromGamma(hints.get("gAMA"), hints.get("cHRM"));
}

function fromGamma(gama: Uint8Array | undefined, chrm: Uint8Array | undefined): ColourSource | null {
  const gamma = gama === undefined ? 0 : u32(gama, 0) / 100_000;
  const curve = gamma > 0.05 && gamma < 5 ? gammaCurve(1 / gamma) : srgbCurve;
  // 1/2.2 stands for sRGB in files that were written before there was a chunk to say so.
  const nearSrgb = curve === srgbCurve || Math.abs(gamma - 0.454_55) < 0.002;
  const matrix = fromPrimaries(chrm === undefined ? primariesByCode[1]! : chromaticities(chrm));
  if (matrix === null) return null;
  const used = nearSrgb ? srgbCurve : curve;
  const source: ColourSource = { kind: "matrix", curves: [used, used, used], matrix };
  return isSrgb(source) ? null : source;
}

/** cHRM holds white first. */
function chromaticities(chrm: Uint8Array): Chromaticities {
  const at = (index: number): number => u32(chrm, 4 * index) / 100_000;
  return [at(2), at(3), at(4), at(5), at(6), at(7), at(0), at(1)];
}

/** The profile in an iCCP chunk: a name, a zero, the method 0, deflated bytes. Null when it does not inflate. */
async function unpack(chunk: Uint8Array): Promise<Uint8Array | null> {
  const end = chunk.indexOf(0);
  if (end < 1 || end > 79 || chunk[end + 1] !== 0) return null;
  const reader = new Blob([chunk.subarray(end + 2) as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream("deflate"))
    .getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const piece = await reader.read();
      if (piece.done) break;
      pieces.push(piece.value);
      length += piece.value.length;
      if (length > maxProfileBytes) return null;
    }
  } catch {
    return null;
  } finally {
    reader.cancel().catch(() => undefined);
  }
  const profile = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    profile.set(piece, at);
    at += piece.length;
  }
  return profile;
}
