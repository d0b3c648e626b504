import type { Random } from "@whosecopy/crypto";
import { encodeCanonical } from "@whosecopy/protocol";
import { eventLeaf } from "@whosecopy/transparency-log";
import { sql } from "kysely";
import type { Tx } from "../database/transaction.ts";

/** An entry for the log of events (protocol 3.9): without its salt, its leaf tells nobody what happened. */
interface LoggedEvent {
  readonly leaf: Uint8Array;
  readonly salt: Uint8Array;
  readonly event: Uint8Array;
}

/** Makes an entry; `digest` is that of the signed statement that caused it. */
export function makeEvent(
  random: Random,
  event: { readonly kind: "copy" | "open" | "take-back"; readonly digest: Uint8Array; readonly at: number },
): LoggedEvent {
  const salt = random.bytes(32);
  const bytes = encodeCanonical({ v: 1, ...event });
  return { leaf: eventLeaf({ salt, event: bytes }), salt, event: bytes };
}

/** Appends entries. Positions in the tree are given when a batch is closed, so gaps in `seq` mean nothing. */
export async function logEvents(tx: Tx, events: readonly LoggedEvent[]): Promise<void> {
  await sql`
    insert into event_log (leaf, salt, event) select * from unnest(
      ${events.map((each) => each.leaf)}::bytea[], ${events.map((each) => each.salt)}::bytea[],
      ${events.map((each) => each.event)}::bytea[])`.execute(tx);
}
