import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodePicture, type Picture, resizePicture, sizeWithin } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { twelveMegapixels } from "./photo.ts";

/** A picture to be mixed, loaded when its turn comes. */
export interface NamedPicture {
  readonly name: string;
  load(): Promise<Picture>;
}

/** Different scenes, from 2 to 12 megapixels; one of them at 2 as well. */
const photos: readonly (readonly [file: string, maxPixels?: number])[] = [
  ["drew/Samsung SM-G935L (Galaxy S7 Edge).jpg", 2_000_000],
  ["exif-samples/jpg/hdr/canon_hdr_NO.jpg"],
  ["exif-samples/jpg/tests/35-empty.jpg"],
  ["exif-samples/jpg/tests/28-hex_value.jpg"],
  ["exif-samples/jpg/Reconyx_HC500_Hyperfire.jpg"],
  ["exifr/depth.jpg"],
  ["exif-samples/jpg/hdr/iphone_hdr_NO.jpg"],
  ["exif-samples/jpg/mobile/jolla.jpg"],
  ["exif-samples/jpg/mobile/HMD_Nokia_8.3_5G.jpg"],
  ["exif-samples/jpg/tests/42_IndexError.jpg"],
  ["drew/Samsung SM-G935L (Galaxy S7 Edge).jpg"],
  // Nearly black all over: the app says before sending that it can prove little.
  ["exifr/canon.jpg"],
];

/**
 * The test photographs, those of a camera first; without them two sizes of one made picture. WHOSECOPY_BENCH_PICTURES, parts of
 * names with commas between, takes some of them.
 */
export async function collusionPictures(): Promise<readonly NamedPicture[]> {
  const folder = process.env["WHOSECOPY_TESTDATA"] ?? join(process.cwd(), "..", "shared", "testdata");
  if (!existsSync(join(folder, "metadata"))) return madePictures();
  const kodak = (await readdir(join(folder, "kodak"))).filter((name) => name.endsWith(".png")).sort();
  const files = [
    ...photos.map(([file, maxPixels]) => [join("metadata", file), maxPixels] as const),
    ...kodak.map((file) => [join("kodak", file), undefined] as const),
  ];
  const wanted = (process.env["WHOSECOPY_BENCH_PICTURES"] ?? "").split(",");
  return files
    .filter(([file]) => wanted.some((part) => file.includes(part)))
    .map(([file, maxPixels]) => ({
      name: file,
      load: async () => shrunk(await decoded(await readFile(join(folder, file))), maxPixels),
    }));
}

function madePictures(): readonly NamedPicture[] {
  return [2_000_000, 8_000_000].map((maxPixels) => ({
    name: "a made picture",
    load: async () => shrunk(await decoded(await twelveMegapixels()), maxPixels),
  }));
}

async function decoded(bytes: Uint8Array): Promise<Picture> {
  return decodePicture(Uint8Array.from(bytes), { codecs: nodeCodecs, tolerant: true });
}

function shrunk(picture: Picture, maxPixels = Infinity): Picture {
  if (picture.width * picture.height <= maxPixels) return picture;
  return resizePicture(picture, sizeWithin(picture, maxPixels));
}
