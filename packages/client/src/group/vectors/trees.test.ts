import type { GroupContext } from "ts-mls";
import { validateRatchetTree } from "ts-mls/clientState.js";
import { applyUpdatePathSecret } from "ts-mls/createCommit.js";
import { verifyLeafNodeSignature } from "ts-mls/leafNode.js";
import { verifyParentHashes } from "ts-mls/parentHash.js";
import { getCommitSecret, pathToPathSecrets, pathToRoot } from "ts-mls/pathSecrets.js";
import { mergePrivateKeyPaths, toPrivateKeyPath, type PrivateKeyPath } from "ts-mls/privateKeyPath.js";
import { decodeProposal } from "ts-mls/proposal.js";
import {
  addLeafNode,
  decodeRatchetTree,
  encodeRatchetTree,
  removeLeafNode,
  resolution,
  updateLeafNode,
  type RatchetTree,
} from "ts-mls/ratchetTree.js";
import { treeHash, treeHashRoot } from "ts-mls/treeHash.js";
import { leafToNodeIndex, toLeafIndex, toNodeIndex } from "ts-mls/treemath.js";
import { applyUpdatePath, createUpdatePath, decodeUpdatePath, type UpdatePath } from "ts-mls/updatePath.js";
import { describe, expect, test } from "vitest";
import { requireSoundTree } from "../tree-rules.ts";
import { context, crypto, decodeHex, hex, vectors } from "../testing/vectors.ts";

function contextOf(values: {
  groupId: string;
  treeHash: Uint8Array;
  epoch?: number;
  transcript?: string;
}): GroupContext {
  return {
    version: "mls10",
    cipherSuite: crypto.name,
    groupId: hex(values.groupId),
    epoch: BigInt(values.epoch ?? 0),
    treeHash: values.treeHash,
    confirmedTranscriptHash: hex(values.transcript ?? ""),
    extensions: [],
  };
}

