import { WhosecopyError } from "@whosecopy/protocol";
import type { Handler } from "../http/handler.ts";
import { id32, idBytes, signedJson, toJson } from "../http/json-bytes.ts";

/**
 * A device that is off for a while can still be written to: it keeps the private part of a prekey for 30 days, of which it is
 * the current one for seven (protocol 3.1).
 */
const usableAfterEndMs = 23 * 24 * 3_600_000;

/** An account as anyone may see it. */
export const getAccount: Handler<"getAccount"> = async ({ input, caller, services }) => {
  services.rates.take("accountViews", caller.address);
  const acct = idBytes(input.params.acct);
  const { db } = services.database;
  const account = await db.selectFrom("accounts").select("handle").where("acct", "=", acct).executeTakeFirst();
  const view = await services.accounts.get(acct);
  if (account === undefined || view === null) throw new WhosecopyError("not-found", "no such account here");
  const chain = await db
    .selectFrom("account_entries")
    .select(["body", "signature"])
    .where("acct", "=", acct)
    .orderBy("n")
    .execute();
  const prekeys = await db
    .selectFrom("prekeys")
    .select(["device", "body", "signature"])
    .where("acct", "=", acct)
    .where("not_after", ">", services.clock.nowMs() - usableAfterEndMs)
    .execute();
  const active = new Set(view.devices.filter((each) => each.revokedAtMs === null).map((each) => toJson(each.device)));
  return {
    acct: id32(acct),
    handle: account.handle,
    chain: chain.map(signedJson),
    prekeys: prekeys.filter((each) => active.has(toJson(each.device))).map(signedJson),
  };
};

/** The account behind a handle. */
export const findHandle: Handler<"findHandle"> = async ({ input, caller, services }) => {
  services.rates.take("handles", toJson(caller.device));
  const account = await services.database.db
    .selectFrom("accounts")
    .select("acct")
    .where("handle", "=", input.params.handle)
    .executeTakeFirst();
  if (account === undefined) throw new WhosecopyError("handle-unknown", "no account has this handle");
  return { acct: id32(account.acct) };
};
