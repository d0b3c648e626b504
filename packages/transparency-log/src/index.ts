export { emptyTreeHead, leafHash, nodeHash } from "./hash.ts";
export { treeHead, treeHeadOfHashes } from "./tree-head.ts";
export { inclusionProof, verifyInclusion } from "./inclusion.ts";
export { consistencyProof, verifyConsistency } from "./consistency.ts";
export { eventLeaf } from "./event-leaf.ts";
