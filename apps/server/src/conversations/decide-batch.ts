import { nodeSha256 } from "@whosecopy/crypto/node";
import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import type { Limits } from "../limits.ts";
import type { Letter } from "../sync/deliver.ts";

/** A message as a device hands it in. */
export interface OutgoingMessage {
  readonly conversation: Uint8Array;
  readonly acct: Uint8Array;
  readonly device: Uint8Array;
  readonly messageId: Uint8Array;
  readonly sendIndex: number;
  readonly epoch: number;
  readonly bytes: Uint8Array;
}

/** Where a message stands in its conversation. */
export interface Accepted {
  readonly seq: number;
  readonly at: number;
}

/** What the database holds about the messages of a batch, read under locks. Keys are made by {@link keyOf}. */
export interface Before {
  /** Last send index by account and device. */
  readonly devices: Map<string, number>;
  readonly conversations: Map<string, { epoch: number; seq: number }>;
  readonly members: Map<string, Uint8Array[]>;
  /** Messages that are there already, by conversation and message id. */
  readonly earlier: Map<string, Accepted & { readonly acct: Uint8Array; readonly digest: Uint8Array }>;
  /** Accounts of which the sending device is the only one. */
  readonly lonely: Set<string>;
}

/** A message that is to be written. */
export interface Decided {
  readonly message: OutgoingMessage;
  readonly digest: Uint8Array;
  readonly seq: number;
}

/** What comes of a batch: an outcome for each message, and what to write. */
export interface Decision {
  readonly outcomes: readonly (Accepted | WhosecopyError)[];
  readonly accepted: readonly Decided[];
  readonly letters: readonly Letter[];
}

/** Byte strings as a key of a map. */
export function keyOf(...parts: readonly Uint8Array[]): string {
  return parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.length).toString("latin1")).join("");
}

/**
 * Decides about each message in turn, as if each had come alone.
 *
 * [Note: own messages] A message goes to every member's mailbox. The sender's own gets it only when the account has further
 * devices, which need it; a client passes over what its own device sent.
 */
export function decideBatch(
  batch: readonly OutgoingMessage[],
  before: Before,
  { maxFanOutBytes, at }: { readonly maxFanOutBytes: Limits["maxFanOutBytes"]; readonly at: number },
): Decision {
  const accepted: Decided[] = [];
  const letters: Letter[] = [];

  function one(message: OutgoingMessage): Accepted | WhosecopyError {
    const { conversation, acct, device, messageId, bytes } = message;
    const state = before.conversations.get(keyOf(conversation));
    if (state === undefined) return new WhosecopyError("not-found", "no such conversation");
    const digest = nodeSha256(bytes);
    const earlier = before.earlier.get(keyOf(conversation, messageId));
    if (earlier !== undefined) {
      const same = equalBytes(earlier.acct, acct) && equalBytes(earlier.digest, digest);
      if (same) return { seq: earlier.seq, at: earlier.at };
      return new WhosecopyError("already-exists", "another message has this id");
    }
    const members = before.members.get(keyOf(conversation)) ?? [];
    if (!members.some((each) => equalBytes(each, acct))) {
      return new WhosecopyError("not-a-member", "the caller is not in this conversation");
    }
    if (message.epoch !== state.epoch) return new WhosecopyError("epoch-conflict", "the conversation is elsewhere");
    const last = before.devices.get(keyOf(acct, device));
    if (last === undefined) return new WhosecopyError("device-unknown", "the device is not active");
    if (message.sendIndex <= last) {
      return new WhosecopyError("state-rolled-back", "this device has sent further than that");
    }
    const alone = before.lonely.has(keyOf(acct));
    const recipients = alone ? members.filter((each) => !equalBytes(each, acct)) : members;
    if (bytes.length * recipients.length > maxFanOutBytes) {
      return new WhosecopyError("too-large", "the message is too large for that many people");
    }
    const seq = ++state.seq;
    before.devices.set(keyOf(acct, device), message.sendIndex);
    before.earlier.set(keyOf(conversation, messageId), { seq, at, acct, digest });
    accepted.push({ message, digest, seq });
    for (const to of recipients) {
      letters.push({
        to,
        kind: "message",
        about: conversation,
        item: messageId,
        epoch: message.epoch,
        seq,
        fromAcct: acct,
        fromDevice: device,
        bytes,
        at,
      });
    }
    return { seq, at };
  }

  return { outcomes: batch.map(one), accepted, letters };
}
