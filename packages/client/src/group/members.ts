import type { LeafNode, RatchetTree } from "ts-mls";
import type { Member } from "./group-engine.ts";

/** The tree's leaves by leaf index, copied. A leaf sits at twice its index (RFC 9420 appendix C). */
export function membersOf(tree: RatchetTree): Member[] {
  return tree.flatMap((node, index) => (node?.nodeType === "leaf" ? [toMember(node.leaf, index / 2)] : []));
}

export function memberAt(tree: RatchetTree, leafIndex: number): Member | undefined {
  const node = tree[2 * leafIndex];
  return node?.nodeType === "leaf" ? toMember(node.leaf, leafIndex) : undefined;
}

function toMember(leaf: LeafNode, leafIndex: number): Member {
  return { leafIndex, identity: identityOf(leaf).slice(), signatureKey: leaf.signaturePublicKey.slice() };
}

/** Empty for credentials other than basic, which `tree-rules.ts` refuses. */
export function identityOf(leaf: Pick<LeafNode, "credential">): Uint8Array {
  return "identity" in leaf.credential ? leaf.credential.identity : new Uint8Array(0);
}
