import { numbersOf, readDirectory, type TiffFile } from "../../exif/tiff-file.ts";

/** Why this kind of TIFF is not cleaned, for a person; null when it is. */
export async function refusalOf(tiff: TiffFile): Promise<string | null> {
  if (tiff.big) return "This very large kind of TIFF can't be cleaned here. Save it as PNG or JPEG and clean that.";
  const { entries, whole } = await readDirectory(tiff, tiff.first);
  const first = async (tag: number) => {
    const entry = entries.find((entry) => entry.tag === tag);
    return entry === undefined ? undefined : (await numbersOf(tiff, entry, 1))[0];
  };
  const photometric = await first(0x0106);
  // DNG, and pictures made of raw sensor values.
  if (entries.some(({ tag }) => tag === 0xc612 || tag === 0x828e) || photometric === 32_803 || photometric === 34_892)
    return "Raw camera files can't be cleaned here. Export the picture as JPEG and clean that.";
  // Reduced first picture with the real one below: camera raw files again.
  if (entries.some(({ tag }) => tag === 0x014a))
    return "This kind of TIFF can't be cleaned here. Save it as PNG or JPEG and clean that.";
  // The JPEG of TIFF 6.0 has tables at offsets of its own.
  if ((await first(0x0103)) === 6 || !whole)
    return "This old or damaged kind of TIFF can't be cleaned here. Save it as PNG or JPEG and clean that.";
  return null;
}
