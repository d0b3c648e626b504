import { nodeSha256 } from "@whosecopy/crypto/node";
import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import { sql } from "kysely";
import type { Clock } from "../clock.ts";
import { inTransaction, type Reader, type Tx } from "../database/transaction.ts";
import type { Limits } from "../limits.ts";
import type { Metrics } from "../metrics.ts";
import { deliver, type Letter } from "../sync/deliver.ts";
import { accountsWithOneDevice } from "./recipients.ts";

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

/** Appends messages to conversations, many in one transaction. */
export interface MessageAppender {
  /**
   * Resolves when the message is durable.
   *
   * @throws WhosecopyError "not-found", "not-a-member", "epoch-conflict", "state-rolled-back", "already-exists", "too-large"
   */
  append(message: OutgoingMessage): Promise<Accepted>;
}

type Outcome = Accepted | WhosecopyError;

const key = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
const pairKey = (a: Uint8Array, b: Uint8Array) => key(a) + key(b);

interface Before {
  readonly devices: Map<string, number>;
  readonly conversations: Map<string, { epoch: number; seq: number }>;
  readonly members: Map<string, Uint8Array[]>;
  readonly earlier: Map<string, Accepted & { acct: Uint8Array; digest: Uint8Array }>;
  readonly lonely: Set<string>;
}

/** Locks what the batch changes, and reads what decides about it: five statements, however many messages. */
async function readBefore(tx: Tx, batch: readonly OutgoingMessage[]): Promise<Before> {
  const accounts = batch.map((each) => each.acct);
  const conversations = batch.map((each) => each.conversation);
  const devices = await sql<{ device: Uint8Array; acct: Uint8Array; send_index: number }>`
    select s.acct, s.device, s.send_index from device_state s
    join (select distinct * from unnest(${accounts}::bytea[], ${batch.map((each) => each.device)}::bytea[]))
      as asked (acct, device) on s.acct = asked.acct and s.device = asked.device
    order by s.acct, s.device for update of s`.execute(tx);
  const rows = await sql<{ conversation: Uint8Array; epoch: number; seq: number }>`
    select conversation, epoch, seq from conversations where conversation = any(${conversations}::bytea[])
    order by conversation for update`.execute(tx);
  const members = await sql<{ conversation: Uint8Array; acct: Uint8Array }>`
    select conversation, acct from members where conversation = any(${conversations}::bytea[])`.execute(tx);
  const earlier = await sql<{
    conversation: Uint8Array;
    message_id: Uint8Array;
    acct: Uint8Array;
    digest: Uint8Array;
    seq: number;
    at: number;
  }>`
    select l.conversation, l.message_id, l.acct, l.digest, l.seq, l.at from conversation_log l
    join unnest(${conversations}::bytea[], ${batch.map((each) => each.messageId)}::bytea[])
      as asked (conversation, message_id)
      on l.conversation = asked.conversation and l.message_id = asked.message_id`.execute(tx);
  const byConversation = new Map<string, Uint8Array[]>();
  for (const row of members.rows) {
    const list = byConversation.get(key(row.conversation));
    if (list === undefined) byConversation.set(key(row.conversation), [row.acct]);
    else list.push(row.acct);
  }
  return {
    devices: new Map(devices.rows.map((row) => [pairKey(row.acct, row.device), row.send_index])),
    conversations: new Map(rows.rows.map((row) => [key(row.conversation), { epoch: row.epoch, seq: row.seq }])),
    members: byConversation,
    earlier: new Map(earlier.rows.map((row) => [pairKey(row.conversation, row.message_id), row])),
    lonely: new Set((await accountsWithOneDevice(tx, accounts)).map(key)),
  };
}

interface Decided {
  readonly message: OutgoingMessage;
  readonly digest: Uint8Array;
  readonly seq: number;
}

interface Decision {
  readonly outcomes: Outcome[];
  readonly accepted: Decided[];
  readonly letters: Letter[];
}

/** Decides about each message in turn, as if each had come alone. */
function decide(batch: readonly OutgoingMessage[], before: Before, limits: Limits, at: number): Decision {
  const accepted: Decided[] = [];
  const letters: Letter[] = [];

  function one(message: OutgoingMessage): Outcome {
    const { conversation, acct, device, messageId, bytes } = message;
    const state = before.conversations.get(key(conversation));
    const members = before.members.get(key(conversation)) ?? [];
    if (state === undefined) return new WhosecopyError("not-found", "no such conversation");
    const digest = nodeSha256(bytes);
    const earlier = before.earlier.get(pairKey(conversation, messageId));
    if (earlier !== undefined) {
      const same = equalBytes(earlier.acct, acct) && equalBytes(earlier.digest, digest);
      if (same) return { seq: earlier.seq, at: earlier.at };
      return new WhosecopyError("already-exists", "another message has this id");
    }
    if (!members.some((each) => equalBytes(each, acct))) {
      return new WhosecopyError("not-a-member", "the caller is not in this conversation");
    }
    if (message.epoch !== state.epoch) return new WhosecopyError("epoch-conflict", "the conversation is elsewhere");
    const last = before.devices.get(pairKey(acct, device));
    if (last === undefined) return new WhosecopyError("device-unknown", "the device is not active");
    if (message.sendIndex <= last) {
      return new WhosecopyError("state-rolled-back", "this device has sent further than that");
    }
    const recipients = members.filter((each) => !(before.lonely.has(key(acct)) && equalBytes(each, acct)));
    if (bytes.length * recipients.length > limits.maxFanOutBytes) {
      return new WhosecopyError("too-large", "the message is too large for that many people");
    }
    const seq = ++state.seq;
    before.devices.set(pairKey(acct, device), message.sendIndex);
    before.earlier.set(pairKey(conversation, messageId), { seq, at, acct, digest });
    accepted.push({ message, digest, seq });
    for (const to of recipients) {
      letters.push({
        ...{ to, kind: "message", about: conversation, item: messageId, epoch: message.epoch },
        ...{ seq, fromAcct: acct, fromDevice: device, bytes, at },
      });
    }
    return { seq, at };
  }

  return { outcomes: batch.map(one), accepted, letters };
}

