import { padmeLength, sealStream, tagLength } from "@whosecopy/crypto";
import { encodePair, type PatternRows, type Picture, type Runs } from "@whosecopy/image";
import { WhosecopyError } from "@whosecopy/protocol";
import { treeHeadOfHashes } from "@whosecopy/transparency-log";
import { deriveEncodingKeys } from "../encoding-keys.ts";
import { planGrid, type TileGrid } from "../grid/tile-grid.ts";
import { mosaicHeaderBytes } from "./mosaic-header.ts";
import { type MosaicPrimitives, portablePrimitives } from "./primitives.ts";
import { contentLength, writeTileContent } from "./tile-content.ts";
import { leafLength, writeLeaf } from "./tile-leaf.ts";
import { blobKey, seedOf, slotBits, tileContext, tileKey, tileSeeds, type Variant } from "./tile-keys.ts";
import { tileRuns } from "./tile-runs.ts";
import { takeTurn } from "./turn.ts";

export interface SealMosaicParams {
  readonly picture: Picture;
  /** w: added in variant A, taken away in variant B. */
  readonly pattern: PatternRows;
  /** Per tile 1 where the pattern carries a mark, of the grid that `planGrid` gives; others are stated as unmarked. */
  readonly usable: Uint8Array;
  /** AS, 32 random bytes that no other encoding has ever used. */
  readonly attachmentSecret: Uint8Array;
  readonly attId: Uint8Array;
  /** MK, 32 random bytes. */
  readonly mosaicKey: Uint8Array;
  /** Of the JPEGs, 1 to 100 on libjpeg's scale. Default 90. */
  readonly quality?: number;
  /** Default: portable ones. */
  readonly primitives?: MosaicPrimitives;
  /** 0 to 1. */
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/** One picture for any number of recipients; which copy somebody gets out of it is a matter of the bundle alone. */
export interface SealedMosaic {
  /** Opaque bytes to upload. */
  readonly blob: Uint8Array;
  /** What the signed statement names, 32 bytes. */
  readonly mosaicRoot: Uint8Array;
  readonly grid: TileGrid;
  /** See `EncodedPair`. */
  readonly psnrDb: number;
}

/** Share of the time that encoding takes, for the progress. */
const encodingShare = 0.6;

/**
 * Marks a picture and seals it for everyone at once (protocol 3.2): two variants, cut into tiles, each sealed under a key
 * of its own, in secret order, all in one padded stream.
 * @throws WhosecopyError "cancelled", "image-too-large".
 */
export async function sealMosaic(params: SealMosaicParams): Promise<SealedMosaic> {
  const { picture, pattern, usable, attId, mosaicKey, quality = 90, onProgress, signal } = params;
  const primitives = params.primitives ?? portablePrimitives;
  const grid = planGrid(picture.width, picture.height);
  if (usable.length !== grid.count) throw new WhosecopyError("internal", "one usable flag per tile");
  const pair = await encodePair({
    picture,
    pattern,
    quality,
    restartInterval: grid.restartInterval,
    onProgress: (done) => onProgress?.(done * encodingShare),
    ...(signal === undefined ? {} : { signal }),
  });
  const header = mosaicHeaderBytes({
    grid,
    tables: pair.head,
    kinds: Array.from(usable, (flag) => (flag === 1 ? "open" : "unmarked")),
  });

  const contents = tileContentLengths(grid, pair.plus, pair.minus);
  let length = header.length;
  for (const content of contents) length += leafLength(content + tagLength);
  const plaintext = new Uint8Array(padmeLength(length));
  plaintext.set(header);
  const hashes = [primitives.sha256(leafPrefix, header)];

  const keys = deriveEncodingKeys(params.attachmentSecret, attId);
  const seeds = tileSeeds(keys.tileRoot, grid.count);
  const swapped = slotBits(keys.slotSeed, grid.count);
  // One for all tiles: thousands of small buffers would pile up faster than they are collected.
  const scratch = new Uint8Array(contents.reduce((most, content) => Math.max(most, content), 0));
  let at = header.length;
  for (let t = 0; t < grid.count; t++) {
    const place = tileRuns(grid, t);
    const aad = tileContext(attId, t);
    const sealVariant = (variant: Variant): { commitment: Uint8Array; sealed: Uint8Array } => {
      const key = tileKey({ seed: seedOf(seeds, t, variant), aad, primitives });
      const content = scratch.subarray(0, contents[t]);
      writeTileContent(content, variant === 0 ? pair.plus : pair.minus, place);
      return {
        commitment: key.commitment,
        sealed: primitives.aead.seal({ key: key.encryption, plaintext: content, aad }),
      };
    };
    const [a, b] = [sealVariant(0), sealVariant(1)];
    const end = writeLeaf(plaintext, at, { t, slots: swapped[t] === 1 ? [b, a] : [a, b] });
    hashes.push(primitives.sha256(leafPrefix, plaintext.subarray(at, end)));
    at = end;
    if (t % 256 === 255) {
      onProgress?.(encodingShare + (0.9 - encodingShare) * (t / grid.count));
      await takeTurn(signal);
    }
  }
  const mosaicRoot = treeHeadOfHashes(hashes);
  await takeTurn(signal);
  const blob = sealStream(blobKey(mosaicKey, attId), plaintext, primitives.aead);
  onProgress?.(1);
  return { blob, mosaicRoot, grid, psnrDb: pair.psnrDb };
}

/** Leaf prefix of RFC 6962. */
const leafPrefix = Uint8Array.of(0);

/** The longer variant decides, so that lengths tell nothing. */
function tileContentLengths(grid: TileGrid, plus: Runs, minus: Runs): Uint32Array {
  return Uint32Array.from({ length: grid.count }, (_, t) => {
    const place = tileRuns(grid, t);
    return Math.max(contentLength(plus, place), contentLength(minus, place));
  });
}
