import { type AccountView, clockToleranceMs, readAccountChain, verifyStatement } from "@whosecopy/crypto";
import {
  equalBytes,
  Handle,
  HandleClaim,
  parseAs,
  signedFromJson,
  type SignedStatement,
  WhosecopyError,
} from "@whosecopy/protocol";
import { breaksUnique, inTransaction } from "../database/transaction.ts";
import type { Handler } from "../http/handler.ts";
import { id32 } from "../http/json-bytes.ts";
import type { Services } from "../services.ts";
import { checkPrekey } from "./check-prekey.ts";
import { insertAccount, upsertPrekey } from "./store-account.ts";

function checkClaim(services: Services, claim: SignedStatement, view: AccountView, device: Uint8Array): HandleClaim {
  const { origin, signatures } = services;
  const value = verifyStatement({
    type: "handle-claim",
    schema: HandleClaim,
    statement: claim,
    publicKey: device,
    signatures,
  });
  if (!equalBytes(value.acct, view.acct) || !equalBytes(value.device, device) || value.host !== origin) {
    throw new WhosecopyError("statement-invalid", "the claim is of another account, device or server");
  }
  return { ...value, handle: parseAs(Handle, value.handle) };
}

type HandleClaim = ReturnType<typeof verifyStatement<typeof HandleClaim>>;

/** True when exactly this account was made before and its answer was lost. */
async function isThere(services: Services, acct: Uint8Array, handle: string): Promise<boolean> {
  const row = await services.database.db
    .selectFrom("accounts")
    .select("handle")
    .where("acct", "=", acct)
    .executeTakeFirst();
  if (row !== undefined && row.handle !== handle) throw new WhosecopyError("already-exists", "it has another handle");
  return row !== undefined;
}

/** Makes an account; the same again answers the same. */
export const createAccount: Handler<"createAccount"> = async ({ input, caller, services }) => {
  services.rates.take("accounts", caller.address);
  const genesis = signedFromJson(input.body.genesis);
  const claim = signedFromJson(input.body.claim);
  const statement = signedFromJson(input.body.prekey);
  const { signatures, clock, database } = services;
  const view = readAccountChain([genesis], signatures);
  const device = view.devices[0]?.device ?? new Uint8Array(0);
  const { handle, at } = checkClaim(services, claim, view, device);
  const acct = id32(view.acct);
  if (await isThere(services, view.acct, handle)) return { acct };
  const nowMs = clock.nowMs();
  if (Math.abs(at - nowMs) > clockToleranceMs)
    throw new WhosecopyError("clock-skew", "the claim's time is too far off");
  const prekey = checkPrekey({ statement, acct: view.acct, device, nowMs, signatures });
  try {
    await inTransaction(database.db, async (tx) => {
      await insertAccount(tx, { view, device, handle, genesis, claim, nowMs });
      await upsertPrekey(tx, { acct: view.acct, device, statement, notAfterMs: prekey.not_after });
    });
  } catch (error) {
    if (breaksUnique(error, "accounts_handle_key")) throw new WhosecopyError("handle-taken", "the handle is taken");
    if (breaksUnique(error, "accounts_pkey") && (await isThere(services, view.acct, handle))) return { acct };
    throw error;
  }
  return { acct };
};
