import { openTiff, tiffStart } from "./tiff-file.ts";
import type { InspectContext } from "../format.ts";
import { tells } from "../report/tells.ts";
import { sourceOfBytes } from "../source/byte-source.ts";
import { strayBytes } from "./stray-bytes.ts";
import { type ExifFacts, inspectTiffTags } from "./inspect-tiff-tags.ts";

export interface InspectExifOptions {
  /**
   * The cleaner of this format writes a small Exif with the orientation, and with the date when that is to be kept. Without it both are
   * said to be removed.
   */
  readonly smallExif?: boolean;
  /** The small Exif also keeps that the picture is in Adobe RGB, because no profile says so. */
  readonly colourSpace?: boolean;
}

/** Bytes that nothing points to and that are no matter: fillings, and the few that cameras leave between values. */
const mostStray = 64;

/**
 * Says what an Exif block gives away.
 * @param bytes a TIFF structure, with or without "Exif\0\0" or other bytes of up to 16 before it. Damage is said, not thrown.
 * @param where the name of the part, such as "Exif".
 */
export async function inspectExif(
  bytes: Uint8Array,
  context: InspectContext,
  where: string,
  options: InspectExifOptions = {},
): Promise<ExifFacts> {
  const start = tiffStart(bytes);
  const tiff = start < 0 ? null : await openTiff(sourceOfBytes(bytes.subarray(start)));
  if (tiff === null) {
    context.unseen(where, "Holds notes of the camera that are damaged or of a kind that is not known here.");
    context.report({ ...tells.otherEntries, where, cleanable: "removed" });
    return { thumbnail: undefined };
  }
  const small = options.smallExif ?? false;
  const { used, ...facts } = await inspectTiffTags({
    tiff,
    context,
    where,
    keeps: { orientation: small, date: small, colourSpace: options.colourSpace ?? false },
  });
  if (strayBytes(bytes.subarray(start), used) > mostStray) {
    context.report({ ...tells.otherEntries, where, cleanable: "removed" });
    context.unseen(where, "Some of the camera's notes can't be read, because nothing points to them.");
  }
  return facts;
}
