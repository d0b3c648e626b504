export { openFile } from "./open-file.ts";
export { nodeAssets } from "./content/assets.ts";
export { type ContentWorker, openContentWorker } from "./content/content-worker.ts";
