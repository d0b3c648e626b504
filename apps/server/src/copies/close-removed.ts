import { sql } from "kysely";
import type { Tx } from "../database/transaction.ts";
import type { ReleaseTransaction } from "../journal/release-transaction.ts";
import { closeCopies, dropIdleBlobs } from "./close-copies.ts";

/**
 * Closes the copies that people held as members of a conversation, in the transaction that removes them (protocol 3.6). The
 * server can't read the commit that removes them, so the remover says it in the same request.
 *
 * @returns the copies closed, for the journal
 */
export async function closeRemoved(
  tx: Tx,
  removal: {
    readonly conversation: Uint8Array;
    readonly holders: readonly Uint8Array[];
    readonly at: number;
    readonly journal: ReleaseTransaction;
  },
): Promise<Uint8Array[]> {
  const { conversation, holders, at, journal } = removal;
  const found = await sql<{ copy: Uint8Array }>`
    select copy from copies
    where conversation = ${conversation} and holder = any(${holders}::bytea[]) and close_on_removal and closed is null
    `.execute(tx);
  const closed = await closeCopies(tx, { copies: found.rows.map((row) => row.copy), because: "removed", at });
  journal.removeBlobs(
    await dropIdleBlobs(
      tx,
      closed.map((each) => each.attachment),
    ),
  );
  return closed.map((each) => each.copy);
}
