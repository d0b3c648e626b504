import type { Codecs } from "./codecs.ts";
import type { Picture } from "./picture.ts";

/** What a file was, beside its pixels. */
export interface PictureFacts {
  /** Pictures in the file: more than one in an animation, of which the first is given. */
  readonly frames: number;
  /** Some of it was see-through, and was laid over white. */
  readonly hadAlpha: boolean;
  /** It could hold colours beyond sRGB; those that it had were brought to the nearest that sRGB has. */
  readonly wideGamut: boolean;
  /** Of a JPEG: its quality on libjpeg's scale of 1 to 100, or the nearest to it; null for other formats. */
  readonly jpegQuality: number | null;
}

/** What is true of most pictures. */
export const plainFacts: PictureFacts = { frames: 1, hadAlpha: false, wideGamut: false, jpegQuality: null };

/** A file whose header was read: a caller can refuse its size before memory is taken. */
export interface PictureDecoder {
  /** Pixels as they are stored, before being turned upright. */
  readonly header: { readonly width: number; readonly height: number };
  decode(codecs: Codecs): Promise<Picture & PictureFacts>;
}
