import { emptyPskIndex, processPrivateMessage, type ClientState, type Commit, type PrivateMessage } from "ts-mls";
import { applyProposals } from "ts-mls/clientState.js";
import { unprotectPrivateMessage } from "ts-mls/messageProtection.js";
import { toLeafIndex } from "ts-mls/treemath.js";
import { equalBytes } from "@whosecopy/protocol";
import { usedRefOf } from "./commit.ts";
import type { EngineContext } from "./engine-context.ts";
import type { GroupState, Member, Processed } from "./group-engine.ts";
import { nextState, openPast, withState, type OpenState } from "./group-state.ts";
import { limits } from "./limits.ts";
import { memberAt, membersOf } from "./members.ts";
import { refusal } from "./refusal.ts";
import { requireSameIdentity, requireSoundContext, requireSoundTree } from "./tree-rules.ts";
import { decodeWire } from "./wire.ts";

export function decodePrivateMessage(message: Uint8Array): PrivateMessage {
  const limit = limits.messageBytes;
  const expected = { wireformat: "mls_private_message", maxBytes: limit, code: "message-refused" } as const;
  return decodeWire(message, expected).privateMessage;
}

/** Reads a decoded message. Never changes `state`; a refusal leaves nothing behind. */
export function processMessage(
  context: EngineContext,
  { state, message, bytes }: { state: GroupState; message: PrivateMessage; bytes: Uint8Array },
): Promise<Processed> {
  return withState(context, state, async (open) => {
    const { groupId, epoch } = open.mls.groupContext;
    // Both are bound into the ciphertext only by its sender: a member could seal this epoch's message under another name.
    if (!equalBytes(message.groupId, groupId)) throw refusal("message-refused", "for another group");
    if (message.epoch > epoch) throw refusal("message-refused", "for an epoch to come");
    if (message.contentType === "application") return processApplication(context, open, message, bytes);
    if (message.contentType === "commit") return processCommit(context, open, message, bytes);
    throw refusal("message-refused", "proposals come inside commits only");
  });
}

async function processApplication(
  context: EngineContext,
  open: OpenState,
  message: PrivateMessage,
  bytes: Uint8Array,
): Promise<Processed> {
  const { mls } = open;
  const epoch = Number(message.epoch);
  const isCurrent = message.epoch === mls.groupContext.epoch;
  const past = isCurrent ? undefined : openPast(open, message.epoch);
  if (!isCurrent && past === undefined) throw refusal("message-refused", "its epoch is too long ago");
  const keys = past ?? { ...mls, senderDataSecret: mls.keySchedule.senderDataSecret };
  const { content, sender, secretTree } = await unprotect(context, mls, keys, message);
  if (content.contentType !== "application") throw refusal("message-refused", "not what it says it is");
  const changed: ClientState =
    past === undefined
      ? { ...mls, secretTree }
      : { ...mls, historicalReceiverData: new Map([[message.epoch, { ...past, secretTree }]]) };
  return {
    kind: "application",
    sender,
    epoch,
    plaintext: content.applicationData.slice(),
    authenticatedData: content.authenticatedData.slice(),
    next: await nextState(context, open, bytes, { mls: changed }),
  };
}

async function processCommit(
  context: EngineContext,
  open: OpenState,
  message: PrivateMessage,
  bytes: Uint8Array,
): Promise<Processed> {
  const { mls } = open;
  if (message.epoch !== mls.groupContext.epoch) throw refusal("group-refused", "a commit for an epoch that has ended");
  // Opened once to look and once to apply: the library has no way to refuse between the two.
  const keys = { ...mls, senderDataSecret: mls.keySchedule.senderDataSecret };
  const { content, sender: by } = await unprotect(context, mls, keys, message);
  if (content.contentType !== "commit") throw refusal("group-refused", "not what it says it is");
  const { adds, removes } = requireOwnKind(content.commit);
  const removed = removes.flatMap((leafIndex) => memberAt(mls.ratchetTree, leafIndex) ?? []);
  const epoch = Number(mls.groupContext.epoch) + 1;
  if (removes.includes(mls.privatePath.leafIndex)) {
    // Not left to the library: it looks for a blank leaf, and misses a removal whose leaf the same commit fills again. The
    // new epoch's secrets, and so the confirmation, are by design out of our reach; the sender's signature was checked.
    await applyProposals(
      mls,
      content.commit.proposals,
      toLeafIndex(by.leafIndex),
      emptyPskIndex,
      false,
      context.crypto,
    );
    return { kind: "removed", by, epoch };
  }

  const result = await processPrivateMessage(mls, message, emptyPskIndex, context.crypto);
  if (result.kind !== "newState") throw refusal("group-refused", "not a commit");
  const after = result.newState;
  if (after.groupActiveState.kind !== "active") throw refusal("group-refused", "the commit ends the group");
  requireSoundContext(after.groupContext);
  requireSoundTree(after.ratchetTree);
  requireSameIdentity(mls.ratchetTree, after.ratchetTree, by.leafIndex);

  const refs = await Promise.all(adds.map((keyPackage) => usedRefOf(context, keyPackage)));
  const newKeys = adds.map(({ leafNode }) => leafNode.signaturePublicKey);
  const isNew = (member: Member) => newKeys.some((key) => equalBytes(key, member.signatureKey));
  const next = await nextState(context, open, bytes, { mls: after, usedRefs: [...open.usedRefs, ...refs] });
  for (const used of result.consumed) used.fill(0);
  return {
    kind: "commit",
    by,
    added: membersOf(after.ratchetTree).filter(isNew),
    removed,
    epoch,
    authenticatedData: content.authenticatedData.slice(),
    next,
  };
}

type EpochKeys = Pick<ClientState, "secretTree" | "ratchetTree" | "groupContext"> & { senderDataSecret: Uint8Array };

/** Decrypts a message and checks its signature, generation and sender (RFC 9420 6.3). */
async function unprotect(context: EngineContext, mls: ClientState, keys: EpochKeys, message: PrivateMessage) {
  const { content, tree } = await unprotectPrivateMessage(
    keys.senderDataSecret,
    message,
    keys.secretTree,
    keys.ratchetTree,
    keys.groupContext,
    context.config.keyRetentionConfig,
    context.crypto,
  );
  const framed = content.content;
  const leafIndex = framed.sender.senderType === "member" ? framed.sender.leafIndex : -1;
  if (leafIndex === mls.privatePath.leafIndex) throw refusal("message-refused", "our own message");
  const sender = memberAt(keys.ratchetTree, leafIndex);
  if (sender === undefined) throw refusal("message-refused", "not from a member");
  return { content: framed, sender, secretTree: tree };
}

/** Our commits hold Adds and Removes by value and nothing else; also bounds the work that a member can cause. */
function requireOwnKind(commit: Commit) {
  if (commit.proposals.length > limits.members || (commit.path?.nodes.length ?? 0) > 32) {
    throw refusal("group-refused", "the commit is too large");
  }
  const adds = [];
  const removes = [];
  for (const entry of commit.proposals) {
    if (entry.proposalOrRefType !== "proposal") throw refusal("group-refused", "a proposal by reference");
    const { proposal } = entry;
    if (proposal.proposalType === "add" && "add" in proposal) adds.push(proposal.add.keyPackage);
    else if (proposal.proposalType === "remove" && "remove" in proposal) removes.push(proposal.remove.removed);
    else throw refusal("group-refused", "a kind of proposal that is not used here");
  }
  if (commit.path === undefined && (removes.length > 0 || adds.length === 0)) {
    throw refusal("group-refused", "a removal or update without new keys");
  }
  return { adds, removes };
}