describe("official MLS vectors: trees", () => {
  type Operation = Record<"proposal" | `tree_${"before" | "after"}` | `tree_hash_${"before" | "after"}`, string>;
  const operations = vectors<Operation & { proposal_sender: number }>("tree-operations");
  test.skipIf(operations.missing)(`tree-operations${operations.note}`, async () => {
    for (const vector of operations.cases) {
      const before = decodeHex(decodeRatchetTree, vector.tree_before);
      expect(await treeHashRoot(before, crypto.hash)).toEqual(hex(vector.tree_hash_before));
      const proposal = decodeHex(decodeProposal, vector.proposal);
      const change = (): RatchetTree => {
        if ("add" in proposal) return addLeafNode(before, proposal.add.keyPackage.leafNode)[0];
        if ("remove" in proposal) return removeLeafNode(before, toLeafIndex(proposal.remove.removed));
        if ("update" in proposal) {
          return updateLeafNode(before, proposal.update.leafNode, toLeafIndex(vector.proposal_sender));
        }
        throw new Error("another proposal");
      };
      const after = change();
      expect(Buffer.from(encodeRatchetTree(after)).toString("hex")).toBe(vector.tree_after);
      expect(await treeHashRoot(after, crypto.hash)).toEqual(hex(vector.tree_hash_after));
    }
  });

  const validation = vectors<{ tree: string; group_id: string; tree_hashes: string[]; resolutions: number[][] }>(
    "tree-validation",
  );
  test.skipIf(validation.missing)(
    `tree-validation, and our own rules accept these trees${validation.note}`,
    async () => {
      for (const vector of validation.cases) {
        const tree = decodeHex(decodeRatchetTree, vector.tree);
        expect(tree).toHaveLength(vector.tree_hashes.length);
        for (const [index, wanted] of vector.tree_hashes.entries()) {
          expect(await treeHash(tree, toNodeIndex(index), crypto.hash)).toEqual(hex(wanted));
          expect(resolution(tree, toNodeIndex(index))).toEqual(vector.resolutions[index]);
        }
        expect(await verifyParentHashes(tree, crypto.hash)).toBe(true);
        for (const [index, node] of tree.entries()) {
          if (node?.nodeType !== "leaf") continue;
          expect(await verifyLeafNodeSignature(node.leaf, hex(vector.group_id), index / 2, crypto.signature)).toBe(
            true,
          );
        }
        const groupContext = contextOf({ groupId: vector.group_id, treeHash: await treeHashRoot(tree, crypto.hash) });
        const { lifetimeConfig, authService } = context.config;
        const args = [tree, groupContext, lifetimeConfig, authService, groupContext.treeHash, crypto] as const;
        expect(await validateRatchetTree(...args)).toBeUndefined();
        requireSoundTree(tree);
      }
    },
  );

  const treekem = vectors<{
    group_id: string;
    epoch: number;
    confirmed_transcript_hash: string;
    ratchet_tree: string;
    leaves_private: {
      index: number;
      encryption_priv: string;
      signature_priv: string;
      path_secrets: { node: number; path_secret: string }[];
    }[];
    update_paths: {
      sender: number;
      update_path: string;
      path_secrets: (string | null)[];
      commit_secret: string;
      tree_hash_after: string;
    }[];
  }>("treekem");
  test.skipIf(treekem.missing)(`treekem${treekem.note}`, async () => {
    for (const vector of treekem.cases) {
      const tree = decodeHex(decodeRatchetTree, vector.ratchet_tree);
      const about = (treeHash: Uint8Array) =>
        contextOf({
          groupId: vector.group_id,
          treeHash,
          epoch: vector.epoch,
          transcript: vector.confirmed_transcript_hash,
        });
      const paths = new Map<number, PrivateKeyPath>();
      for (const leaf of vector.leaves_private) {
        const secrets = Object.fromEntries(leaf.path_secrets.map(({ node, path_secret: s }) => [node, hex(s)]));
        const own = { [leafToNodeIndex(toLeafIndex(leaf.index))]: hex(leaf.encryption_priv) };
        const path = await toPrivateKeyPath(secrets, leaf.index, crypto);
        paths.set(leaf.index, mergePrivateKeyPaths(path, { leafIndex: leaf.index, privateKeys: own }));
      }
      const receive = async (at: number, sender: number, path: UpdatePath, after: RatchetTree) => {
        const privatePath = paths.get(at);
        if (privatePath === undefined) throw new Error("no such leaf");
        const groupContext = about(await treeHashRoot(after, crypto.hash));
        const from = toLeafIndex(sender);
        const found = await applyUpdatePathSecret(after, privatePath, from, groupContext, path, [], crypto);
        const above = await pathToRoot(after, toNodeIndex(found.nodeIndex), found.pathSecret, crypto.kdf);
        expect(Object.keys(above).length).toBeGreaterThan(0);
        const commitSecret = await getCommitSecret(after, toNodeIndex(found.nodeIndex), found.pathSecret, crypto.kdf);
        return { pathSecret: found.pathSecret, commitSecret };
      };
      for (const update of vector.update_paths) {
        const path = decodeHex(decodeUpdatePath, update.update_path);
        const after = await applyUpdatePath(tree, toLeafIndex(update.sender), path, crypto.hash);
        expect(await treeHashRoot(after, crypto.hash)).toEqual(hex(update.tree_hash_after));
        for (const [at, wanted] of update.path_secrets.entries()) {
          if (wanted === null) continue;
          const received = await receive(at, update.sender, path, after);
          expect(received).toEqual({ pathSecret: hex(wanted), commitSecret: hex(update.commit_secret) });
        }

        // And the way back: a path that we make for this tree is received by everyone.
        const signKey = vector.leaves_private.find(({ index }) => index === update.sender)?.signature_priv ?? "";
        // createUpdatePath takes the context of the epoch that ends.
        const ending = { ...about(new Uint8Array(0)), epoch: BigInt(vector.epoch) - 1n };
        const sender = toLeafIndex(update.sender);
        const [, made, secrets] = await createUpdatePath(tree, sender, ending, hex(signKey), crypto);
        const applied = await applyUpdatePath(tree, sender, made, crypto.hash);
        const sent = pathToPathSecrets(secrets);
        for (const { index } of vector.leaves_private) {
          if (index === update.sender) continue;
          const received = await receive(index, update.sender, made, applied);
          expect(Object.values(sent)).toContainEqual(received.pathSecret);
        }
      }
    }
  });
});
