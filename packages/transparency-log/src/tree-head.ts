import { emptyTreeHead, leafHash, nodeHash } from "./hash.ts";

/** The Merkle tree head over entries (RFC 6962 section 2.1). Holds one entry and log2(n) hashes at a time. */
export function treeHead(leaves: Iterable<Uint8Array>): Uint8Array {
  return treeHeadOfHashes(mapLeafHash(leaves));
}

function* mapLeafHash(leaves: Iterable<Uint8Array>): Generator<Uint8Array> {
  for (const leaf of leaves) yield leafHash(leaf);
}

/** The same from leaf hashes (`leafHash`) that are there already, so that large entries are hashed once, by anyone. */
export function treeHeadOfHashes(leafHashes: Iterable<Uint8Array>): Uint8Array {
  // Heads of the full subtrees so far, largest first: one for each bit that is set in the number of leaves.
  const heads: Uint8Array[] = [];
  let size = 0;
  for (const hash of leafHashes) {
    let head = hash;
    for (let full = size; full % 2 === 1; full = (full - 1) / 2) head = nodeHash(popHead(heads), head);
    heads.push(head);
    size += 1;
  }
  if (size === 0) return emptyTreeHead();
  let head = popHead(heads);
  while (heads.length > 0) head = nodeHash(popHead(heads), head);
  return head;
}

function popHead(heads: Uint8Array[]): Uint8Array {
  const head = heads.pop();
  if (head === undefined) throw new RangeError("a set bit has its subtree");
  return head;
}
