import type { ColourSource } from "./colour-source.ts";
import { readIccProfile } from "./icc-profile.ts";
import { isSrgb } from "./to-srgb.ts";

/** What an embedded ICC profile means for such samples; null when that is sRGB, or when there is none that can be read. */
export function profileSource(profile: Uint8Array | null, channels: 1 | 3 | 4): ColourSource | null {
  const source = profile === null ? null : readIccProfile(profile, channels);
  return source !== null && channels !== 4 && isSrgb(source) ? null : source;
}
