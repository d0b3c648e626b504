import {
  allTileSeeds,
  biasThresholds,
  codeWord,
  type Collusion,
  deriveEncodingKeys,
  lawCommitment,
  makeBundle,
  wordCommitment,
  wordSeed,
} from "@whosecopy/marks";
import type { CopyContent } from "../copy/copy-content.ts";

/** What the bundles of one encoding are made from: a few secrets and the shape of its code. */
export interface PictureSecrets {
  readonly attId: Uint8Array;
  readonly attachmentSecret: Uint8Array;
  readonly mosaicKey: Uint8Array;
  readonly mosaicRoot: Uint8Array;
  readonly tiles: number;
  readonly collusion: Collusion;
}

/** The copies of a marked picture. A person's bundle follows from the secrets alone: asked again, it is the same. */
export function pictureContent(secrets: PictureSecrets): CopyContent {
  const { attId, attachmentSecret, mosaicKey, mosaicRoot, tiles, collusion } = secrets;
  const keys = deriveEncodingKeys(attachmentSecret, attId);
  const thresholds = biasThresholds({ biasSeed: keys.biasSeed, tiles, collusion });
  const seeds = allTileSeeds(keys, tiles);
  return {
    form: 1,
    mosaicRoot,
    lawCommitment: lawCommitment({ attId, ...keys }),
    forPerson(person) {
      const seed = wordSeed({ wordRoot: keys.wordRoot, person });
      const bundle = makeBundle({ keys, mosaicKey, word: codeWord({ seed, thresholds }), seeds });
      return { bundle, wordCommitment: wordCommitment({ attId, person, seed }) };
    },
  };
}
