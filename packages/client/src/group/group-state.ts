import { decodeGroupState, encodeGroupState, type ClientState, type EpochReceiverData } from "ts-mls";
import { encode } from "ts-mls/codec/tlsEncoder.js";
import { decodeEpochReceiverData, epochReceiverDataEncoder } from "ts-mls/epochReceiverData.js";
import { decodeGroupContext } from "ts-mls/groupContext.js";
import { concatBytes, u32be, WhosecopyError } from "@whosecopy/protocol";
import type { EngineContext } from "./engine-context.ts";
import { suite } from "./group-crypto.ts";
import type { GroupState } from "./group-engine.ts";
import { limits } from "./limits.ts";

// version (1) ‖ suite (2) ‖ counter (8) ‖ trail (32) ‖ number of used key packages (2) ‖ number of past epochs (1) ‖ length of
// the library's GroupState (4) ‖ 16 bytes of each ref ‖ that GroupState, without past epochs ‖ each past epoch: number (8),
// length (4), EpochReceiverData.
// Past epochs stay encoded until one is needed: they are four fifths of a state, and reading or sending touches none of them.
const version = 1;
const trailBytes = 32;
const headBytes = 18 + trailBytes;
export const usedRefBytes = 16;
const encodePastEpoch = encode(epochReceiverDataEncoder);

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
  /** What the messages of epochs that have ended are read with, encoded, oldest first. */
  past: Map<bigint, Uint8Array>;
  /** The current epoch; its history is empty, see `past`. */
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
  const { counter, usedCount, pastCount, start, end } = readHead(bytes);
  const usedRefs = Array.from({ length: usedCount }, (_, n) =>
    bytes.subarray(headBytes + n * usedRefBytes, headBytes + (n + 1) * usedRefBytes),
  );
  const decoded = whole(bytes.subarray(start, end), decodeGroupState);
  const mls = { ...decoded, clientConfig: context.config };
  if (mls.groupContext.cipherSuite !== suite.name || mls.groupActiveState.kind !== "active") {
    throw damaged("not an active group of the recorded suite");
  }
  const past = readPast(bytes.subarray(end), pastCount);
  return { counter, trail: bytes.subarray(11, 11 + trailBytes), usedRefs, past, mls };
}

/** The keys of an epoch that has ended, if they are kept. */
export function openPast(open: OpenState, epoch: bigint): EpochReceiverData | undefined {
  const bytes = open.past.get(epoch);
  return bytes && whole(bytes, decodeEpochReceiverData);
}

/** What has to be kept of an epoch that ends. */
export function endEpoch(mls: ClientState): EpochReceiverData {
  const { secretTree, ratchetTree, groupContext, keySchedule } = mls;
  const { senderDataSecret, resumptionPsk } = keySchedule;
  return { secretTree, ratchetTree, groupContext, senderDataSecret, resumptionPsk };
}

/**
 * Encodes what comes after `before` by way of `event` (the message that was made or read). Past epochs in `mls` are those that
 * have changed or ended now. Private keys of nodes that are blank now, and epochs beyond the retention, are dropped.
 */
export async function nextState(
  context: EngineContext,
  before: OpenState,
  event: Uint8Array,
  change: { mls: ClientState; usedRefs?: Uint8Array[] },
): Promise<GroupState> {
  const { mls, usedRefs = before.usedRefs } = change;
  const past = [...withChanged(before.past, mls)].sort(([a], [b]) => (a < b ? -1 : 1));
  const kept = past.slice(Math.max(0, past.length - context.retention.pastEpochs));
  const privateKeys = Object.fromEntries(
    Object.entries(mls.privatePath.privateKeys).filter(([node]) => mls.ratchetTree[Number(node)] !== undefined),
  );
  return encodeState({
    counter: before.counter + 1,
    trail: await context.crypto.hash.digest(concatBytes(before.trail, event)),
    usedRefs: usedRefs.slice(-limits.usedKeyPackages),
    past: new Map(kept),
    mls: { ...mls, privatePath: { ...mls.privatePath, privateKeys } },
  });
}

