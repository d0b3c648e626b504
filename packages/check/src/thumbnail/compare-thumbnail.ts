import { type Codecs, decodePicture, type Luma, lumaOf } from "@whosecopy/image";
import { WhosecopyError } from "@whosecopy/protocol";
import { joined } from "../formats/jpeg/app-content.ts";
import type { InspectContext } from "../format.ts";
import { writeSmallExif } from "../exif/small-exif.ts";
import type { ByteSource } from "../source/byte-source.ts";
import { showsMore } from "./shows-more.ts";

/** A picture over this is not decoded for the comparison. */
const mostBytes = 64e6;
const mostPixels = 60e6;

/**
 * Decodes the picture and its embedded thumbnails, and says when one of them shows what the picture does not: it was cropped or covered
 * after the thumbnail was made. Without decoders it says that they were not compared.
 */
export async function compareThumbnail(params: {
  file: ByteSource;
  context: InspectContext;
  orientation: number;
  thumbnails: readonly { readonly where: string; readonly bytes: Uint8Array }[];
}): Promise<void> {
  const { file, context, orientation, thumbnails } = params;
  if (thumbnails.length === 0) return;
  const unseen = () => {
    for (const { where } of thumbnails)
      context.unseen(where, "The small copy inside was not compared with the picture; it may show more.");
  };
  const { codecs } = context;
  if (codecs === undefined || file.size > mostBytes) {
    unseen();
    return;
  }
  const picture = await lumaOrNull(await file.read(0, file.size), codecs, context.budget.signal);
  if (picture === null) {
    unseen();
    return;
  }
  for (const { where, bytes } of thumbnails.slice(0, 4)) {
    // Thumbnails lie as the sensor saw them, or upright already: either way of looking at them may be the right one.
    const turned = orientation === 1 ? [bytes] : [withOrientation(bytes, orientation), bytes];
    const views: Luma[] = [];
    for (const one of turned) {
      const luma = await lumaOrNull(one, codecs, context.budget.signal);
      if (luma !== null) views.push(luma);
    }
    if (views.length === 0) context.unseen(where, "The small copy inside could not be decoded.");
    else if (views.every((view) => showsMore(picture, view)))
      context.report({
        kind: "thumbnail-shows-more",
        severity: "shows-more",
        sentence:
          "The small copy inside shows more than the picture: the picture was cropped or covered after it was made.",
        where,
        cleanable: "removed",
      });
  }
}

async function lumaOrNull(bytes: Uint8Array, codecs: Codecs, signal: AbortSignal | undefined): Promise<Luma | null> {
  try {
    const options = { codecs, maxPixels: mostPixels, tolerant: true };
    return lumaOf(await decodePicture(bytes, signal === undefined ? options : { ...options, signal }));
  } catch (error) {
    if (error instanceof WhosecopyError && error.code !== "cancelled") return null;
    throw error;
  }
}

/** A JPEG with a small Exif put in front, so that the decoder turns it. */
function withOrientation(jpeg: Uint8Array, orientation: number): Uint8Array {
  const exif = writeSmallExif({ orientation, taken: undefined });
  if (exif === null) return jpeg;
  const length = 8 + exif.length;
  const head = Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, length >> 8, length & 0xff, 0x45, 0x78, 0x69, 0x66, 0, 0);
  return joined([head, exif, jpeg.subarray(2)]);
}
