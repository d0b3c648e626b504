import type { HostShare } from "@whosecopy/crypto";
import { WhosecopyError } from "@whosecopy/protocol";
import { sql } from "kysely";
import { closeCopies, dropIdleBlobs } from "./copies/close-copies.ts";
import type { ClosedBecause } from "./database/schema.ts";
import { inTransaction } from "./database/transaction.ts";
import type { Services } from "./services.ts";

const dayMs = 24 * 3_600_000;
const batch = 500;

async function removeFiles(services: Services, attachments: readonly Uint8Array[]): Promise<void> {
  for (const attachment of attachments) await services.blobs.remove(attachment).catch(() => undefined);
}

/** Closes copies that are over, some hundred at a time: destroys their shares, bundles and envelopes. */
async function closeOver(services: Services, because: ClosedBecause): Promise<void> {
  const { db } = services.database;
  for (;;) {
    const nowMs = services.clock.nowMs();
    const over =
      because === "expired"
        ? await sql<{ copy: Uint8Array }>`
            (select copy from copies where closed is null and not_after <= ${nowMs} limit ${batch})
            union
            (select copy from copies
             where closed is null and after_first_open_s is not null and first_open_at is not null
             and first_open_at + after_first_open_s * 1000 <= ${nowMs} limit ${batch})`.execute(db)
        : await sql<{ copy: Uint8Array }>`
            select copy from copies where closed is null and opens_used >= opens_limit
            and last_open_at <= ${nowMs - dayMs} limit ${batch}`.execute(db);
    if (over.rows.length === 0) return;
    const gone = await inTransaction(db, async (tx) => {
      const closed = await closeCopies(tx, { copies: over.rows.map((row) => row.copy), because, at: nowMs });
      return dropIdleBlobs(
        tx,
        closed.map((each) => each.attachment),
      );
    });
    await removeFiles(services, gone);
  }
}

const closeExpiredCopies = (services: Services) => closeOver(services, "expired");
const closeUsedUpCopies = (services: Services) => closeOver(services, "used-up");

/** A share, or what hindered its opening: "lost" for ever, or "later" when another look may find it well. */
async function openShare(
  services: Services,
  row: { readonly copy: Uint8Array; readonly share: Uint8Array | null; readonly share_epoch: number | null },
): Promise<HostShare | "lost" | "later"> {
  try {
    return await services.vault.open(row.copy, { epoch: row.share_epoch ?? 0, sealed: row.share ?? new Uint8Array(0) });
  } catch (error) {
    services.metrics.unreadableShares.inc();
    // While releases are held, perhaps the keys or the database are not the right ones: nothing is given up then.
    const lost =
      error instanceof WhosecopyError && error.code === "store-damaged" && services.gate.reasons().length === 0;
    return lost ? "lost" : "later";
  }
}

/**
 * Seals live shares under this week's key, then destroys the keys from before the last one (protocol 3.6). A copy whose share
 * can't be read any more is closed: it could never be opened, and it must not keep old keys from being destroyed.
 */
async function rewrapShares(services: Services): Promise<void> {
  const { vault, database } = services;
  const epoch = vault.epoch();
  let after = new Uint8Array(0);
  for (;;) {
    const more = await inTransaction(database.db, async (tx) => {
      const rows = await tx
        .selectFrom("copies")
        .select(["attachment", "copy", "share", "share_epoch"])
        .where("share", "is not", null)
        .where("share_epoch", "<", epoch)
        .where("copy", ">", after)
        .orderBy("copy")
        .limit(batch)
        .forUpdate()
        .skipLocked()
        .execute();
      for (const row of rows) {
        after = new Uint8Array(row.copy);
        const share = await openShare(services, row);
        if (share === "later") continue;
        if (share === "lost") {
          await closeCopies(tx, { copies: [row.copy], because: "expired", at: services.clock.nowMs() });
          continue;
        }
        const sealed = await vault.seal(row.copy, share);
        await tx
          .updateTable("copies")
          .set({ share: sealed.sealed, share_epoch: sealed.epoch })
          .where("attachment", "=", row.attachment)
          .where("copy", "=", row.copy)
          .execute();
      }
      return rows.length > 0;
    });
    if (!more) break;
  }
  const oldest = await database.db
    .selectFrom("copies")
    .select((row) => row.fn.min("share_epoch").as("epoch"))
    .where("share", "is not", null)
    .executeTakeFirst();
  // Whatever is still sealed under an older key (its row was locked just now) keeps that key until the next time.
  await vault.destroyBefore(Math.min(epoch - 1, oldest?.epoch ?? epoch));
}

/** Forgets uploads that were not finished, and blobs that no copy was made from, after a day. */
async function dropOrphans(services: Services): Promise<void> {
  const { db } = services.database;
  const before = services.clock.nowMs() - dayMs;
  const rows = await db
    .selectFrom("blobs")
    .select("attachment")
    .where("created_at", "<", before)
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom("copies")
            .select("copies.copy")
            .whereRef("copies.attachment", "=", "blobs.attachment")
            .where("closed", "is", null),
        ),
      ),
    )
    .execute();
  const attachments = rows.map((row) => row.attachment);
  await removeFiles(services, await inTransaction(db, (tx) => dropIdleBlobs(tx, attachments)));
  // Files whose row went in a transaction that was followed by a crash. A row is always there before its first file.
  for await (const attachment of services.blobs.attachments()) {
    const row = await db
      .selectFrom("blobs")
      .select("attachment")
      .where("attachment", "=", attachment)
      .executeTakeFirst();
    if (row === undefined) await services.blobs.remove(attachment);
  }
}

async function dropOldKeyPackages(services: Services): Promise<void> {
  const nowMs = services.clock.nowMs();
  for (const table of ["key_packages", "key_package_claims"] as const) {
    await sql`delete from ${sql.table(table)} where not_after <= ${nowMs}`.execute(services.database.db);
  }
}

/**
 * Everything that happens by itself as time goes by. Nothing waits for it: what is over is refused by the clock on every
 * look. Several servers may do it at once. A step that fails keeps none of the others from being done.
 */
export async function cleanUp(services: Services): Promise<void> {
  const errors: unknown[] = [];
  for (const step of [closeExpiredCopies, closeUsedUpCopies, rewrapShares, dropOrphans, dropOldKeyPackages]) {
    await step(services).catch((error: unknown) => errors.push(error));
  }
  if (errors.length > 0) throw errors[0];
}
