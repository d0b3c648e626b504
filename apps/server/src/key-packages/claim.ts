import { WhosecopyError } from "@whosecopy/protocol";
import { sql } from "kysely";
import { breaksUnique, inTransaction, type Reader, type Tx } from "../database/transaction.ts";
import type { Handler } from "../http/handler.ts";
import { id32, idBytes, toJson } from "../http/json-bytes.ts";

interface Given {
  readonly device: Uint8Array;
  readonly ref: Uint8Array;
  readonly bytes: Uint8Array;
  readonly last_resort: boolean;
  readonly not_after: number;
}

interface Claim {
  readonly acct: Uint8Array;
  readonly caller: Uint8Array;
  readonly claimId: Uint8Array;
}

/** What the same claim was given before. */
async function givenBefore(reader: Reader, claim: Claim): Promise<Given[]> {
  return reader
    .selectFrom("key_package_claims")
    .select(["device", "ref", "bytes", "last_resort", "not_after"])
    .where("acct", "=", claim.acct)
    .where("caller", "=", claim.caller)
    .where("claim_id", "=", claim.claimId)
    .orderBy("device")
    .execute();
}

/** Takes one package of each device: the one that ends first, passing over those that another claim is just taking. */
async function takeOneTime(tx: Tx, acct: Uint8Array, devices: readonly Uint8Array[], nowMs: number): Promise<Given[]> {
  const taken = await sql<Given>`
    with picked as materialized (
      select each.acct, each.device, each.ref
      from unnest(${devices}::bytea[]) as asked (device)
      cross join lateral (
        select acct, device, ref from key_packages
        where acct = ${acct} and device = asked.device and not last_resort and not_after > ${nowMs}
        order by not_after, ref limit 1 for update skip locked
      ) as each)
    delete from key_packages using picked
    where key_packages.acct = picked.acct and key_packages.device = picked.device and key_packages.ref = picked.ref
    returning key_packages.device, key_packages.ref, bytes, last_resort, not_after`.execute(tx);
  return taken.rows;
}

async function lastResorts(tx: Tx, acct: Uint8Array, devices: readonly Uint8Array[], nowMs: number): Promise<Given[]> {
  const found = await sql<Given>`
    select device, ref, bytes, last_resort, not_after from key_packages
    where acct = ${acct} and device = any(${devices}::bytea[]) and last_resort and not_after > ${nowMs}`.execute(tx);
  return found.rows;
}

async function remember(tx: Tx, claim: Claim, given: readonly Given[]): Promise<void> {
  await sql`
    insert into key_package_claims (acct, caller, claim_id, device, ref, bytes, last_resort, not_after)
    select ${claim.acct}, ${claim.caller}, ${claim.claimId}, * from unnest(
      ${given.map((each) => each.device)}::bytea[], ${given.map((each) => each.ref)}::bytea[],
      ${given.map((each) => each.bytes)}::bytea[], ${given.map((each) => each.last_resort)}::bool[],
      ${given.map((each) => each.not_after)}::int8[])`.execute(tx);
}

/** One key package of each device of an account, each given once; the same claim again answers the same. */
export const claimKeyPackages: Handler<"claimKeyPackages"> = async ({ input, caller, services }) => {
  const { rates, accounts, clock, database } = services;
  rates.take("claims", `${toJson(caller.device)} ${input.params.acct}`);
  rates.take("claimsOfOne", input.params.acct);
  const acct = idBytes(input.params.acct);
  const claim: Claim = { acct, caller: caller.acct, claimId: idBytes(input.body.claimId) };
  const view = await accounts.get(acct);
  if (view === null) throw new WhosecopyError("not-found", "no such account here");
  const devices = view.devices.filter((each) => each.revokedAtMs === null).map((each) => each.device);
  const nowMs = clock.nowMs();

  const given = await inTransaction(database.db, async (tx) => {
    const before = await givenBefore(tx, claim);
    if (before.length > 0) return before;
    const oneTime = await takeOneTime(tx, acct, devices, nowMs);
    const served = new Set(oneTime.map((each) => toJson(each.device)));
    const rest = devices.filter((device) => !served.has(toJson(device)));
    const all = [...oneTime, ...(rest.length === 0 ? [] : await lastResorts(tx, acct, rest, nowMs))];
    await remember(tx, claim, all);
    return all;
  }).catch((error: unknown) => {
    // The same claim twice at once: the other one was first, and what it got is the answer.
    if (breaksUnique(error, "key_package_claims_pkey")) return givenBefore(database.db, claim);
    throw error;
  });
  if (given.length === 0) throw new WhosecopyError("key-package-none", "no device of the account has a key package");
  return {
    packages: given.map((each) => ({
      device: id32(each.device),
      ref: id32(each.ref),
      bytes: toJson(each.bytes),
      lastResort: each.last_resort,
    })),
  };
};
