export { browserAssets } from "./browser-assets.ts";
