export { nodePictureTools } from "./picture-tools.ts";
export { openNodeClient } from "./open-node-client.ts";
export { openNodeStore } from "./node-store.ts";
export { nodeTransport } from "./ws-transport.ts";
export { nodeGroupCrypto } from "./mls-crypto.ts";
export type { KeyProtection } from "./store-key.ts";
