import { cropPicture, decodePicture, encodeJpeg, type Picture, resizePicture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";

async function read(jpeg: Uint8Array): Promise<Picture> {
  return decodePicture(jpeg, { codecs: nodeCodecs });
}

/** What happens to a picture on its way through the world: cropped, made smaller, saved again at a poor quality. */
export async function leakLikePeopleDo(jpeg: Uint8Array): Promise<Uint8Array> {
  const { width, height, ...picture } = await read(jpeg);
  const cropped = cropPicture(
    { ...picture, width, height },
    { x: width * 0.14, y: height * 0.1, width: width * 0.72, height: height * 0.76 },
  );
  const smaller = resizePicture(cropped, {
    width: Math.max(1, Math.round(cropped.width * 0.6)),
    height: Math.max(1, Math.round(cropped.height * 0.6)),
  });
  return encodeJpeg({ picture: smaller, quality: 55 });
}

/** An edit that defeats the mark: shrunk to a thumbnail, and only that is left. */
export async function shrinkToThumbnail(jpeg: Uint8Array): Promise<Uint8Array> {
  const picture = await read(jpeg);
  const width = 72;
  const height = Math.max(1, Math.round((picture.height * width) / picture.width));
  return encodeJpeg({ picture: resizePicture(picture, { width, height }), quality: 60 });
}

/** A picture small enough for a page, whatever it was before. */
export async function forPage(bytes: Uint8Array): Promise<Uint8Array> {
  const picture = await read(bytes);
  const scale = Math.min(1, 1400 / Math.max(picture.width, picture.height));
  const size = { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) };
  return encodeJpeg({ picture: scale === 1 ? picture : resizePicture(picture, size), quality: 85 });
}
