import { equalBytes, type ErrorCode, WhosecopyError } from "@whosecopy/protocol";
import { personRecords } from "../account/contacts.ts";
import type { ClientContext } from "../context.ts";
import type { PendingCommit } from "../group/group-engine.ts";
import type { UnitOfWork } from "../store/unit-of-work.ts";
import { intentRecords, unpackIntent } from "./intents.ts";
import { addMessage, messageRecords } from "./messages.ts";
import { type CommitRow, type MessageRow, type OutboxRow, outboxRecords } from "./outbox.ts";
import { conversationRecords, groupStateRecords } from "./records.ts";
import { requireSelf } from "../account/self.ts";

/** The server has a message of ours, durably. */
export async function acceptMessage(unit: UnitOfWork, row: MessageRow, acceptedAtMs: number): Promise<void> {
  const message = await messageRecords.get(unit, `m${row.message}`);
  unit.write(outboxRecords.remove(row));
  if (message !== undefined) {
    unit.write(messageRecords.put({ ...message, state: "sent", acceptedAtMs, epoch: row.epoch, error: null }));
  }
}

/** The server has accepted a commit of ours: only now does the group's next state become its state. */
export async function acceptCommit(
  context: ClientContext,
  unit: UnitOfWork,
  row: CommitRow,
  acceptedAtMs: number,
): Promise<void> {
  const state = await groupStateRecords.get(context, unit, row.conversation);
  const next = await context.groups.acceptCommit({ state, pending: row.pending as PendingCommit });
  const conversation = await conversationRecords.get(unit, row.conversation);
  if (conversation === undefined) throw new WhosecopyError("store-damaged", "a commit of no conversation");
  const self = await requireSelf(unit);
  const epoch = context.groups.epoch(next);
  unit.write(
    outboxRecords.remove(row),
    groupStateRecords.put(row.conversation, next),
    conversationRecords.put({ ...conversation, state: "active", epoch }),
  );
  if (row.create) return;
  await addMessage(unit, {
    conversation: row.conversation,
    from: self.acct,
    fromDevice: self.device,
    outgoing: true,
    contentId: row.messageId,
    sentAtMs: acceptedAtMs,
    acceptedAtMs,
    epoch,
    content: { kind: "members", added: row.add, removed: row.remove },
    state: "sent",
    error: null,
    copyState: null,
  });
}

/** The conversation had moved on before this arrived: what was wanted is made again from the newest state. */
export function takeBackToIntent(unit: UnitOfWork, row: OutboxRow): void {
  unit.write(outboxRecords.remove(row));
  if (row.intent !== null) unit.write(intentRecords.put(unpackIntent(row.intent)));
}

/** The server refused this for good. */
export async function giveUp(unit: UnitOfWork, row: OutboxRow, code: ErrorCode): Promise<void> {
  unit.write(outboxRecords.remove(row));
  if (row.kind === "message") return failMessage(unit, row.message, code);
  if (!row.create) return;
  await failIntentsFor(unit, row.conversation, code);
  unit.write(conversationRecords.remove(row.conversation), groupStateRecords.remove(row.conversation));
  for (const person of await personRecords.list(unit)) {
    if (person.direct !== null && equalBytes(person.direct, row.conversation)) {
      unit.write(personRecords.put({ ...person, direct: null }));
    }
  }
}

/** Drops what was to be said in a conversation that could not be made; it would be tried for ever. */
async function failIntentsFor(unit: UnitOfWork, conversation: Uint8Array, code: ErrorCode): Promise<void> {
  for (const intent of await intentRecords.list(unit)) {
    if (intent.kind !== "content") continue;
    const { target } = intent;
    const direct =
      target.kind === "person" ? ((await personRecords.get(unit, target.acct))?.direct ?? null) : target.id;
    if (direct === null || !equalBytes(direct, conversation)) continue;
    unit.write(intentRecords.remove(intent));
    await failMessage(unit, intent.message, code);
  }
}

/** Shows a message as not sent, and why. */
export async function failMessage(unit: UnitOfWork, number: number, code: ErrorCode): Promise<void> {
  const message = await messageRecords.get(unit, `m${number}`);
  if (message !== undefined) unit.write(messageRecords.put({ ...message, state: "failed", error: code }));
}
