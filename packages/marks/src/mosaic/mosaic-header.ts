import type { JpegHead } from "@whosecopy/image";
import { concatBytes, u16be, WhosecopyError } from "@whosecopy/protocol";
import { gridOf, maxSidePx, type TileGrid } from "../grid/tile-grid.ts";
import { isHuffmanTable } from "./huffman-check.ts";

/**
 * What a tile is good for: "open" carries a bit that the sender chose, "unmarked" none since it is too plain, "oblivious"
 * is reserved for bits that the recipient chooses (protocol 3.11).
 */
export type TileKind = "open" | "oblivious" | "unmarked";

/** The first entry of a mosaic: all that is needed to make a JPEG of its tiles. */
export interface MosaicHeader {
  readonly grid: TileGrid;
  /** Quantisation and Huffman tables, one set for both variants. */
  readonly tables: Pick<JpegHead, "quant" | "huffman">;
  /** One per tile. */
  readonly kinds: readonly TileKind[];
}

const version = 1;
const form = 1;
/** Colour at half the resolution both ways: the only layout yet. */
const layout = 1;
const kindNames: readonly TileKind[] = ["open", "oblivious", "unmarked"];

/**
 * Writes a header: version 1 ‖ form 1 ‖ layout 1 ‖ u16be width, height, tile width and height in MCUs, restart interval ‖
 * two quantisation tables ‖ four Huffman tables as in DHT (luma DC and AC, chroma DC and AC) ‖ two bits per tile for its
 * kind, lowest bits first.
 */
export function mosaicHeaderBytes(header: MosaicHeader): Uint8Array {
  const { grid, tables, kinds } = header;
  const kindBytes = new Uint8Array(Math.ceil(grid.count / 4));
  kinds.forEach((kind, t) => {
    kindBytes[t >> 2]! |= kindNames.indexOf(kind) << (2 * (t & 3));
  });
  const { lumaDc, lumaAc, chromaDc, chromaAc } = tables.huffman;
  return concatBytes(
    Uint8Array.of(version, form, layout),
    ...[grid.width, grid.height, grid.tileMcusX, grid.tileMcusY, grid.restartInterval].map(u16be),
    tables.quant.luma,
    tables.quant.chroma,
    ...[lumaDc, lumaAc, chromaDc, chromaAc].flatMap(({ counts, symbols }) => [counts, symbols]),
    kindBytes,
  );
}

/**
 * Reads the header at the start of a mosaic's bytes; nothing in it is trusted.
 * @returns the header and its length in bytes.
 * @throws WhosecopyError "copy-damaged" when it is not exactly what `mosaicHeaderBytes` writes.
 */
export function parseMosaicHeader(bytes: Uint8Array): { header: MosaicHeader; length: number } {
  let at = 0;
  const take = (count: number): Uint8Array => {
    if (at + count > bytes.length) throw damaged("cut short");
    at += count;
    return bytes.subarray(at - count, at);
  };
  const number = (): number => {
    const [high = 0, low = 0] = take(2);
    return (high << 8) | low;
  };
  const [gotVersion, gotForm, gotLayout] = take(3);
  if (gotVersion !== version || gotForm !== form || gotLayout !== layout) throw damaged("another version");
  const [width, height, tileMcusX, tileMcusY, restartInterval] = [number(), number(), number(), number(), number()];
  const grid = checkedGrid({ width, height, tileMcusX, tileMcusY, restartInterval });
  const quant = { luma: take(64).slice(), chroma: take(64).slice() };
  if (quant.luma.includes(0) || quant.chroma.includes(0)) throw damaged("a zero divisor");
  const table = (kind: "dc" | "ac") => {
    const counts = take(16).slice();
    const symbols = take(counts.reduce((sum, count) => sum + count, 0)).slice();
    if (!isHuffmanTable({ counts, symbols }, kind)) throw damaged("an impossible Huffman table");
    return { counts, symbols };
  };
  const huffman = { lumaDc: table("dc"), lumaAc: table("ac"), chromaDc: table("dc"), chromaAc: table("ac") };
  const kindBytes = take(Math.ceil(grid.count / 4));
  const kinds: TileKind[] = [];
  for (let slot = 0; slot < kindBytes.length * 4; slot++) {
    const code = (kindBytes[slot >> 2]! >> (2 * (slot & 3))) & 3;
    const kind = kindNames[code];
    if (slot >= grid.count ? code !== 0 : kind === undefined) throw damaged("an unknown kind of tile");
    if (slot < grid.count && kind !== undefined) kinds.push(kind);
  }
  return { header: { grid, tables: { quant, huffman }, kinds }, length: at };
}

function checkedGrid(parts: {
  width: number;
  height: number;
  tileMcusX: number;
  tileMcusY: number;
  restartInterval: number;
}): TileGrid {
  const { width, height, tileMcusX, tileMcusY, restartInterval } = parts;
  if (width < 1 || height < 1 || width > maxSidePx || height > maxSidePx) throw damaged("an impossible size");
  if (tileMcusX < 1 || tileMcusY < 1 || restartInterval < 1) throw damaged("tiles without size");
  const grid = { ...gridOf({ width, height, tileMcusX, tileMcusY }), restartInterval };
  if (tileMcusX > grid.mcusPerRow || tileMcusY > grid.mcuRows) throw damaged("tiles larger than the picture");
  if (grid.mcusPerRow % restartInterval !== 0 || tileMcusX % restartInterval !== 0) throw damaged("runs across tiles");
  if (grid.count > 65_535) throw damaged("too many tiles");
  return grid;
}

function damaged(what: string): WhosecopyError {
  return new WhosecopyError("copy-damaged", `mosaic header: ${what}`);
}
