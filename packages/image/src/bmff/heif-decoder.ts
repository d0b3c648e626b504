import { WhosecopyError } from "@whosecopy/protocol";
import type { PictureDecoder } from "../picture-decoder.ts";
import { boxIn, fourCc } from "./boxes.ts";
import { readItemFile } from "./item-file.ts";
import { primaryPicture } from "./item-picture.ts";

/**
 * Reads the boxes of a HEIF file and gives the decoder for what it holds: HEVC (HEIC) or AV1 (AVIF). What it is, its picture says, not
 * its brand, since brands name what a reader must know and not what is inside.
 *
 * @throws WhosecopyError "image-damaged", "image-unsupported", "image-too-large"
 */
export async function heifDecoder(
  bytes: Uint8Array,
  params: { readonly maxPixels: number },
): Promise<{ format: "heic" | "avif"; decoder: PictureDecoder }> {
  const file = readItemFile(bytes);
  const brand = fourCc(boxIn(bytes, "ftyp") ?? new Uint8Array(0), 0);
  if (file === null) {
    if (brand !== "avis") throw new WhosecopyError("image-unsupported", "a film without a still picture");
    const { avifSequenceDecoder } = await import("../avif/decode-avif.ts");
    return { format: "avif", decoder: avifSequenceDecoder(bytes, params) };
  }
  const picture = primaryPicture(file);
  switch (picture.tiles[0]?.type) {
    case "av01": {
      const { avifDecoder } = await import("../avif/decode-avif.ts");
      return { format: "avif", decoder: avifDecoder({ bytes, file, picture, ...params }) };
    }
    case "hvc1": {
      const { heicDecoder } = await import("../heic/decode-heic.ts");
      return { format: "heic", decoder: heicDecoder({ file, picture, ...params }) };
    }
    default:
      throw new WhosecopyError("image-unsupported", "a HEIF picture of another kind than HEVC and AV1");
  }
}
