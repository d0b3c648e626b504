import { decodeGroupState, encodeGroupState, type ClientState } from "ts-mls";
import { decodeGroupContext } from "ts-mls/groupContext.js";
import { concatBytes, WhosecopyError } from "@whosecopy/protocol";
import type { EngineContext } from "./engine-context.ts";
import { suite } from "./group-crypto.ts";
import type { GroupState } from "./group-engine.ts";
import { limits } from "./limits.ts";

// version (1) ‖ suite (2) ‖ counter (8) ‖ trail (32) ‖ number of used key packages (2) ‖ 16 bytes of each ref ‖ GroupState
const version = 1;
const trailBytes = 32;
const headBytes = 13 + trailBytes;
export const usedRefBytes = 16;

/** A decoded state. Its arrays look into one buffer, which `withState` wipes. */
export interface OpenState {
  counter: number;
  /**
   * A hash over all messages that led here. Encrypting leaves the same keys whatever the text was: without this, two states
   * that went different ways from one snapshot would look the same.
   */
  trail: Uint8Array;
  /** The start of each KeyPackageRef that this group's commits have added, as far as we saw them, newest last. */
  usedRefs: Uint8Array[];
  mls: ClientState;
}

/** Opens a copy of the state for `work`, and wipes the copy afterwards: the result must not look into it. */
export async function withState<T>(
  context: EngineContext,
  state: GroupState,
  work: (open: OpenState) => Promise<T> | T,
): Promise<T> {
  const copy: Uint8Array = state.slice();
  try {
    return await work(openState(context, copy));
  } finally {
    copy.fill(0);
  }
}

export function openState(context: EngineContext, bytes: Uint8Array): OpenState {
  const { counter, usedCount } = readHead(bytes);
  const start = headBytes + usedCount * usedRefBytes;
  const trail = bytes.subarray(11, 11 + trailBytes);
  const usedRefs = Array.from({ length: usedCount }, (_, n) =>
    bytes.subarray(headBytes + n * usedRefBytes, headBytes + (n + 1) * usedRefBytes),
  );
  const decoded = guardDecode(() => decodeGroupState(bytes, start));
  if (start + decoded[1] !== bytes.length) throw damaged("bytes are left over");
  const mls = { ...decoded[0], clientConfig: context.config };
  if (mls.groupContext.cipherSuite !== suite.name || mls.groupActiveState.kind !== "active") {
    throw damaged("not an active group of the recorded suite");
  }
  return { counter, trail, usedRefs, mls };
}

/**
 * Encodes what comes after `before` by way of `event` (the message that was made or read); drops private keys of nodes that
 * are blank now, and epochs beyond the retention.
 */
export async function nextState(
  context: EngineContext,
  before: OpenState,
  event: Uint8Array,
  change: { mls: ClientState; usedRefs?: Uint8Array[] },
): Promise<GroupState> {
  const { mls, usedRefs = before.usedRefs } = change;
  const privateKeys = Object.fromEntries(
    Object.entries(mls.privatePath.privateKeys).filter(([node]) => mls.ratchetTree[Number(node)] !== undefined),
  );
  return encodeState({
    counter: before.counter + 1,
    trail: await context.crypto.hash.digest(concatBytes(before.trail, event)),
    usedRefs: usedRefs.slice(-limits.usedKeyPackages),
    mls: {
      ...mls,
      privatePath: { ...mls.privatePath, privateKeys },
      historicalReceiverData: context.retention.pastEpochs === 0 ? new Map() : mls.historicalReceiverData,
    },
  });
}

function encodeState({ counter, trail, usedRefs, mls }: OpenState): GroupState {
  const head = new Uint8Array(headBytes);
  const view = new DataView(head.buffer);
  view.setUint8(0, version);
  view.setUint16(1, suite.id);
  view.setBigUint64(3, BigInt(counter));
  head.set(trail, 11);
  view.setUint16(11 + trailBytes, usedRefs.length);
  const encoded = encodeGroupState(mls);
  const state = concatBytes(head, ...usedRefs, encoded);
  encoded.fill(0);
  return state as GroupState;
}

/** The state of a group that was just made or joined. */
export function firstState(mls: ClientState): GroupState {
  return encodeState({ counter: 0, trail: new Uint8Array(trailBytes), usedRefs: [], mls });
}

/** What is known of a state without decoding all of it. */
export function peekState(state: GroupState): { counter: number; epoch: number; groupId: Uint8Array } {
  const { counter, usedCount } = readHead(state);
  const start = headBytes + usedCount * usedRefBytes;
  const [{ epoch, groupId }] = guardDecode(() => decodeGroupContext(state, start));
  return { counter, epoch: Number(epoch), groupId: groupId.slice() };
}

function readHead(bytes: Uint8Array): { counter: number; usedCount: number } {
  if (bytes.length < headBytes || bytes.length > limits.stateBytes) throw damaged("not the size of a state");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint8(0) !== version) throw damaged("another version");
  if (view.getUint16(1) !== suite.id) throw damaged("another suite");
  const counter = Number(view.getBigUint64(3));
  const usedCount = view.getUint16(11 + trailBytes);
  if (!Number.isSafeInteger(counter) || usedCount > limits.usedKeyPackages) throw damaged("not a state's head");
  return { counter, usedCount };
}

function guardDecode<T>(decode: () => [T, number] | undefined): [T, number] {
  let decoded: [T, number] | undefined;
  try {
    decoded = decode();
  } catch (cause) {
    throw new WhosecopyError("store-damaged", "the group state cannot be decoded", { cause });
  }
  if (decoded === undefined) throw damaged("cut short");
  return decoded;
}

function damaged(reason: string): WhosecopyError {
  return new WhosecopyError("store-damaged", `the group state cannot be read: ${reason}`);
}
