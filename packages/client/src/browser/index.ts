export { browserStores, eraseBrowserStore } from "./browser-store.ts";
export { openBrowserClient } from "./open-browser-client.ts";