/** Writes what was decided: three statements, and those of the mailboxes. */
async function write(tx: Tx, { accepted, letters }: Decision, at: number): Promise<void> {
  if (accepted.length === 0) return;
  const messages = accepted.map((each) => each.message);
  await sql`
    insert into conversation_log (conversation, seq, message_id, kind, epoch, acct, device, digest, at)
    select conversation, seq, message_id, 'message', epoch, acct, device, digest, ${at}::int8 from unnest(
      ${messages.map((each) => each.conversation)}::bytea[], ${accepted.map((each) => each.seq)}::int8[],
      ${messages.map((each) => each.messageId)}::bytea[], ${messages.map((each) => each.epoch)}::int8[],
      ${messages.map((each) => each.acct)}::bytea[], ${messages.map((each) => each.device)}::bytea[],
      ${accepted.map((each) => each.digest)}::bytea[])
      as new (conversation, seq, message_id, epoch, acct, device, digest)`.execute(tx);
  await sql`
    update conversations set seq = new.seq
    from (select conversation, max(seq) from unnest(
      ${messages.map((each) => each.conversation)}::bytea[], ${accepted.map((each) => each.seq)}::int8[])
      as each (conversation, seq) group by conversation) as new (conversation, seq)
    where conversations.conversation = new.conversation`.execute(tx);
  await sql`
    update device_state set send_index = new.send_index
    from (select acct, device, max(send_index) from unnest(
      ${messages.map((each) => each.acct)}::bytea[], ${messages.map((each) => each.device)}::bytea[],
      ${messages.map((each) => each.sendIndex)}::int8[])
      as each (acct, device, send_index) group by acct, device) as new (acct, device, send_index)
    where device_state.acct = new.acct and device_state.device = new.device`.execute(tx);
  await deliver(tx, letters);
}

const mostPerBatch = 128;
const mostBytesPerBatch = 4 * 1_048_576;

/**
 * [Note: batched appends] A durable commit costs about the same for one message as for fifty. Messages that arrive while a
 * transaction is under way wait for the next one and share it, so the busier the server, the cheaper each message; an idle
 * one answers at once. Nothing is acknowledged before its transaction is on the disk.
 */
export function messageAppender(params: {
  readonly db: Reader;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly metrics: Metrics;
}): MessageAppender {
  const { db, clock, limits, metrics } = params;
  interface Waiting {
    readonly message: OutgoingMessage;
    readonly resolve: (accepted: Accepted) => void;
    readonly reject: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let running = false;

  function nextBatch(): Waiting[] {
    // In the order of each device's own counter, in whatever order the network brought them.
    waiting.sort((a, b) => a.message.sendIndex - b.message.sendIndex);
    let bytes = 0;
    let count = 0;
    for (const each of waiting) {
      bytes += each.message.bytes.length;
      if (count > 0 && (count >= mostPerBatch || bytes > mostBytesPerBatch)) break;
      count++;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return batch;
  }

  async function commit(batch: readonly Waiting[]): Promise<void> {
    const messages = batch.map((each) => each.message);
    try {
      const outcomes = await inTransaction(db, async (tx) => {
        const at = clock.nowMs();
        const decision = decide(messages, await readBefore(tx, messages), limits, at);
        await write(tx, decision, at);
        return decision.outcomes;
      });
      metrics.messageBatches.inc();
      batch.forEach((each, i) => {
        const outcome = outcomes[i] ?? new WhosecopyError("internal", "a message without an outcome");
        if (outcome instanceof WhosecopyError) return each.reject(outcome);
        metrics.messages.inc();
        return each.resolve(outcome);
      });
    } catch (error) {
      for (const each of batch) each.reject(error);
    }
  }

  async function run(): Promise<void> {
    // One turn of the event loop, so that requests that were read together share the first transaction too.
    await new Promise(setImmediate);
    while (waiting.length > 0) await commit(nextBatch());
    running = false;
  }

  return {
    append: (message) =>
      new Promise((resolve, reject) => {
        waiting.push({ message, resolve, reject });
        if (running) return;
        running = true;
        void run();
      }),
  };
}
