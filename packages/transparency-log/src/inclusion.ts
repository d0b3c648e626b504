import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import { nodeHash } from "./hash.ts";
import { isCount, splitPoint } from "./subtree.ts";
import { treeHeadOfHashes } from "./tree-head.ts";

/**
 * The audit path of a leaf: PATH(index, D_n) of RFC 9162 section 2.1.3.1, the hash nearest to the leaf first.
 * @param leafHashes of the whole tree, in order
 * @throws WhosecopyError "not-found" when the tree has no leaf of this index.
 */
export function inclusionProof(leafHashes: readonly Uint8Array[], index: number): Uint8Array[] {
  if (!isCount(index) || index >= leafHashes.length) throw new WhosecopyError("not-found", "no leaf of this index");
  const path: Uint8Array[] = [];
  let start = 0;
  let end = leafHashes.length;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      path.push(treeHeadOfHashes(leafHashes.slice(middle, end)));
      end = middle;
    } else {
      path.push(treeHeadOfHashes(leafHashes.slice(start, middle)));
      start = middle;
    }
  }
  return path.reverse();
}

/** Whether the leaf is at `index` of the tree of `size` leaves with this head (RFC 9162 section 2.1.3.2). Never throws. */
export function verifyInclusion(params: {
  leafHash: Uint8Array;
  index: number;
  size: number;
  proof: readonly Uint8Array[];
  root: Uint8Array;
}): boolean {
  const { index, size, proof, root } = params;
  if (!isCount(index) || !isCount(size) || index >= size) return false;
  if (params.leafHash.length !== 32 || proof.some((hash) => hash.length !== 32)) return false;
  // The RFC's fn and sn; arithmetic in place of shifts, which would end at 32 bits.
  let node = index;
  let last = size - 1;
  let hash = params.leafHash;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) {
        node /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equalBytes(hash, root);
}
