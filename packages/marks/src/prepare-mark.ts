import { type Luma, lumaAtSize, lumaOf, type Picture, sizeWithin } from "@whosecopy/image";
import { biasThresholds, type Collusion, collusionFor } from "./code/biases.ts";
import { codeWord, wordSeed } from "./code/word.ts";
import type { EncodingKeys } from "./encoding-keys.ts";
import { planGrid, type TileGrid } from "./grid/tile-grid.ts";
import { type Capacity, capacityOf } from "./pattern/capacity.ts";
import { createPattern, type Pattern } from "./pattern/pattern.ts";
import { encodeTraceReference, referencePixels } from "./trace/trace-reference.ts";

/** All that marking a picture for any number of people takes, and tracing it later. */
export interface PreparedMark {
  readonly grid: TileGrid;
  /** For `sealMosaic`, with `pattern.usable`. */
  readonly pattern: Pattern;
  readonly collusion: Collusion;
  /** To be kept, encrypted, with the encoding's keys; for `traceLeak`. Under 400 KB. */
  readonly reference: Uint8Array;
  /** The code word of a person (protocol 3.3), one bit per tile; for `makeBundle`. */
  wordOf(person: Uint8Array): Uint8Array;
  /** What this picture can prove among so many people, at 1e-9 unless another threshold is given. */
  capacityFor(people: number, threshold?: number): Capacity;
}

/**
 * Plans the mark of one encoding of a picture. Everything here follows from the picture and the keys alone, so the same call later
 * gives the same words and the same pattern.
 */
export function prepareMark(params: { picture: Picture; keys: EncodingKeys; strength?: number }): PreparedMark {
  const { picture, keys, strength = 1 } = params;
  const grid = planGrid(picture.width, picture.height);
  const luma = smallLuma(picture);
  const pattern = createPattern({ patternSeed: keys.patternSeed, luma, grid, strength });
  const usableTiles = pattern.usable.reduce((count, flag) => count + flag, 0);
  const collusion = collusionFor(usableTiles);
  const thresholds = biasThresholds({ biasSeed: keys.biasSeed, tiles: grid.count, collusion });
  return {
    grid,
    pattern,
    collusion,
    reference: encodeTraceReference({ grid, collusion, amplitudes: pattern.amplitudes, luma }),
    wordOf: (person) => codeWord({ seed: wordSeed({ wordRoot: keys.wordRoot, person }), thresholds }),
    capacityFor: (people, threshold = 1e-9) => capacityOf({ usableTiles, collusion, people, threshold }),
  };
}

function smallLuma(picture: Picture): Luma {
  const size = sizeWithin(picture, referencePixels);
  return size.width === picture.width && size.height === picture.height ? lumaOf(picture) : lumaAtSize(picture, size);
}
