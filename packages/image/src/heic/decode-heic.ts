import { WhosecopyError } from "@whosecopy/protocol";
import { alphaOf, colourOf, extentOf, pictureOf, type PrimaryPicture, transformed } from "../bmff/item-picture.ts";
import type { Item, ItemFile } from "../bmff/item-file.ts";
import { fromCodePoints } from "../colour/code-points.ts";
import { isWide } from "../colour/colour-source.ts";
import { toSrgb } from "../colour/to-srgb.ts";
import type { Picture } from "../picture.ts";
import { type PictureDecoder, type PictureFacts, plainFacts } from "../picture-decoder.ts";
import { decodeHevcStill, type HevcPicture } from "./hevc/decode-hevc-still.ts";
import { copyTile, emptyPlanes, type Planes } from "./planes.ts";
import { layOverWhite, rgbOf } from "./yuv-to-rgb.ts";

interface HeicParams {
  readonly file: ItemFile;
  readonly picture: PrimaryPicture;
  readonly maxPixels: number;
}

/** Gives the function that decodes the HEVC picture of a HEIF file, in one piece or as a grid of tiles. */
export function heicDecoder(params: HeicParams): PictureDecoder {
  const { width, height } = params.picture;
  return { header: { width, height }, decode: () => Promise.resolve().then(() => decode(params)) };
}

function decode({ file, picture, maxPixels }: HeicParams): Picture & PictureFacts {
  const { width, height, item } = picture;
  const { planes, coded } = decodeItem({ file, picture, maxPixels });
  const said = colourOf(item);
  const fromTile = item.type === "grid" ? colourOf(picture.tiles[0]!) : said;
  const codePoints = said.codePoints ?? fromTile.codePoints ?? coded;
  const hasProfile = [item, ...picture.tiles.slice(0, 1)].some(({ properties }) =>
    properties.some(({ type, body }) => type === "colr" && body[0] !== 0x6e),
  );
  const source = hasProfile ? (said.source ?? fromTile.source) : fromCodePoints(codePoints);
  // Ten bits are kept until colours are converted.
  const samples = rgbOf({ planes, codePoints, fine: source !== null && planes.bitDepth > 8 });
  const rgb = source === null ? (samples as Uint8Array) : toSrgb(samples, source);
  const hadAlpha = layAlpha({ file, picture, maxPixels }, rgb);
  return { ...transformed({ width, height, rgb }, item), ...plainFacts, hadAlpha, wideGamut: isWide(source) };
}

function layAlpha({ file, picture, maxPixels }: HeicParams, rgb: Uint8Array): boolean {
  const item = alphaOf(file, picture.item);
  if (item === null) return false;
  const plane = pictureOf(file, item);
  if (plane.width !== picture.width || plane.height !== picture.height) return false;
  const { planes, coded } = decodeItem({ file, picture: plane, maxPixels });
  return layOverWhite(rgb, planes, coded.fullRange);
}

/** All tiles of a picture in planes of its size, and what the stream says about its colours. */
function decodeItem({ file, picture, maxPixels }: HeicParams): { planes: Planes; coded: HevcPicture } {
  const { width, height, tiles, columns } = picture;
  let planes: Planes | null = null;
  let coded: HevcPicture | null = null;
  let budget = 2 * maxPixels;
  for (const [index, tile] of tiles.entries()) {
    const size = extentOf(tile);
    budget -= size.width * size.height;
    if (budget < 0) throw new WhosecopyError("image-too-large", "HEIC: tiles of more pixels than the picture may have");
    // Coded pictures are padded to whole blocks, of 64 samples at most.
    const maxCoded = (size.width + 63) * (size.height + 63);
    const still = decodeHevcStill({ config: configOf(tile), data: file.dataOf(tile), maxPixels: maxCoded });
    if (still.width !== size.width || still.height !== size.height) throw damaged("two sizes for one picture");
    coded ??= still;
    planes ??= emptyPlanes({ width, height, bitDepth: still.bitDepth, chroma: still.chroma });
    const x = (index % columns) * coded.width;
    const y = Math.floor(index / columns) * coded.height;
    if (still.bitDepth !== planes.bitDepth || still.chroma !== planes.chroma) throw damaged("tiles that don't match");
    copyTile(planes, still, { x, y });
  }
  if (planes === null || coded === null) throw damaged("no picture");
  if (columns * coded.width < width || picture.rows * coded.height < height) throw damaged("tiles that leave gaps");
  return { planes, coded };
}

function configOf(item: Item): Uint8Array {
  const config = item.properties.find(({ type }) => type === "hvcC");
  if (config === undefined) throw damaged("no decoder configuration");
  return config.body;
}

function damaged(what: string): WhosecopyError {
  return new WhosecopyError("image-damaged", `HEIC: ${what}`);
}
