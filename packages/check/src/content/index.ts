export { allDetectors } from "./all-detectors.ts";
export { type AssetName, assetNames, type Assets } from "./assets.ts";
export type { Detector, DetectorId, DetectOptions } from "./detector.ts";
export { type Look, lookAtPicture, type LookParams } from "./look-at-picture.ts";
export { lookSentences, sightingOrder, sightingWords } from "./sentences.ts";
export { type Box, type Sighting, type SightingKind, sightingKinds } from "./sighting.ts";
export { cover, type CoverOptions } from "../cover/cover.ts";
export { coveredFile, type CoveredFormat } from "../cover/covered-file.ts";
