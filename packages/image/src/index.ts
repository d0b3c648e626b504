export { cropPicture, lumaOf, type Luma, type Picture } from "./picture.ts";
export type { Codecs } from "./codecs.ts";
export { type DecodedPicture, decodePicture, type DecodePictureOptions } from "./decode-picture.ts";
export { encodePng } from "./png/encode-png.ts";
export { resizeLuma, resizePicture, sizeWithin } from "./resize.ts";
export { encodeJpeg, type EncodeJpegParams } from "./jpeg/encode-jpeg.ts";
export { encodePair, type EncodedPair, type PatternRows } from "./jpeg/encode-pair.ts";
export { jpegFile, type JpegHead } from "./jpeg/jpeg-file.ts";
export type { Runs } from "./jpeg/run-writer.ts";
