import type { BitReader } from "./bit-reader.ts";

const profileBits = 88;
const levelBits = 8;

/** Reads over profile_tier_level (ITU-T H.265 clause 7.3.3): what a stream uses is judged by its own flags. */
export function skipProfileTierLevel(reader: BitReader, maxSubLayersMinus1: number): void {
  reader.skip(profileBits + levelBits);
  let bits = 0;
  for (let i = 0; i < maxSubLayersMinus1; i++) {
    if (reader.flag()) bits += profileBits;
    if (reader.flag()) bits += levelBits;
  }
  if (maxSubLayersMinus1 > 0) bits += 2 * (8 - maxSubLayersMinus1);
  reader.skip(bits);
}
