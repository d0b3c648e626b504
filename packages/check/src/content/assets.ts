/** Everything that detectors load, by name; adapters know which file each one is. */
export const assetNames = [
  "network-runtime",
  "text-boxes",
  "text-lines",
  "text-alphabet",
  "face-weights",
  "face-weights-list",
  "code-reader",
] as const;
export type AssetName = (typeof assetNames)[number];

/**
 * Where weights and compiled code come from: files of installed packages in Node (`nodeAssets` of `@whosecopy/check/node`), same-origin URLs in
 * a browser (`browserAssets`). Asked for when a detector meets its first picture; an adapter need not keep what it gave.
 */
export interface Assets {
  loadBytes(name: AssetName): Promise<Uint8Array>;
}
