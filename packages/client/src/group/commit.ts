import { createCommit, type ClientState, type KeyPackage, type Proposal } from "ts-mls";
import { makeKeyPackageRef } from "ts-mls/keyPackage.js";
import { concatBytes, equalBytes, WhosecopyError } from "@whosecopy/protocol";
import type { EngineContext } from "./engine-context.ts";
import type { CommitResult, GroupState, PendingCommit } from "./group-engine.ts";
import { endEpoch, nextState, openState, usedRefBytes, withState, type OpenState } from "./group-state.ts";
import { decodeKeyPackage, isLastResort, requireUsable } from "./key-package.ts";
import { limits } from "./limits.ts";
import { memberAt, membersOf } from "./members.ts";
import { refusal } from "./refusal.ts";
import { requireSoundTree } from "./tree-rules.ts";
import { encodeWire } from "./wire.ts";

// version (1) ‖ length of the confirmation tag that it builds on (1) ‖ that tag ‖ GroupState
const pendingVersion = 1;

interface CommitParams {
  state: GroupState;
  add?: Uint8Array[];
  remove?: number[];
  nowMs: number;
  authenticatedData?: Uint8Array;
}

export function commit(context: EngineContext, params: CommitParams): Promise<CommitResult> {
  const { state, add = [], remove = [], nowMs, authenticatedData = new Uint8Array(0) } = params;
  if (authenticatedData.length > limits.authenticatedDataBytes) throw refusal("too-large", "authenticated data");
  return withState(context, state, async (open) => {
    const { mls } = open;
    const removed = toRemoved(open, remove);
    const packages = add.map((bytes) => decodeKeyPackage(bytes, "group-refused"));
    for (const keyPackage of packages) await requireUsable(context, keyPackage, nowMs);
    const refs = await requireUnused(context, open, packages);
    const proposals: Proposal[] = [
      ...remove.map((leafIndex) => ({ proposalType: "remove" as const, remove: { removed: leafIndex } })),
      ...packages.map((keyPackage) => ({ proposalType: "add" as const, add: { keyPackage } })),
    ];
    const made = await createCommit(
      { state: mls, cipherSuite: context.crypto },
      { extraProposals: proposals, ratchetTreeExtension: true, authenticatedData },
    );
    const tree = made.newState.ratchetTree;
    requireSoundTree(tree);
    if (remove.length > 0 || add.length === 0) requireNewKeys(open, made.newState);
    const commitBytes = encodeWire(made.commit);
    const usedRefs = [...open.usedRefs, ...refs];
    const next = await nextState(context, open, commitBytes, { mls: made.newState, usedRefs });
    for (const used of made.consumed) used.fill(0);
    if (commitBytes.length > limits.messageBytes) throw refusal("too-large", "the commit; add fewer at once");
    const newKeys = packages.map(({ leafNode }) => leafNode.signaturePublicKey);
    return {
      commit: commitBytes,
      welcome: made.welcome && encodeWire({ version: "mls10", wireformat: "mls_welcome", welcome: made.welcome }),
      pending: encodePending(mls.confirmationTag, next),
      epoch: Number(made.newState.groupContext.epoch),
      added: membersOf(tree).filter(({ signatureKey }) => newKeys.some((key) => equalBytes(key, signatureKey))),
      removed,
    };
  });
}

/** The state once our commit has won: the commit's, with everything that was used up in the old epoch meanwhile. */
export function acceptCommit(
  context: EngineContext,
  { state, pending }: { state: GroupState; pending: PendingCommit },
): Promise<GroupState> {
  return withState(context, state, async (open) => {
    const copy: Uint8Array = pending.slice();
    try {
      const { base, next } = decodePending(context, copy);
      const { mls } = open;
      const buildsOnThis =
        equalBytes(base, mls.confirmationTag) &&
        equalBytes(next.mls.groupContext.groupId, mls.groupContext.groupId) &&
        next.mls.groupContext.epoch === mls.groupContext.epoch + 1n;
      if (!buildsOnThis) throw refusal("group-refused", "the pending commit does not build on this state");
      // Awaited here: the copies are wiped on the way out.
      return await nextState(context, open, pending, {
        mls: { ...next.mls, historicalReceiverData: new Map([[mls.groupContext.epoch, endEpoch(mls)]]) },
        usedRefs: next.usedRefs,
      });
    } finally {
      copy.fill(0);
    }
  });
}

function toRemoved({ mls }: OpenState, remove: number[]) {
  if (new Set(remove).size !== remove.length) throw refusal("group-refused", "a member is removed twice");
  return remove.map((leafIndex) => {
    const member = memberAt(mls.ratchetTree, leafIndex);
    if (member === undefined) throw refusal("group-refused", "there is no such member");
    if (leafIndex === mls.privatePath.leafIndex) throw refusal("group-refused", "a member cannot remove itself");
    return member;
  });
}

/**
 * Whatever the library does: a removal that does not come with new keys for everyone left would let the removed follow. (It
 * once did so for exactly one member removed.)
 */
function requireNewKeys({ mls }: OpenState, after: ClientState): void {
  const own = 2 * mls.privatePath.leafIndex;
  const [old, now] = [mls.ratchetTree[own], after.ratchetTree[own]];
  if (
    old?.nodeType !== "leaf" ||
    now?.nodeType !== "leaf" ||
    equalBytes(old.leaf.hpkePublicKey, now.leaf.hpkePublicKey)
  ) {
    throw refusal("internal", "the commit has no new keys");
  }
}

/**
 * One-time packages are added once per group. Only the one who adds can insist on it: members who joined later don't know
 * what was used before them, and must not come to another answer than the rest.
 */
async function requireUnused(context: EngineContext, open: OpenState, packages: KeyPackage[]): Promise<Uint8Array[]> {
  const refs: Uint8Array[] = [];
  for (const keyPackage of packages) {
    const ref = await usedRefOf(context, keyPackage);
    const isUsed = (known: Uint8Array) => equalBytes(known, ref);
    if (refs.some(isUsed) || (!isLastResort(keyPackage) && open.usedRefs.some(isUsed))) {
      throw refusal("group-refused", "the key package was used before");
    }
    refs.push(ref);
  }
  return refs;
}

export async function usedRefOf(context: EngineContext, keyPackage: KeyPackage): Promise<Uint8Array> {
  return (await makeKeyPackageRef(keyPackage, context.crypto.hash)).slice(0, usedRefBytes);
}

function encodePending(base: Uint8Array, next: GroupState): PendingCommit {
  const pending = concatBytes(Uint8Array.of(pendingVersion, base.length), base, next);
  next.fill(0);
  return pending as PendingCommit;
}

function decodePending(context: EngineContext, bytes: Uint8Array): { base: Uint8Array; next: OpenState } {
  const [version, length = 0] = bytes;
  if (version !== pendingVersion) throw new WhosecopyError("store-damaged", "not a pending commit");
  return { base: bytes.subarray(2, 2 + length), next: openState(context, bytes.subarray(2 + length)) };
}
