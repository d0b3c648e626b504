import { type AccountView, extendAccountChain } from "@whosecopy/crypto";
import { AccountEntry, equalBytes, readStatement, signedFromJson, WhosecopyError } from "@whosecopy/protocol";
import { sql } from "kysely";
import { inTransaction, type Tx } from "../database/transaction.ts";
import type { Handler } from "../http/handler.ts";
import { toJson } from "../http/json-bytes.ts";
import { checkPrekey } from "./check-prekey.ts";
import { insertDevice, upsertPrekey } from "./store-account.ts";

/** NOTIFY channel on which processes tell each other whose chain has grown. */
export const chainChannel = "whosecopy_chain";

async function applyToDevices(tx: Tx, acct: Uint8Array, entry: AccountEntry): Promise<void> {
  if (entry.kind === "add-device") {
    // A new device has no use for mail that it can't decrypt: it starts where the mailbox stands.
    const box = await tx.selectFrom("mailboxes").select("head").where("acct", "=", acct).executeTakeFirst();
    await insertDevice(tx, { acct, device: entry.device, acknowledged: box?.head ?? 0 });
  }
  if (entry.kind === "revoke-device") {
    for (const table of ["device_state", "prekeys", "key_packages"] as const) {
      await tx.deleteFrom(table).where("acct", "=", acct).where("device", "=", entry.device).execute();
    }
  }
}

/** Appends to the caller's chain, if it follows the newest entry; exactly the newest entry again answers the same. */
export const appendEntry: Handler<"appendEntry"> = async ({ input, caller, services }) => {
  const statement = signedFromJson(input.body.entry);
  const { acct } = caller;
  const version = await inTransaction(services.database.db, async (tx) => {
    const row = await tx
      .selectFrom("accounts")
      .select("chain_version")
      .where("acct", "=", acct)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const last = await tx
      .selectFrom("account_entries")
      .select("body")
      .where("acct", "=", acct)
      .where("n", "=", row.chain_version)
      .executeTakeFirst();
    if (last !== undefined && equalBytes(last.body, statement.body)) return row.chain_version;
    const view = await services.accounts.read(tx, acct);
    if (view === null) throw new WhosecopyError("not-found", "no such account here");
    const next: AccountView = extendAccountChain(view, statement, services.signatures);
    await tx
      .insertInto("account_entries")
      .values({ acct, n: next.version, body: statement.body, signature: statement.signature })
      .execute();
    await tx
      .updateTable("accounts")
      .set({ chain_version: next.version, newest: next.newest })
      .where("acct", "=", acct)
      .execute();
    await applyToDevices(tx, acct, readStatement(AccountEntry, statement.body));
    await sql`select pg_notify(${chainChannel}, ${toJson(acct)})`.execute(tx);
    return next.version;
  });
  services.accounts.forget(acct);
  return { chainVersion: version };
};

/** Replaces the calling device's copy prekey. */
export const putPrekey: Handler<"putPrekey"> = async ({ input, caller, services }) => {
  const statement = signedFromJson(input.body.prekey);
  const { acct, device } = caller;
  const prekey = checkPrekey({
    statement,
    acct,
    device,
    nowMs: services.clock.nowMs(),
    signatures: services.signatures,
  });
  await inTransaction(services.database.db, (tx) =>
    upsertPrekey(tx, { acct, device, statement, notAfterMs: prekey.not_after }),
  );
  return {};
};

/** What the server last saw of the calling device. */
export const deviceState: Handler<"deviceState"> = async ({ caller, services }) => {
  const { db } = services.database;
  const { acct, device } = caller;
  const state = await db
    .selectFrom("device_state")
    .select(["send_index", "acknowledged"])
    .where("acct", "=", acct)
    .where("device", "=", device)
    .executeTakeFirst();
  const packages = await db
    .selectFrom("key_packages")
    .select((each) => each.fn.countAll<number>().as("left"))
    .where("acct", "=", acct)
    .where("device", "=", device)
    .where("last_resort", "=", false)
    .where("not_after", ">", services.clock.nowMs())
    .executeTakeFirstOrThrow();
  return {
    sendIndex: state?.send_index ?? 0,
    acknowledged: state?.acknowledged ?? 0,
    keyPackagesLeft: packages.left,
  };
};
