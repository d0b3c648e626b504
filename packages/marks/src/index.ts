export { planGrid, tileRect, type PixelRect, type TileGrid } from "./grid/tile-grid.ts";
export { deriveEncodingKeys, type EncodingKeys } from "./encoding-keys.ts";
export { allTileSeeds, makeBundle } from "./mosaic/bundle.ts";
export { openMosaic, type OpenMosaicParams } from "./mosaic/open-mosaic.ts";
export { type MosaicPrimitives } from "./mosaic/primitives.ts";
export { type SealedMosaic, sealMosaic, type SealMosaicParams } from "./mosaic/seal-mosaic.ts";
