export { nodeAead } from "./aead.ts";
export { nodeSha256, nodeSha512 } from "./hash.ts";
export { nodeSignatures } from "./signatures.ts";
