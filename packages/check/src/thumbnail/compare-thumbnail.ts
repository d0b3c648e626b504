import { type Codecs, decodePicture, type Luma, lumaOf } from "@whosecopy/image";
import { WhosecopyError } from "@whosecopy/protocol";
import type { InspectContext } from "../format.ts";
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
  thumbnails: readonly { readonly where: string; readonly bytes: Uint8Array }[];
}): Promise<void> {
  const { file, context, thumbnails } = params;
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
    const thumbnail = await lumaOrNull(bytes, codecs, context.budget.signal);
    if (thumbnail === null) context.unseen(where, "The small copy inside could not be decoded.");
    else if (showsMore(picture, thumbnail))
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
