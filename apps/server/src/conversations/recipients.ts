import { sql } from "kysely";
import type { Tx } from "../database/transaction.ts";

/** Those of the accounts that have one device: see [Note: own messages]. */
export async function accountsWithOneDevice(tx: Tx, accounts: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const found = await sql<{ acct: Uint8Array }>`
    select acct from device_state where acct = any(${accounts}::bytea[]) group by acct having count(*) = 1`.execute(tx);
  return found.rows.map((row) => row.acct);
}
