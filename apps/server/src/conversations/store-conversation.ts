import { WhosecopyError } from "@whosecopy/protocol";
import type { Reader, Tx } from "../database/transaction.ts";

/** A conversation's place, locked until the transaction ends. */
export async function lockConversation(
  tx: Tx,
  conversation: Uint8Array,
): Promise<{ readonly epoch: number; readonly seq: number }> {
  const row = await tx
    .selectFrom("conversations")
    .select(["epoch", "seq"])
    .where("conversation", "=", conversation)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new WhosecopyError("not-found", "no such conversation");
  return row;
}

/** Who is in a conversation. */
export async function membersOf(reader: Reader, conversation: Uint8Array): Promise<Uint8Array[]> {
  const rows = await reader
    .selectFrom("members")
    .select("acct")
    .where("conversation", "=", conversation)
    .orderBy("acct")
    .execute();
  return rows.map((row) => row.acct);
}

/** Locks a device's counter, the first in the order of locks. */
export async function lockDevice(
  tx: Tx,
  device: { readonly acct: Uint8Array; readonly device: Uint8Array },
): Promise<void> {
  const found = await tx
    .selectFrom("device_state")
    .select("send_index")
    .where("acct", "=", device.acct)
    .where("device", "=", device.device)
    .forUpdate()
    .executeTakeFirst();
  if (found === undefined) throw new WhosecopyError("device-unknown", "the device is not active");
}

/** Raises a device's counter; a number that is not above it comes from an older state of the device. */
export async function raiseSendIndex(
  tx: Tx,
  device: { readonly acct: Uint8Array; readonly device: Uint8Array; readonly sendIndex: number },
): Promise<void> {
  const result = await tx
    .updateTable("device_state")
    .set({ send_index: device.sendIndex })
    .where("acct", "=", device.acct)
    .where("device", "=", device.device)
    .where("send_index", "<", device.sendIndex)
    .executeTakeFirst();
  if (result.numUpdatedRows === 0n) {
    throw new WhosecopyError("state-rolled-back", "this device has sent further than that");
  }
}
