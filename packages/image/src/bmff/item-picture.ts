import { WhosecopyError } from "@whosecopy/protocol";
import { u16, u32, u8 } from "../byte-reader.ts";
import { type CodePoints, fromCodePoints } from "../colour/code-points.ts";
import type { ColourSource } from "../colour/colour-source.ts";
import { profileSource } from "../colour/profile-source.ts";
import type { Orientation } from "../jpeg/exif.ts";
import { orientPicture } from "../orient.ts";
import { cropPicture, type Picture } from "../picture.ts";
import { fourCc } from "./boxes.ts";
import type { Item, ItemFile } from "./item-file.ts";

/** The item that the file is shown by, and the coded pictures that it is made of: itself, or the tiles of a grid. */
export interface PrimaryPicture {
  readonly item: Item;
  readonly width: number;
  readonly height: number;
  /** Line by line; one for a picture in one piece. */
  readonly tiles: readonly Item[];
  readonly columns: number;
  readonly rows: number;
}

/**
 * Finds the picture of a HEIF file.
 * @throws WhosecopyError "image-damaged"; "image-unsupported" for overlays and other derived pictures
 */
export function primaryPicture(file: ItemFile): PrimaryPicture {
  const item = file.items.get(file.primary);
  if (item === undefined) throw damaged("no picture");
  return pictureOf(file, item);
}

/** The same for another item, such as a plane of transparency. */
export function pictureOf(file: ItemFile, item: Item): PrimaryPicture {
  if (item.type === "grid") return gridOf(file, item);
  if (item.type === "iovl" || item.type === "iden" || item.type === "tmap") {
    throw new WhosecopyError("image-unsupported", "a HEIF picture put together from others");
  }
  return { item, ...extentOf(item), tiles: [item], columns: 1, rows: 1 };
}

/** The plane of transparency of a picture, when it has one. */
export function alphaOf(file: ItemFile, item: Item): Item | null {
  for (const { type, from, to } of file.references) {
    if (type !== "auxl" || !to.includes(item.id)) continue;
    const plane = file.items.get(from);
    const kind = plane?.properties.find((property) => property.type === "auxC");
    if (plane === undefined || kind === undefined) continue;
    const name = String.fromCharCode(...kind.body.subarray(4, 60));
    if (/^urn:mpeg:(?:mpegB:cicp:systems:auxiliary:alpha|hevc:2015:auxid:1|avc:2015:auxid:1)\0/.test(name))
      return plane;
  }
  return null;
}

/** ImageGrid (ISO/IEC 23008-12 6.6.2.3). */
function gridOf(file: ItemFile, item: Item): PrimaryPicture {
  const data = file.dataOf(item);
  const wide = (u8(data, 1) & 1) === 1;
  const rows = u8(data, 2) + 1;
  const columns = u8(data, 3) + 1;
  const width = wide ? u32(data, 4) : u16(data, 4);
  const height = wide ? u32(data, 8) : u16(data, 6);
  if (rows < 1 || columns < 1 || width < 1 || height < 1) throw damaged("a grid that makes no sense");
  const ids = file.references.find(({ type, from }) => type === "dimg" && from === item.id)?.to ?? [];
  const tiles = ids.map((id) => file.items.get(id));
  if (tiles.length !== rows * columns || !tiles.every((tile) => tile !== undefined)) throw damaged("tiles are missing");
  const [first] = tiles;
  if (tiles.some((tile) => tile.type === "grid" || tile.type !== first?.type)) throw damaged("tiles of other kinds");
  return { item, width, height, tiles, columns, rows };
}

/** The size that `ispe` gives: before it is turned or cut. */
export function extentOf(item: Item): { width: number; height: number } {
  const ispe = item.properties.find(({ type }) => type === "ispe");
  const width = ispe === undefined ? -1 : u32(ispe.body, 4);
  const height = ispe === undefined ? -1 : u32(ispe.body, 8);
  if (width < 1 || height < 1) throw damaged("no width or no height");
  return { width, height };
}

/** What an item says about colours itself: an ICC profile before code points; undefined when it says nothing. */
export function colourOf(item: Item): { source: ColourSource | null; codePoints: ItemCodePoints | null } {
  let codePoints: ItemCodePoints | null = null;
  let profile: Uint8Array | null = null;
  for (const { type, body } of item.properties) {
    if (type !== "colr") continue;
    const kind = fourCc(body, 0);
    if (kind === "prof" || kind === "rICC") profile ??= body.subarray(4);
    else if (kind === "nclx" && body.length >= 11) {
      codePoints ??= {
        primaries: u16(body, 4),
        transfer: u16(body, 6),
        matrix: u16(body, 8),
        fullRange: u8(body, 10) >> 7 === 1,
      };
    }
  }
  const source = profile !== null ? profileSource(profile, 3) : codePoints === null ? null : fromCodePoints(codePoints);
  return { source, codePoints };
}

/** Code points with how brightness and colour were mixed, and over which range. */
export interface ItemCodePoints extends CodePoints {
  readonly matrix: number;
  readonly fullRange: boolean;
}

/** Quarter turns against the clock, as Exif numbers them. */
const turns: readonly Orientation[] = [1, 8, 3, 6];

/** Cuts, turns and mirrors a decoded picture as its item says, in that order. Exif's orientation is not for HEIF. */
export function transformed(picture: Picture, item: Item): Picture {
  let shown = picture;
  for (const { type, body } of item.properties) {
    if (type === "clap") shown = cut(shown, body);
    else if (type === "irot") shown = orientPicture(shown, turns[u8(body, 0) & 3] ?? 1);
    else if (type === "imir") shown = orientPicture(shown, (u8(body, 0) & 1) === 0 ? 4 : 2);
  }
  return shown;
}

/** CleanApertureBox (ISO/IEC 14496-12 12.1.4): size and distance from the centre, as fractions. */
function cut(picture: Picture, clap: Uint8Array): Picture {
  const signed = (at: number): number => u32(clap, at) | 0;
  const fraction = (at: number): number => signed(at) / signed(at + 4);
  const [width, height] = [fraction(0), fraction(8)];
  const x = fraction(16) + (picture.width - width) / 2;
  const y = fraction(24) + (picture.height - height) / 2;
  if (clap.length < 32 || ![x, y, width, height].every(Number.isFinite) || width < 1 || height < 1) return picture;
  if (x < -1 || y < -1 || x + width > picture.width + 1 || y + height > picture.height + 1) return picture;
  return cropPicture(picture, { x: Math.floor(x), y: Math.floor(y), width, height });
}

function damaged(what: string): WhosecopyError {
  return new WhosecopyError("image-damaged", `HEIF: ${what}`);
}
