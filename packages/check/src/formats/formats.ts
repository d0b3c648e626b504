import type { Format } from "../format.ts";
import type { ByteSource } from "../source/byte-source.ts";
import { gif } from "./gif/gif.ts";
import { cfb } from "./cfb/cfb.ts";
import { flac } from "./flac/flac.ts";
import { heif } from "./heif/heif.ts";
import { matroska } from "./matroska/matroska.ts";
import { mp3 } from "./mp3/mp3.ts";
import { mp4 } from "./mp4/mp4.ts";
import { ogg } from "./ogg/ogg.ts";
import { wav } from "./wav/wav.ts";
import { jpeg } from "./jpeg/jpeg.ts";
import { pdf } from "./pdf/pdf.ts";
import { odf } from "./odf/odf.ts";
import { ooxml } from "./ooxml/ooxml.ts";
import { png } from "./png/png.ts";
import { svg } from "./svg/svg.ts";
import { tiff } from "./tiff/tiff.ts";
import { webp } from "./webp/webp.ts";
import { zip } from "./zip/zip.ts";

/** Looked through in this order; the first that matches is it. */
const formats: readonly Format[] = [
  cfb,
  jpeg,
  png,
  webp,
  gif,
  tiff,
  svg,
  flac,
  ogg,
  wav,
  matroska,
  heif,
  mp4,
  mp3,
  pdf,
  ooxml,
  odf,
  zip,
];

const headBytes = 4_096;

/** Which format a file is, by its content; the name and its ending say nothing. */
export async function formatOf(file: ByteSource): Promise<Format | undefined> {
  const head = await file.read(0, headBytes);
  for (const format of formats) if (await format.matches(head, file)) return format;
  return undefined;
}
