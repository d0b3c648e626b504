import { sql } from "kysely";
import type { ClosedBecause } from "../database/schema.ts";
import type { Tx } from "../database/transaction.ts";

/** A copy that was just closed. */
interface ClosedCopy {
  readonly attachment: Uint8Array;
  readonly copy: Uint8Array;
  readonly sender: Uint8Array;
  readonly holder: Uint8Array;
}

/**
 * Closes copies for ever: the host's share, the bundle and the envelopes are destroyed, in the caller's transaction. A copy that
 * has only expired or been used up can still be taken back; one that is taken back stays so.
 *
 * @returns the copies that were not closed for this or a stronger reason before
 */
export async function closeCopies(
  tx: Tx,
  closing: { readonly copies: readonly Uint8Array[]; readonly because: ClosedBecause; readonly at: number },
): Promise<ClosedCopy[]> {
  const { copies, because, at } = closing;
  if (copies.length === 0) return [];
  const weaker = because === "taken-back" || because === "removed" ? ["expired", "used-up"] : [];
  await sql`select from copies where copy = any(${copies}::bytea[]) order by attachment, copy for update`.execute(tx);
  const closed = await sql<ClosedCopy>`
    update copies set closed = ${because}, closed_at = ${at}, share = null, share_epoch = null
    where copy = any(${copies}::bytea[]) and (closed is null or closed = any(${weaker}::text[]))
    returning attachment, copy, sender, holder`.execute(tx);
  const ids = closed.rows.map((row) => row.copy);
  const owners = closed.rows.map((row) => row.attachment);
  const freed = await sql<{ attachment: Uint8Array; bytes: number }>`
    delete from copy_bundles using unnest(${owners}::bytea[], ${ids}::bytea[]) as gone (attachment, copy)
    where copy_bundles.attachment = gone.attachment and copy_bundles.copy = gone.copy
    returning copy_bundles.attachment, octet_length(bundle)::int8 as bytes`.execute(tx);
  await sql`
    delete from envelopes using unnest(${owners}::bytea[], ${ids}::bytea[]) as gone (attachment, copy)
    where envelopes.attachment = gone.attachment and envelopes.copy = gone.copy`.execute(tx);
  await giveBack(tx, freed.rows);
  return closed.rows;
}

/** Lowers the storage that senders use. */
async function giveBack(
  tx: Tx,
  freed: readonly { readonly attachment: Uint8Array; readonly bytes: number }[],
): Promise<void> {
  if (freed.length === 0) return;
  await sql`
    update storage_use set bytes = greatest(0, storage_use.bytes - freed.bytes)
    from (
      select a.acct, sum(f.bytes)::int8 as bytes
      from unnest(${freed.map((each) => each.attachment)}::bytea[], ${freed.map((each) => each.bytes)}::int8[])
        as f (attachment, bytes)
      join attachments a on a.attachment = f.attachment group by a.acct
    ) as freed where storage_use.acct = freed.acct`.execute(tx);
}

/**
 * Forgets the blobs of attachments of which no live copy is left. The files are deleted once the transaction has committed
 * (or by the next clean-up).
 *
 * @returns the attachments whose blob is gone
 */
export async function dropIdleBlobs(tx: Tx, attachments: readonly Uint8Array[]): Promise<Uint8Array[]> {
  if (attachments.length === 0) return [];
  // Locked by a statement of its own, so that the next one sees copies that were added meanwhile under the same lock.
  await sql`select from blobs where attachment = any(${attachments}::bytea[]) order by attachment for update`.execute(
    tx,
  );
  const gone = await sql<{ attachment: Uint8Array; bytes: number }>`
    delete from blobs where attachment = any(${attachments}::bytea[])
    and not exists (select from copies where copies.attachment = blobs.attachment and closed is null)
    returning attachment, size_bytes as bytes`.execute(tx);
  await giveBack(tx, gone.rows);
  return gone.rows.map((row) => row.attachment);
}
