export { planGrid, tileRect, type PixelRect, type TileGrid } from "./grid/tile-grid.ts";
