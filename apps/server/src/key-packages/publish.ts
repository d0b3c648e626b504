import { WhosecopyError } from "@whosecopy/protocol";
import { sql } from "kysely";
import { inTransaction, type Tx } from "../database/transaction.ts";
import type { Handler } from "../http/handler.ts";
import { fromJson, idBytes } from "../http/json-bytes.ts";

interface Package {
  readonly ref: Uint8Array;
  readonly bytes: Uint8Array;
  readonly notAfterMs: number;
  readonly lastResort: boolean;
}

/** Adds packages that are neither there nor were ever given out: a repeated publication changes nothing. */
async function insertPackages(tx: Tx, acct: Uint8Array, device: Uint8Array, packages: readonly Package[]) {
  await sql`
    insert into key_packages (acct, device, ref, bytes, not_after, last_resort)
    select ${acct}, ${device}, new.ref, new.bytes, new.not_after, new.last_resort
    from unnest(
      ${packages.map((each) => each.ref)}::bytea[], ${packages.map((each) => each.bytes)}::bytea[],
      ${packages.map((each) => each.notAfterMs)}::int8[], ${packages.map((each) => each.lastResort)}::bool[]
    ) as new (ref, bytes, not_after, last_resort)
    where not exists (
      select from key_package_claims given
      where given.acct = ${acct} and given.device = ${device} and given.ref = new.ref and not given.last_resort)
    on conflict (acct, device, ref) do nothing`.execute(tx);
}

/** Publishes key packages of the calling device; a new last-resort package takes the place of the one before. */
export const publishKeyPackages: Handler<"publishKeyPackages"> = async ({ input, caller, services }) => {
  const { acct, device } = caller;
  const { limits, clock, database } = services;
  const nowMs = clock.nowMs();
  const packages = input.body.packages.map((each) => ({
    ref: idBytes(each.ref),
    bytes: fromJson(each.bytes),
    notAfterMs: each.notAfterMs,
    lastResort: each.lastResort,
  }));
  if (packages.some((each) => each.notAfterMs <= nowMs)) {
    throw new WhosecopyError("key-package-expired", "a key package is over already");
  }
  if (packages.some((each) => each.notAfterMs > nowMs + limits.maxKeyPackageLifeMs)) {
    throw new WhosecopyError("bad-request", "a key package lives too long");
  }
  if (packages.filter((each) => each.lastResort).length > 1) {
    throw new WhosecopyError("bad-request", "a device has one last-resort key package");
  }
  return inTransaction(database.db, async (tx) => {
    const lastResort = packages.find((each) => each.lastResort);
    if (lastResort !== undefined) {
      await tx
        .deleteFrom("key_packages")
        .where("acct", "=", acct)
        .where("device", "=", device)
        .where("last_resort", "=", true)
        .where("ref", "!=", lastResort.ref)
        .execute();
    }
    await insertPackages(tx, acct, device, packages);
    const { left } = await tx
      .selectFrom("key_packages")
      .select((each) => each.fn.countAll<number>().as("left"))
      .where("acct", "=", acct)
      .where("device", "=", device)
      .where("last_resort", "=", false)
      .where("not_after", ">", nowMs)
      .executeTakeFirstOrThrow();
    if (left > limits.maxKeyPackages) throw new WhosecopyError("quota-exceeded", "too many key packages");
    return { left };
  });
};
