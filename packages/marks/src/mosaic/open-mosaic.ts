import { equalSecret, openStream, padmeLength } from "@whosecopy/crypto";
import { jpegFile } from "@whosecopy/image";
import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import { treeHeadOfHashes } from "@whosecopy/transparency-log";
import { parseBundle } from "./bundle.ts";
import { type MosaicHeader, parseMosaicHeader } from "./mosaic-header.ts";
import { type MosaicPrimitives, portablePrimitives } from "./primitives.ts";
import { placeRuns } from "./tile-content.ts";
import { blobKey, seedLength, tileContext, tileKey } from "./tile-keys.ts";
import { readLeaf, type TileLeaf, type TileSlot } from "./tile-leaf.ts";
import { runCount, tileRuns } from "./tile-runs.ts";
import { takeTurn } from "./turn.ts";

export interface OpenMosaicParams {
  /** The whole blob, as downloaded. */
  readonly blob: Uint8Array;
  readonly bundle: Uint8Array;
  readonly attId: Uint8Array;
  /** From the sender's signed statement. */
  readonly mosaicRoot: Uint8Array;
  /** Larger pictures are not assembled. Default 100 million. */
  readonly maxPixels?: number;
  readonly primitives?: MosaicPrimitives;
  /** 0 to 1. */
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Assembles one person's copy, a standard baseline JPEG (protocol 3.2): first the blob's chunks are checked, then the
 * root, and only then tiles are opened.
 * @throws WhosecopyError "copy-damaged" for whatever is wrong: what and where is told to nobody, since a sender who damages
 * one of two variants could otherwise learn which one was looked at (protocol 3.10). "cancelled" by the signal.
 */
export async function openMosaic(params: OpenMosaicParams): Promise<Uint8Array> {
  try {
    return await open(params);
  } catch (error) {
    if (error instanceof WhosecopyError && error.code === "cancelled") throw error;
    throw new WhosecopyError("copy-damaged", "the copy does not open");
  }
}

async function open(params: OpenMosaicParams): Promise<Uint8Array> {
  const { blob, attId, maxPixels = 100e6, onProgress, signal } = params;
  const primitives = params.primitives ?? portablePrimitives;
  const bundle = parseBundle(params.bundle);
  await takeTurn(signal);
  const plaintext = openStream(blobKey(bundle.mosaicKey, attId), blob, primitives.aead);
  onProgress?.(0.2);
  await takeTurn(signal);
  const { header, leaves } = checkedMosaic(plaintext, params.mosaicRoot, primitives);
  const { grid } = header;
  if (bundle.seeds.length !== seedLength * grid.count || grid.width * grid.height > maxPixels) throw damaged();
  onProgress?.(0.4);
  const runs: Uint8Array[] = Array.from({ length: runCount(grid) });
  for (const leaf of leaves) {
    const { t } = leaf;
    const aad = tileContext(attId, t);
    const seed = bundle.seeds.subarray(seedLength * t, seedLength * (t + 1));
    const key = tileKey({ seed, aad, primitives });
    const slot = slotOf(leaf, key.commitment);
    const content = primitives.aead.open({ key: key.encryption, ciphertext: slot.sealed, aad });
    if (!placeRuns(content, tileRuns(grid, t), runs)) throw damaged();
    if (t % 256 === 255) {
      onProgress?.(0.4 + (0.6 * t) / grid.count);
      await takeTurn(signal);
    }
  }
  const { width, height, restartInterval } = grid;
  const jpeg = jpegFile({ width, height, layout: "4:2:0", ...header.tables, restartInterval }, runs);
  onProgress?.(1);
  return jpeg;
}

/** Parses the opened stream and holds it against the root, before anything in it is decrypted. */
function checkedMosaic(
  plaintext: Uint8Array,
  mosaicRoot: Uint8Array,
  primitives: MosaicPrimitives,
): { header: MosaicHeader; leaves: TileLeaf[] } {
  const { header, length } = parseMosaicHeader(plaintext);
  const hashes = [primitives.sha256(leafPrefix, plaintext.subarray(0, length))];
  const leaves: TileLeaf[] = [];
  let at = length;
  for (let t = 0; t < header.grid.count; t++) {
    const read = readLeaf(plaintext, at);
    if (read === null || read.leaf.t !== t) throw damaged();
    hashes.push(primitives.sha256(leafPrefix, plaintext.subarray(at, read.end)));
    leaves.push(read.leaf);
    at = read.end;
  }
  if (plaintext.length !== padmeLength(at) || !plaintext.subarray(at).every((byte) => byte === 0)) throw damaged();
  if (!equalBytes(treeHeadOfHashes(hashes), mosaicRoot)) throw damaged();
  return { header, leaves };
}

/** Leaf prefix of RFC 6962. */
const leafPrefix = Uint8Array.of(0);

/** The place whose commitment is that of our key. Both are compared, whichever it is. */
function slotOf(leaf: TileLeaf, commitment: Uint8Array): TileSlot {
  const [first, second] = leaf.slots;
  const isFirst = equalSecret(first.commitment, commitment);
  const isSecond = equalSecret(second.commitment, commitment);
  if (isFirst === isSecond) throw damaged();
  return isFirst ? first : second;
}

function damaged(): WhosecopyError {
  return new WhosecopyError("copy-damaged", "not a mosaic of this statement");
}
