export { planGrid, tileRect, type PixelRect, type TileGrid } from "./grid/tile-grid.ts";
export { deriveEncodingKeys, type EncodingKeys } from "./encoding-keys.ts";
