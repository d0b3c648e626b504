import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import { sql } from "kysely";
import type { Tx } from "../database/transaction.ts";
import type { SealedShare } from "../host/share-vault.ts";
import { closeCopies } from "./close-copies.ts";
import type { NewCopy } from "./check-new-copy.ts";
import { isExpired } from "./live.ts";

/** Makes an attachment its sender's, once. */
export async function ownAttachment(
  tx: Tx,
  attachment: { readonly attachment: Uint8Array; readonly acct: Uint8Array; readonly nowMs: number },
): Promise<void> {
  const { attachment: id, acct, nowMs } = attachment;
  await tx
    .insertInto("attachments")
    .values({ attachment: id, acct, created_at: nowMs })
    .onConflict((conflict) => conflict.column("attachment").doNothing())
    .execute();
  const row = await tx.selectFrom("attachments").select("acct").where("attachment", "=", id).executeTakeFirstOrThrow();
  if (!equalBytes(row.acct, acct)) throw new WhosecopyError("not-yours", "the attachment is another account's");
}

/**
 * Keeps the copies of an attachment, closed ones too, to a number that one take-back's receipt can name. Others who add
 * copies of it wait until this transaction ends, so that each counts what the one before it added.
 *
 * @throws WhosecopyError "too-large"
 */
export async function checkRoom(
  tx: Tx,
  adding: { readonly attachment: Uint8Array; readonly more: number; readonly most: number },
): Promise<void> {
  const { attachment, more, most } = adding;
  await tx.selectFrom("attachments").select("acct").where("attachment", "=", attachment).forNoKeyUpdate().execute();
  const { count } = await tx
    .selectFrom("copies")
    .select((row) => row.fn.countAll<number>().as("count"))
    .where("attachment", "=", attachment)
    .executeTakeFirstOrThrow();
  if (count + more > most) throw new WhosecopyError("too-large", `at most ${most} copies of an attachment`);
}

/** Charges an account's storage. @throws WhosecopyError "quota-exceeded" */
export async function useStorage(
  tx: Tx,
  use: { readonly acct: Uint8Array; readonly bytes: number; readonly most: number },
): Promise<void> {
  const row = await tx
    .updateTable("storage_use")
    .set((each) => ({ bytes: each("bytes", "+", use.bytes) }))
    .where("acct", "=", use.acct)
    .returning("bytes")
    .executeTakeFirst();
  if (row === undefined || row.bytes > use.most) {
    throw new WhosecopyError("quota-exceeded", "the account has no storage left");
  }
}

/** Copies of these people that have run out by the clock make room for new ones. */
export async function closeExpired(
  tx: Tx,
  asked: { readonly attachment: Uint8Array; readonly holders: readonly Uint8Array[]; readonly nowMs: number },
): Promise<void> {
  const rows = await tx
    .selectFrom("copies")
    .select(["copy", "closed", "not_after", "after_first_open_s", "first_open_at", "opens_used", "opens_limit"])
    .where("attachment", "=", asked.attachment)
    .where("holder", "=", sql<Uint8Array>`any(${asked.holders}::bytea[])`)
    .where("closed", "is", null)
    .orderBy("copy")
    .forUpdate()
    .execute();
  const expired = rows.filter((row) => isExpired(row, asked.nowMs)).map((row) => row.copy);
  await closeCopies(tx, { copies: expired, because: "expired", at: asked.nowMs });
}

/** Whoever was removed from the conversation a moment ago gets no copy that ought to be closed. */
export async function checkMembers(tx: Tx, copies: readonly NewCopy[]): Promise<void> {
  for (const { core, holder } of copies) {
    if (core.conv_id === null || !core.policy.close_on_removal) continue;
    const here = await tx
      .selectFrom("conversations")
      .select("epoch")
      .where("conversation", "=", core.conv_id)
      .forShare()
      .executeTakeFirst();
    if (here === undefined) continue;
    const member = await tx
      .selectFrom("members")
      .select("acct")
      .where("conversation", "=", core.conv_id)
      .where("acct", "=", holder)
      .executeTakeFirst();
    if (member === undefined) throw new WhosecopyError("not-a-member", "a recipient is not in the conversation");
  }
}

/** One copy with its bundle. */
export async function insertCopy(
  tx: Tx,
  copy: {
    readonly given: NewCopy;
    readonly sender: Uint8Array;
    readonly share: SealedShare;
    readonly leaf: Uint8Array;
    readonly nowMs: number;
  },
): Promise<void> {
  const { given, sender, share, leaf, nowMs } = copy;
  const { core, checked, statement } = given;
  const { policy } = core;
  await tx
    .insertInto("copies")
    .values({
      attachment: core.att_id,
      copy: given.copy,
      sender,
      holder: given.holder,
      conversation: core.conv_id,
      statement_body: statement.body,
      statement_signature: statement.signature,
      statement_digest: checked.statementDigest,
      core_digest: checked.coreDigest,
      leaf,
      bundle_bytes: given.bundle.length,
      share: share.sealed,
      share_epoch: share.epoch,
      opens_limit: policy.opens,
      not_before: policy.not_before,
      not_after: policy.not_after,
      after_first_open_s: policy.after_first_open_s,
      receipts: policy.receipts,
      close_on_removal: policy.close_on_removal,
      closed: null,
      closed_at: null,
      opens_used: 0,
      first_open_at: null,
      last_open_at: null,
      added_at: nowMs,
    })
    .execute();
  await tx
    .insertInto("copy_bundles")
    .values({ attachment: core.att_id, copy: given.copy, bundle: given.bundle })
    .execute();
}

/** All envelopes of all copies, in one statement. */
export async function insertEnvelopes(tx: Tx, copies: readonly NewCopy[]): Promise<void> {
  const rows = copies.flatMap(({ core, copy, envelopes }) =>
    envelopes.map((each) => ({ attachment: core.att_id, copy, ...each })),
  );
  await sql`
    insert into envelopes (attachment, copy, device, suite, prekey, pair, sealed) select * from unnest(
      ${rows.map((row) => row.attachment)}::bytea[], ${rows.map((row) => row.copy)}::bytea[],
      ${rows.map((row) => row.device)}::bytea[], ${rows.map((row) => row.suite)}::int4[],
      ${rows.map((row) => row.prekey)}::bytea[], ${rows.map((row) => row.pair)}::bytea[],
      ${rows.map((row) => row.sealed)}::bytea[])`.execute(tx);
}

/** What the journal knows of copies that a restored database had lost, and that their sender now hands in again. */
export async function takeUpLost(tx: Tx, copies: readonly Uint8Array[]): Promise<void> {
  const lost = await sql<{ copy: Uint8Array; opens_used: number; closed: "taken-back" | "removed" | null; at: number }>`
    delete from lost_copies where copy = any(${copies}::bytea[]) returning copy, opens_used, closed, at`.execute(tx);
  for (const { copy, opens_used, closed, at } of lost.rows) {
    await tx
      .updateTable("copies")
      .set({ opens_used, first_open_at: opens_used > 0 ? at : null, last_open_at: opens_used > 0 ? at : null })
      .where("copy", "=", copy)
      .execute();
    if (closed !== null) await closeCopies(tx, { copies: [copy], because: closed, at });
  }
}
