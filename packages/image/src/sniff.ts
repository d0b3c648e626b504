import { fourCc } from "./bmff/boxes.ts";
import { hasText, u16, u32 } from "./byte-reader.ts";

/** What decodePicture reads. */
export type PictureFormat = "jpeg" | "png" | "webp" | "gif" | "heic" | "avif";

/** Brands of ISO/IEC 23008-12 and of AVIF: files of items, which say themselves how their pictures are coded. */
const heifBrands = /^(?:hei[cxms]|hev[cmsx]|mif[12]|msf1|avi[fso]|miaf)$/;

/** Recognises a picture by its first bytes, never by its name. */
export function sniffFormat(bytes: Uint8Array): Exclude<PictureFormat, "heic" | "avif"> | "heif" | null {
  if (u16(bytes, 0) === 0xffd8) return "jpeg";
  if (u32(bytes, 0) === 0x89504e47 && u32(bytes, 4) === 0x0d0a1a0a) return "png";
  if (hasText(bytes, 0, "RIFF") && hasText(bytes, 8, "WEBP")) return "webp";
  if (hasText(bytes, 0, "GIF87a") || hasText(bytes, 0, "GIF89a")) return "gif";
  if (hasText(bytes, 4, "ftyp") && heifBrands.test(fourCc(bytes, 8))) return "heif";
  return null;
}

const others: readonly (readonly [at: number, text: string, name: string])[] = [
  [0, "BM", "a BMP"],
  [0, "II*\0", "a TIFF or camera raw file"],
  [0, "MM\0*", "a TIFF or camera raw file"],
  [4, "ftyp", "an MP4 or QuickTime file"],
  [4, "JXL ", "a JPEG XL"],
  [0, "\u00ff\u000a", "a JPEG XL"],
  [4, "jP  ", "a JPEG 2000"],
  [0, "%PDF", "a PDF"],
  [0, "PK\u0003\u0004", "a ZIP archive or office document"],
  [0, "<svg", "an SVG"],
  [0, "<?xml", "an XML or SVG file"],
  [0, "\u001f\u008b", "a gzip archive"],
];

/** What a file that we do not read seems to be, for the error. */
export function seemsToBe(bytes: Uint8Array): string {
  if (bytes.length === 0) return "an empty file";
  return others.find(([at, text]) => hasText(bytes, at, text))?.[2] ?? "not a picture that we know";
}
