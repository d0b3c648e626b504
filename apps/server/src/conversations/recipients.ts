import { sql } from "kysely";
import type { Tx } from "../database/transaction.ts";

/**
 * Accounts of which the calling device is the only one: their own messages are not sent back to them.
 *
 * [Note: own messages] A message goes to every member's mailbox. The sender's own gets it only when the account has further
 * devices, which need it; a client passes over what its own device sent.
 */
export async function accountsWithOneDevice(tx: Tx, accounts: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const found = await sql<{ acct: Uint8Array }>`
    select acct from device_state where acct = any(${accounts}::bytea[]) group by acct having count(*) = 1`.execute(tx);
  return found.rows.map((row) => row.acct);
}
