import { damaged } from "./damaged.ts";
import type { PictureParameters, TileLayout } from "./picture-parameters.ts";

/** The order of coding tree blocks (ITU-T H.265 clause 6.5.1); addresses count in rows over the picture. */
export interface TileMap {
  /** Coding tree blocks in a row and in a column of the picture. */
  readonly columns: number;
  readonly rows: number;
  /** Addresses in the order of decoding. */
  readonly order: Uint32Array;
  /** The tile of each address. */
  readonly tile: Uint16Array;
  /** The first column of the tile that a column belongs to. */
  readonly tileStart: Uint16Array;
}

export function tileMap(pps: PictureParameters, columns: number, rows: number): TileMap {
  const layout: TileLayout = pps.tiles ?? { columns: 1, rows: 1, widths: undefined, heights: undefined };
  const columnEdges = edges(layout.columns, columns, layout.widths);
  const rowEdges = edges(layout.rows, rows, layout.heights);
  const order = new Uint32Array(columns * rows);
  const tile = new Uint16Array(columns * rows);
  const tileStart = new Uint16Array(columns);
  let count = 0;
  for (let tileRow = 0; tileRow < layout.rows; tileRow++) {
    for (let tileColumn = 0; tileColumn < layout.columns; tileColumn++) {
      for (let y = rowEdges[tileRow]!; y < rowEdges[tileRow + 1]!; y++) {
        for (let x = columnEdges[tileColumn]!; x < columnEdges[tileColumn + 1]!; x++) {
          const address = y * columns + x;
          order[count++] = address;
          tile[address] = tileRow * layout.columns + tileColumn;
          tileStart[x] = columnEdges[tileColumn]!;
        }
      }
    }
  }
  return { columns, rows, order, tile, tileStart };
}

/** Where tiles begin along one side, and where the last one ends. */
function edges(tiles: number, length: number, sizes: readonly number[] | undefined): number[] {
  if (tiles > length) throw damaged("more tiles than blocks");
  const result = [0];
  for (let i = 1; i < tiles; i++)
    result.push(sizes ? result[i - 1]! + sizes[i - 1]! : Math.floor((i * length) / tiles));
  if (result[tiles - 1]! >= length) throw damaged("tiles lie outside the picture");
  result.push(length);
  return result;
}
