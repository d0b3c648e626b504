import type { BitReader } from "./bit-reader.ts";
import { damaged } from "./damaged.ts";

/** The picture distances of a short-term reference picture set; a still picture has to read over them. */
type RefPicSet = readonly number[];

const maxPictures = 16;

/**
 * Reads st_ref_pic_set (ITU-T H.265 clause 7.3.7), the set of number `sets.length`. `inSlice` when it stands in a slice
 * header, which may then name the set that it is predicted from.
 */
export function readRefPicSet(reader: BitReader, sets: readonly RefPicSet[], inSlice: boolean): RefPicSet {
  if (sets.length > 0 && reader.flag()) return predictedSet(reader, sets, inSlice);
  const negative = reader.ue(maxPictures);
  const positive = reader.ue(maxPictures - negative);
  const distances: number[] = [];
  for (const [count, sign] of [
    [negative, -1],
    [positive, 1],
  ] as const) {
    let distance = 0;
    for (let i = 0; i < count; i++) {
      distance += sign * (reader.ue(32_767) + 1);
      reader.skip(1);
      distances.push(distance);
    }
  }
  return distances;
}

/** Distances of another set, moved by one common step, some of them dropped; equations (7-61) and (7-62). */
function predictedSet(reader: BitReader, sets: readonly RefPicSet[], inSlice: boolean): RefPicSet {
  const back = inSlice ? reader.ue(sets.length - 1) + 1 : 1;
  const negative = reader.flag();
  const step = (reader.ue(32_767) + 1) * (negative ? -1 : 1);
  const kept: number[] = [];
  // The picture that the other set belongs to comes last.
  for (const distance of [...sets[sets.length - back]!, 0]) {
    const used = reader.flag();
    const keep = used || reader.flag();
    if (keep && distance + step !== 0) kept.push(distance + step);
  }
  if (kept.length > maxPictures) throw damaged("too many reference pictures");
  const before = kept.filter((distance) => distance < 0).sort((a, b) => b - a);
  const after = kept.filter((distance) => distance > 0).sort((a, b) => a - b);
  return [...before, ...after];
}
