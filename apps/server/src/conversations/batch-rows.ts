import { sql } from "kysely";
import type { Tx } from "../database/transaction.ts";
import { mailboxKey, type MailboxHeads, mailStatement } from "../sync/deliver.ts";
import { type Before, type Decision, keyOf, type OutgoingMessage } from "./decide-batch.ts";

interface Row {
  readonly kind: "device" | "conversation" | "member" | "earlier" | "lonely" | "mailbox";
  readonly a: Uint8Array;
  readonly b: Uint8Array | null;
  readonly c: Uint8Array | null;
  readonly d: Uint8Array | null;
  readonly x: number | null;
  readonly y: number | null;
}

/**
 * Locks what a batch changes and reads what decides about it, in one statement, because going to the database and back is what
 * costs.
 *
 * If it had to wait for a lock, the locked rows are the newest and the members may be those from before. A change of members
 * comes with a new epoch, which the locked row shows: messages of the old one are refused whatever the members are.
 */
export async function lockAndRead(
  tx: Tx,
  batch: readonly OutgoingMessage[],
): Promise<Before & { readonly heads: MailboxHeads }> {
  const accounts = batch.map((each) => each.acct);
  const conversations = batch.map((each) => each.conversation);
  const { rows } = await sql<Row>`
    with devices as materialized (
      select s.acct, s.device, s.send_index from device_state s
      where (s.acct, s.device) in
        (select * from unnest(${accounts}::bytea[], ${batch.map((each) => each.device)}::bytea[]))
      order by s.acct, s.device for update),
    places as materialized (
      select conversation, epoch, seq from conversations where conversation = any(${conversations}::bytea[])
      order by conversation for update),
    people as materialized (
      select conversation, acct from members where conversation = any(${conversations}::bytea[])),
    boxes as materialized (
      select acct, head from mailboxes where acct in (select acct from people) order by acct for update)
    select 'device' as kind, acct as a, device as b, null::bytea as c, null::bytea as d, send_index as x, null::int8 as y
    from devices
    union all select 'conversation', conversation, null, null, null, epoch, seq from places
    union all select 'member', conversation, acct, null, null, null, null from people
    union all select 'earlier', l.conversation, l.message_id, l.acct, l.digest, l.seq, l.at from conversation_log l
      where (l.conversation, l.message_id) in
        (select * from unnest(${conversations}::bytea[], ${batch.map((each) => each.messageId)}::bytea[]))
    union all select 'lonely', acct, null, null, null, null, null from device_state
      where acct = any(${accounts}::bytea[]) group by acct having count(*) = 1
    union all select 'mailbox', acct, null, null, null, head, null from boxes`.execute(tx);

  const before = {
    devices: new Map<string, number>(),
    conversations: new Map<string, { epoch: number; seq: number }>(),
    members: new Map<string, Uint8Array[]>(),
    earlier: new Map<string, { seq: number; at: number; acct: Uint8Array; digest: Uint8Array }>(),
    lonely: new Set<string>(),
    heads: new Map<string, number>(),
  };
  const none = new Uint8Array(0);
  for (const { kind, a, b, c, d, x, y } of rows) {
    switch (kind) {
      case "device":
        before.devices.set(keyOf(a, b ?? none), x ?? 0);
        break;
      case "conversation":
        before.conversations.set(keyOf(a), { epoch: x ?? 0, seq: y ?? 0 });
        break;
      case "member": {
        const list = before.members.get(keyOf(a));
        if (list === undefined) before.members.set(keyOf(a), [b ?? none]);
        else list.push(b ?? none);
        break;
      }
      case "earlier":
        before.earlier.set(keyOf(a, b ?? none), { acct: c ?? none, digest: d ?? none, seq: x ?? 0, at: y ?? 0 });
        break;
      case "lonely":
        before.lonely.add(keyOf(a));
        break;
      case "mailbox":
        before.heads.set(mailboxKey(a), x ?? 0);
    }
  }
  return before;
}

/** Writes what was decided, in one statement: log, places, counters of devices, mail, wake-ups. */
export async function writeBatch(tx: Tx, { accepted, letters }: Decision, heads: MailboxHeads): Promise<void> {
  if (accepted.length === 0) return;
  const messages = accepted.map((each) => each.message);
  const at = letters[0]?.at ?? 0;
  const mail = mailStatement(letters, heads);
  // The last of each conversation and device: they only grow within a batch.
  const places = new Map(accepted.map((each) => [keyOf(each.message.conversation), each]));
  const devices = new Map(messages.map((each) => [keyOf(each.acct, each.device), each]));
  const reached = [...places.values()];
  const senders = [...devices.values()];
  await sql`
    with new_log as (
      insert into conversation_log (conversation, seq, message_id, kind, epoch, acct, device, digest, at)
      select conversation, seq, message_id, 'message', epoch, acct, device, digest, ${at}::int8 from unnest(
        ${messages.map((each) => each.conversation)}::bytea[], ${accepted.map((each) => each.seq)}::int8[],
        ${messages.map((each) => each.messageId)}::bytea[], ${messages.map((each) => each.epoch)}::int8[],
        ${messages.map((each) => each.acct)}::bytea[], ${messages.map((each) => each.device)}::bytea[],
        ${accepted.map((each) => each.digest)}::bytea[])
        as new (conversation, seq, message_id, epoch, acct, device, digest)),
    new_places as (
      update conversations set seq = new.seq
      from unnest(${reached.map((each) => each.message.conversation)}::bytea[], ${reached.map((each) => each.seq)}::int8[])
        as new (conversation, seq)
      where conversations.conversation = new.conversation),
    new_counters as (
      update device_state set send_index = new.send_index
      from unnest(
        ${senders.map((each) => each.acct)}::bytea[], ${senders.map((each) => each.device)}::bytea[],
        ${senders.map((each) => each.sendIndex)}::int8[]) as new (acct, device, send_index)
      where device_state.acct = new.acct and device_state.device = new.device),
    ${mail.parts} ${mail.wake}`.execute(tx);
}
