import type { AccountView } from "@whosecopy/crypto";
import type { SignedStatement } from "@whosecopy/protocol";
import type { Tx } from "../database/transaction.ts";

/** Everything that a new account begins with. */
export async function insertAccount(
  tx: Tx,
  account: {
    readonly view: AccountView;
    readonly device: Uint8Array;
    readonly handle: string;
    readonly genesis: SignedStatement;
    readonly claim: SignedStatement;
    readonly nowMs: number;
  },
): Promise<void> {
  const { view, device, handle, genesis, claim, nowMs } = account;
  const acct = view.acct;
  await tx
    .insertInto("accounts")
    .values({
      acct,
      handle,
      claim_body: claim.body,
      claim_signature: claim.signature,
      chain_version: view.version,
      newest: view.newest,
      created_at: nowMs,
    })
    .execute();
  await tx
    .insertInto("account_entries")
    .values({ acct, n: 1, body: genesis.body, signature: genesis.signature })
    .execute();
  await tx.insertInto("mailboxes").values({ acct, head: 0 }).execute();
  await tx.insertInto("storage_use").values({ acct, bytes: 0 }).execute();
  await insertDevice(tx, { acct, device, acknowledged: 0 });
}

/** What is kept of a device beside its place in the chain. */
export async function insertDevice(
  tx: Tx,
  device: { readonly acct: Uint8Array; readonly device: Uint8Array; readonly acknowledged: number },
): Promise<void> {
  await tx
    .insertInto("device_state")
    .values({ ...device, send_index: 0 })
    .onConflict((conflict) => conflict.columns(["acct", "device"]).doNothing())
    .execute();
}

/** Puts a device's prekey in the place of the one before. */
export async function upsertPrekey(
  tx: Tx,
  prekey: {
    readonly acct: Uint8Array;
    readonly device: Uint8Array;
    readonly statement: SignedStatement;
    readonly notAfterMs: number;
  },
): Promise<void> {
  const { acct, device, statement, notAfterMs } = prekey;
  const value = { body: statement.body, signature: statement.signature, not_after: notAfterMs };
  await tx
    .insertInto("prekeys")
    .values({ acct, device, ...value })
    .onConflict((conflict) => conflict.columns(["acct", "device"]).doUpdateSet(value))
    .execute();
}
