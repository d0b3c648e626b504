import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import { nodeHash } from "./hash.ts";
import { isCount, splitPoint } from "./subtree.ts";
import { treeHeadOfHashes } from "./tree-head.ts";

/**
 * Shows that the tree of the first `oldSize` leaves is a prefix of the whole one: PROOF(m, D_n) of RFC 9162 section 2.1.4.1.
 * Empty when both are the same.
 * @param leafHashes of the whole, newer tree, in order
 * @throws WhosecopyError "not-found" unless 1 <= oldSize <= the number of leaves.
 */
export function consistencyProof(leafHashes: readonly Uint8Array[], oldSize: number): Uint8Array[] {
  if (!isCount(oldSize) || oldSize < 1 || oldSize > leafHashes.length) {
    throw new WhosecopyError("not-found", "no earlier tree of this size");
  }
  const path: Uint8Array[] = [];
  let start = 0;
  let end = leafHashes.length;
  // SUBPROOF(m, D, b): b holds as long as the old tree is the left edge of what is looked at.
  let whole = true;
  while (oldSize < end) {
    const middle = start + splitPoint(end - start);
    if (oldSize <= middle) {
      path.push(treeHeadOfHashes(leafHashes.slice(middle, end)));
      end = middle;
    } else {
      path.push(treeHeadOfHashes(leafHashes.slice(start, middle)));
      start = middle;
      whole = false;
    }
  }
  if (!whole) path.push(treeHeadOfHashes(leafHashes.slice(start, end)));
  return path.reverse();
}

/**
 * Whether the newer tree only added to the older one (RFC 9162 section 2.1.4.2). Never throws. `oldSize` is at least 1: every
 * tree begins with the empty one, so there is nothing to prove.
 */
export function verifyConsistency(params: {
  oldSize: number;
  oldRoot: Uint8Array;
  newSize: number;
  newRoot: Uint8Array;
  proof: readonly Uint8Array[];
}): boolean {
  const { oldSize, oldRoot, newSize, newRoot } = params;
  if (!isCount(oldSize) || !isCount(newSize) || oldSize < 1 || oldSize > newSize) return false;
  if (oldSize === newSize) return params.proof.length === 0 && equalBytes(oldRoot, newRoot);
  if (params.proof.length === 0 || params.proof.some((hash) => hash.length !== 32)) return false;

  let node = oldSize - 1;
  let last = newSize - 1;
  while (node % 2 === 1) {
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  // When the old size is a power of two its head is itself the first hash of the path.
  const path = node === 0 ? [oldRoot, ...params.proof] : params.proof;
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let oldHash = first;
  let newHash = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
      while (node % 2 === 0 && node !== 0) {
        node /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      newHash = nodeHash(newHash, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equalBytes(oldHash, oldRoot) && equalBytes(newHash, newRoot);
}
