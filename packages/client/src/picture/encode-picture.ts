import type { Random } from "@whosecopy/crypto";
import { type Codecs, decodePicture, outputQuality } from "@whosecopy/image";
import {
  deriveEncodingKeys,
  type EncodingKeys,
  type MosaicPrimitives,
  type PreparedMark,
  prepareMark,
  type SealedMosaic,
  sealMosaic,
} from "@whosecopy/marks";
import { WhosecopyError } from "@whosecopy/protocol";

/** What making and reading marked pictures needs of the platform. */
export interface PictureTools {
  readonly codecs: Codecs;
  readonly primitives: MosaicPrimitives;
  readonly random: Random;
}

/** One encoding of a picture: a mosaic for any number of people, and what makes a copy of it. All of it is secret. */
export interface EncodedPicture {
  readonly attId: Uint8Array;
  readonly attachmentSecret: Uint8Array;
  readonly mosaicKey: Uint8Array;
  readonly keys: EncodingKeys;
  readonly mark: PreparedMark;
  readonly sealed: SealedMosaic;
}

/** Share of the time that decoding takes, for the progress. */
const decodingShare = 0.25;

/**
 * Decodes a picture and encodes it anew as a marked mosaic, under secrets that nothing else has ever used. Only pixels are taken
 * from the file: place, device, thumbnail and whatever else it holds stay behind.
 *
 * @param params.quality of the JPEGs, 1 to 100; default that of the source, see `outputQuality`
 * @param params.people how many copies will be made of it
 * @throws WhosecopyError "image-unsupported", "image-damaged", "image-too-large"; "image-too-small" when no copy of it
 * could ever be traced, unless `allowUntraceable`; "cancelled"
 */
export async function encodePicture(
  tools: PictureTools,
  params: {
    readonly bytes: Uint8Array;
    readonly people: number;
    readonly quality?: number;
    readonly allowUntraceable?: boolean;
    readonly onProgress?: (done: number) => void;
    readonly signal?: AbortSignal;
  },
): Promise<EncodedPicture> {
  const { onProgress, signal } = params;
  const cancel = signal === undefined ? {} : { signal };
  const picture = await decodePicture(params.bytes, { codecs: tools.codecs, ...cancel });
  onProgress?.(decodingShare);
  const attId = tools.random.bytes(16);
  const attachmentSecret = tools.random.bytes(32);
  const mosaicKey = tools.random.bytes(32);
  const keys = deriveEncodingKeys(attachmentSecret, attId);
  const mark = prepareMark({ picture, keys });
  if (params.allowUntraceable !== true && mark.capacityFor(params.people).proves === "nothing") {
    throw new WhosecopyError("image-too-small", "no copy of this picture could be traced");
  }
  const sealed = await sealMosaic({
    picture,
    pattern: mark.pattern,
    usable: mark.pattern.usable,
    attachmentSecret,
    attId,
    mosaicKey,
    primitives: tools.primitives,
    onProgress: (done) => onProgress?.(decodingShare + (1 - decodingShare) * done),
    quality: params.quality ?? outputQuality(picture),
    ...cancel,
  });
  return { attId, attachmentSecret, mosaicKey, keys, mark, sealed };
}
