import { sql } from "kysely";
import type { MailKind } from "../database/schema.ts";
import type { Tx } from "../database/transaction.ts";
import { mailChannel, wakePayloads } from "./wake-payload.ts";

/** Something for the mailbox of an account. */
export interface Letter {
  readonly to: Uint8Array;
  readonly kind: MailKind;
  /** The conversation, or the attachment. */
  readonly about: Uint8Array;
  readonly at: number;
  readonly seq?: number;
  /** The message, or the copy. */
  readonly item?: Uint8Array;
  readonly epoch?: number;
  readonly fromAcct?: Uint8Array;
  readonly fromDevice?: Uint8Array;
  readonly toDevice?: Uint8Array;
  readonly keyPackage?: Uint8Array;
  readonly bytes?: Uint8Array;
}

const keyOf = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");

/** Locks the mailboxes, always in the same order, and tells where each stands. */
async function lockMailboxes(tx: Tx, accounts: readonly Uint8Array[]): Promise<Map<string, number>> {
  const found = await sql<{ acct: Uint8Array; head: number }>`
    select acct, head from mailboxes where acct = any(${accounts}::bytea[]) order by acct for update`.execute(tx);
  return new Map(found.rows.map((row) => [keyOf(row.acct), row.head]));
}

/**
 * Puts letters into mailboxes, in order, and wakes whoever waits: four statements for any number of them.
 *
 * [Note: gapless mailboxes] Each account counts its mail under a lock that is held until commit. So a reader who has seen
 * number n has seen, or can see, everything before it: a cursor never passes over a letter that commits late.
 *
 * Accounts that are not here get nothing.
 */
export async function deliver(tx: Tx, letters: readonly Letter[]): Promise<void> {
  if (letters.length === 0) return;
  const addressees = new Map(letters.map((letter) => [keyOf(letter.to), letter.to]));
  const heads = await lockMailboxes(tx, [...addressees.values()]);
  const numbered = letters.flatMap((letter) => {
    const key = keyOf(letter.to);
    const head = heads.get(key);
    if (head === undefined) return [];
    heads.set(key, head + 1);
    return [{ ...letter, n: head + 1 }];
  });
  const column = <Value>(pick: (letter: (typeof numbered)[number]) => Value | undefined) =>
    numbered.map((letter) => pick(letter) ?? null);
  await sql`
    insert into mail (acct, n, kind, about, seq, item, epoch, from_acct, from_device, to_device, key_package, bytes, at)
    select * from unnest(
      ${column((each) => each.to)}::bytea[], ${column((each) => each.n)}::int8[], ${column((each) => each.kind)}::text[],
      ${column((each) => each.about)}::bytea[], ${column((each) => each.seq)}::int8[],
      ${column((each) => each.item)}::bytea[], ${column((each) => each.epoch)}::int8[],
      ${column((each) => each.fromAcct)}::bytea[], ${column((each) => each.fromDevice)}::bytea[],
      ${column((each) => each.toDevice)}::bytea[], ${column((each) => each.keyPackage)}::bytea[],
      ${column((each) => each.bytes)}::bytea[], ${column((each) => each.at)}::int8[])`.execute(tx);
  const reached = [...addressees].filter(([key]) => heads.has(key));
  await sql`
    update mailboxes set head = new.head
    from unnest(${reached.map(([, acct]) => acct)}::bytea[], ${reached.map(([key]) => heads.get(key) ?? 0)}::int8[])
      as new (acct, head)
    where mailboxes.acct = new.acct`.execute(tx);
  const payloads = wakePayloads(reached.map(([, acct]) => acct));
  await sql`select pg_notify(${mailChannel}, each) from unnest(${payloads}::text[]) as each`.execute(tx);
}