/** The state of a group that was just made or joined. */
export function firstState(mls: ClientState): GroupState {
  return encodeState({ counter: 0, trail: new Uint8Array(trailBytes), usedRefs: [], past: new Map(), mls });
}

function withChanged(past: Map<bigint, Uint8Array>, { historicalReceiverData }: ClientState): Map<bigint, Uint8Array> {
  const changed = new Map(past);
  for (const [epoch, data] of historicalReceiverData) changed.set(epoch, encodePastEpoch(data));
  return changed;
}

function encodeState({ counter, trail, usedRefs, past, mls }: OpenState): GroupState {
  const current = encodeGroupState({ ...mls, historicalReceiverData: new Map() });
  const head = new Uint8Array(headBytes);
  const view = new DataView(head.buffer);
  view.setUint8(0, version);
  view.setUint16(1, suite.id);
  view.setBigUint64(3, BigInt(counter));
  head.set(trail, 11);
  view.setUint16(11 + trailBytes, usedRefs.length);
  view.setUint8(13 + trailBytes, past.size);
  view.setUint32(14 + trailBytes, current.length);
  const ended = [...past].flatMap(([epoch, bytes]) => [u64be(epoch), u32be(bytes.length), bytes]);
  const state = concatBytes(head, ...usedRefs, current, ...ended);
  current.fill(0);
  return state as GroupState;
}

/** What is known of a state without decoding all of it. */
export function peekState(state: GroupState): { counter: number; epoch: number; groupId: Uint8Array } {
  const { counter, start, end } = readHead(state);
  const { epoch, groupId } = guard(() => decodeGroupContext(state.subarray(start, end), 0))[0];
  return { counter, epoch: Number(epoch), groupId: groupId.slice() };
}

function readHead(bytes: Uint8Array) {
  if (bytes.length < headBytes || bytes.length > limits.stateBytes) throw damaged("not the size of a state");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint8(0) !== version) throw damaged("another version");
  if (view.getUint16(1) !== suite.id) throw damaged("another suite");
  const counter = Number(view.getBigUint64(3));
  const usedCount = view.getUint16(11 + trailBytes);
  const pastCount = view.getUint8(13 + trailBytes);
  const start = headBytes + usedCount * usedRefBytes;
  const end = start + view.getUint32(14 + trailBytes);
  if (!Number.isSafeInteger(counter) || usedCount > limits.usedKeyPackages || end > bytes.length) {
    throw damaged("not a state's head");
  }
  return { counter, usedCount, pastCount, start, end };
}

function readPast(bytes: Uint8Array, count: number): Map<bigint, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const past = new Map<bigint, Uint8Array>();
  let at = 0;
  while (at + 12 <= bytes.length) {
    const end = at + 12 + view.getUint32(at + 8);
    past.set(view.getBigUint64(at), bytes.subarray(at + 12, end));
    at = end;
  }
  if (at !== bytes.length || past.size !== count) throw damaged("its past epochs");
  return past;
}

function whole<T>(bytes: Uint8Array, decoder: (bytes: Uint8Array, offset: number) => [T, number] | undefined): T {
  const [value, length] = guard(() => decoder(bytes, 0));
  if (length !== bytes.length) throw damaged("bytes are left over");
  return value;
}

function guard<T>(decode: () => [T, number] | undefined): [T, number] {
  let decoded: [T, number] | undefined;
  try {
    decoded = decode();
  } catch (cause) {
    throw new WhosecopyError("store-damaged", "the group state cannot be decoded", { cause });
  }
  if (decoded === undefined) throw damaged("cut short");
  return decoded;
}

function u64be(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

function damaged(reason: string): WhosecopyError {
  return new WhosecopyError("store-damaged", `the group state cannot be read: ${reason}`);
}
