import { closeCopies, dropIdleBlobs } from "../copies/close-copies.ts";
import type { Tx } from "../database/transaction.ts";

/**
 * Destroys the share of a copy whose opens are used up and all confirmed (protocol 3.5): nobody can ask for it again.
 *
 * @returns the attachments whose blob is gone
 */
export async function closeIfUsedUp(
  tx: Tx,
  copy: {
    readonly attachment: Uint8Array;
    readonly copy: Uint8Array;
    readonly opens_limit: number | null;
    readonly opens_used: number;
    readonly at: number;
  },
): Promise<Uint8Array[]> {
  if (copy.opens_limit === null || copy.opens_used < copy.opens_limit) return [];
  const open = await tx
    .selectFrom("opens")
    .select("n")
    .where("attachment", "=", copy.attachment)
    .where("copy", "=", copy.copy)
    .where((row) => row.or([row("confirmed", "is", null), row("confirmed", "!=", "ok")]))
    .limit(1)
    .executeTakeFirst();
  if (open !== undefined) return [];
  const closed = await closeCopies(tx, { copies: [copy.copy], because: "used-up", at: copy.at });
  return dropIdleBlobs(
    tx,
    closed.map((each) => each.attachment),
  );
}
