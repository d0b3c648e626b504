import { toHex, u32be } from "@whosecopy/protocol";
import * as v from "valibot";
import { progressRecord } from "../account/progress.ts";
import { bytes, bytes16, bytes32, whole } from "../store/fields.ts";
import type { StoreReader } from "../store/client-store.ts";
import { table } from "../store/table.ts";
import type { UnitOfWork } from "../store/unit-of-work.ts";

/**
 * [Note: encrypt once, send the same bytes] What leaves this device lies here first, in the transaction that moves the group
 * state on. Sending again sends the same bytes under the same message id, so no key of the group ever encrypts two
 * messages, and the server stores one.
 */
const OutboxRow = v.variant("kind", [
  v.strictObject({
    kind: v.literal("message"),
    sendIndex: whole,
    messageId: bytes16,
    conversation: bytes16,
    epoch: whole,
    bytes,
    /** The intent to go back to when the conversation's epoch has passed before the message arrived. */
    intent: bytes,
    message: whole,
  }),
  v.strictObject({
    kind: v.literal("commit"),
    sendIndex: whole,
    messageId: bytes16,
    conversation: bytes16,
    epoch: whole,
    bytes,
    welcomes: v.array(v.strictObject({ acct: bytes32, device: bytes32, ref: bytes32 })),
    welcome: v.nullable(bytes),
    add: v.array(bytes32),
    remove: v.array(bytes32),
    closeCopies: v.boolean(),
    /** The group's next state, which becomes the state when the server has accepted the commit. */
    pending: bytes,
    /** The conversation is not on the server yet. */
    create: v.boolean(),
    intent: v.nullable(bytes),
  }),
]);
export type OutboxRow = v.InferOutput<typeof OutboxRow>;
export type MessageRow = Extract<OutboxRow, { kind: "message" }>;
export type CommitRow = Extract<OutboxRow, { kind: "commit" }>;

const rows = table("outbox", OutboxRow);
const idOfRow = (row: Pick<OutboxRow, "sendIndex">) => toHex(u32be(row.sendIndex));

export const outboxRecords = {
  /** In the order in which they must be sent. */
  async list(reader: StoreReader): Promise<readonly OutboxRow[]> {
    return (await rows.list(reader)).map(({ value }) => value).sort((a, b) => a.sendIndex - b.sendIndex);
  },
  put: (row: OutboxRow) => rows.put(idOfRow(row), row),
  remove: (row: OutboxRow) => rows.remove(idOfRow(row)),
};

/** The next send index of this device. */
export async function takeSendIndex(unit: UnitOfWork): Promise<number> {
  const progress = await progressRecord.get(unit);
  unit.write(progressRecord.put({ ...progress, sendIndex: progress.sendIndex + 1 }));
  return progress.sendIndex + 1;
}
