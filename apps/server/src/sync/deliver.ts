import { type RawBuilder, sql } from "kysely";
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

/** Where mailboxes stand, by {@link mailboxKey}; read under a lock. */
export type MailboxHeads = Map<string, number>;

/** An account as a key of a map. */
export const mailboxKey = (acct: Uint8Array): string =>
  Buffer.from(acct.buffer, acct.byteOffset, acct.length).toString("latin1");

/**
 * Numbers letters, as the parts of a statement: `with <parts> <wake>`. Accounts that are not here get nothing.
 *
 * [Note: gapless mailboxes] Each account counts its mail under a lock that is held until commit. So a reader who has seen
 * number n has seen, or can see, everything before it: a cursor never passes over a letter that commits late.
 */
export function mailStatement(
  letters: readonly Letter[],
  heads: MailboxHeads,
): { readonly parts: RawBuilder<unknown>; readonly wake: RawBuilder<unknown> } {
  const reached = new Map<string, Uint8Array>();
  const numbered = letters.flatMap((letter) => {
    const key = mailboxKey(letter.to);
    const head = heads.get(key);
    if (head === undefined) return [];
    heads.set(key, head + 1);
    reached.set(key, letter.to);
    return [{ ...letter, n: head + 1 }];
  });
  const column = <Value>(pick: (letter: (typeof numbered)[number]) => Value | undefined) =>
    numbered.map((letter) => pick(letter) ?? null);
  const accounts = [...reached.values()];
  const raised = [...reached.keys()].map((key) => heads.get(key) ?? 0);
  return {
    parts: sql`
      new_mail as (
        insert into mail (acct, n, kind, about, seq, item, epoch, from_acct, from_device, to_device, key_package, bytes, at)
        select * from unnest(
          ${column((each) => each.to)}::bytea[], ${column((each) => each.n)}::int8[],
          ${column((each) => each.kind)}::text[], ${column((each) => each.about)}::bytea[],
          ${column((each) => each.seq)}::int8[], ${column((each) => each.item)}::bytea[],
          ${column((each) => each.epoch)}::int8[], ${column((each) => each.fromAcct)}::bytea[],
          ${column((each) => each.fromDevice)}::bytea[], ${column((each) => each.toDevice)}::bytea[],
          ${column((each) => each.keyPackage)}::bytea[], ${column((each) => each.bytes)}::bytea[],
          ${column((each) => each.at)}::int8[])),
      new_heads as (
        update mailboxes set head = new.head
        from unnest(${accounts}::bytea[], ${raised}::int8[]) as new (acct, head)
        where mailboxes.acct = new.acct)`,
    wake: sql`select pg_notify(${mailChannel}, each) from unnest(${wakePayloads(accounts)}::text[]) as each`,
  };
}

/** Puts letters into mailboxes, in order, and wakes whoever waits: two statements for any number of them. */
export async function deliver(tx: Tx, letters: readonly Letter[]): Promise<void> {
  if (letters.length === 0) return;
  const accounts = [...new Map(letters.map((letter) => [mailboxKey(letter.to), letter.to])).values()];
  const locked = await sql<{ acct: Uint8Array; head: number }>`
    select acct, head from mailboxes where acct = any(${accounts}::bytea[]) order by acct for update`.execute(tx);
  const heads = new Map(locked.rows.map((row) => [mailboxKey(row.acct), row.head]));
  const { parts, wake } = mailStatement(letters, heads);
  await sql`with ${parts} ${wake}`.execute(tx);
}
