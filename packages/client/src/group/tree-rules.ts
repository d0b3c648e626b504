import type { GroupContext, RatchetTree } from "ts-mls";
import { equalBytes, toHex } from "@whosecopy/protocol";
import { suite } from "./group-crypto.ts";
import { limits } from "./limits.ts";
import { identityOf } from "./members.ts";
import { refusal } from "./refusal.ts";

/**
 * What must hold in every tree that we make or accept, beyond what the library checks: it compares neither a new leaf's keys
 * with the tree's (RFC 9420 7.3: encryption and signature keys are unique) nor identities, of which our groups hold each
 * once (one leaf per device). Depends on the tree alone, so that all honest members decide alike.
 */
export function requireSoundTree(tree: RatchetTree): void {
  const encryptionKeys = new Set<string>();
  const signatureKeys = new Set<string>();
  const identities = new Set<string>();
  // The library walks from an unmerged leaf up to the root before it looks whether there is such a leaf: without this check
  // one that lies outside the tree keeps it walking until the memory is full.
  if (tree.length > 4 * limits.members) throw refusal("group-refused", "the tree is too large");
  for (const [index, node] of tree.entries()) {
    if (node === undefined) continue;
    if ((index % 2 === 0) !== (node.nodeType === "leaf"))
      throw refusal("group-refused", "leaves and parents are mixed");
    if (node.nodeType === "parent") requireUnmergedInside(node.parent.unmergedLeaves, tree.length);
    requireNew(encryptionKeys, node.nodeType === "leaf" ? node.leaf.hpkePublicKey : node.parent.hpkePublicKey, "key");
    if (node.nodeType !== "leaf") continue;
    if (node.leaf.credential.credentialType !== "basic") throw refusal("group-refused", "not a basic credential");
    if (identityOf(node.leaf).length > limits.identityBytes) throw refusal("group-refused", "an identity is too long");
    requireNew(signatureKeys, node.leaf.signaturePublicKey, "signature key");
    requireNew(identities, identityOf(node.leaf), "identity");
  }
  if (identities.size > limits.members) throw refusal("group-refused", `more than ${limits.members} members`);
}

/** A commit changes its sender's keys, never whose leaf it is. */
export function requireSameIdentity(before: RatchetTree, after: RatchetTree, leafIndex: number): void {
  const [old, now] = [before[2 * leafIndex], after[2 * leafIndex]];
  if (old?.nodeType !== "leaf" || now?.nodeType !== "leaf" || !equalBytes(identityOf(old.leaf), identityOf(now.leaf))) {
    throw refusal("group-refused", "the committer's identity changed");
  }
}

/** Version 1 groups: our suite, no extensions. */
export function requireSoundContext(context: GroupContext): void {
  if (context.cipherSuite !== suite.name) throw refusal("group-refused", "another suite");
  if (context.extensions.length > 0) throw refusal("group-refused", "group extensions are not used");
  const size = context.groupId.length;
  if (size < 1 || size > limits.groupIdBytes) throw refusal("group-refused", "not a group id");
  if (context.epoch > BigInt(Number.MAX_SAFE_INTEGER)) throw refusal("group-refused", "not an epoch");
}

/** In the tree, increasing (RFC 9420 7.1). */
function requireUnmergedInside(leaves: readonly number[], treeSize: number): void {
  const isSound = leaves.every((leaf, n) => 2 * leaf < treeSize && (n === 0 || leaf > (leaves[n - 1] ?? 0)));
  if (!isSound) throw refusal("group-refused", "the unmerged leaves are not leaves of the tree in order");
}

function requireNew(seen: Set<string>, value: Uint8Array, what: string): void {
  const name = toHex(value);
  if (seen.has(name)) throw refusal("group-refused", `a ${what} is in the group twice`);
  seen.add(name);
}
