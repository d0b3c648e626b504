import { type ErrorCode, toBase64url, toId16, toId32, WhosecopyError } from "@whosecopy/protocol";
import { noteRolledBack, requireCurrent } from "../account/freshness.ts";
import { callHome, type ClientContext } from "../context.ts";
import { unitOfWork, type UnitOfWork } from "../store/unit-of-work.ts";
import { acceptCommit, acceptMessage, giveUp, takeBackToIntent } from "./accept.ts";
import { type CommitRow, type MessageRow, type OutboxRow, outboxRecords } from "./outbox.ts";

/** Failures that say nothing about what was sent: it stays in the outbox. */
const notItsFault: ReadonlySet<ErrorCode> = new Set([
  "state-rolled-back",
  "device-unknown",
  "device-revoked",
  "signature-invalid",
  "clock-skew",
  "request-replayed",
  "cancelled",
  "store-damaged",
  "storage-full",
  "internal",
]);

const rowsPerCommit = 32;

/** True when the failure may pass, so that what was wanted is kept for later. */
export function mayPass(error: WhosecopyError): boolean {
  return error.retryable || notItsFault.has(error.code);
}

interface Flushed {
  /** How many rows were sent, whatever came of them. */
  readonly sent: number;
  /** Something was refused because its conversation is in a later epoch: receive first, then go on. */
  readonly conflict: boolean;
  /** What was refused for good; the messages say so themselves. */
  readonly refused: readonly ErrorCode[];
}

/** Sends what lies in the outbox, in order, the same bytes however often. Only under the lock. */
export async function flushOutbox(context: ClientContext, signal?: AbortSignal): Promise<Flushed> {
  const refused: ErrorCode[] = [];
  let conflict = false;
  const rows = await outboxRecords.list(context.store);
  const unit = unitOfWork(context.store);
  try {
    for (const [i, row] of rows.entries()) {
      await requireCurrent(context);
      const outcome = await sendRow(context, unit, row, signal);
      if (outcome === "epoch-conflict") conflict = true;
      else if (outcome !== null) refused.push(outcome);
      // An answer that is not noted is asked for again; a few at once cost one write.
      if (i % rowsPerCommit === rowsPerCommit - 1) await unit.commit();
    }
  } finally {
    await unit.commit();
  }
  return { sent: rows.length, conflict, refused };
}

/** Sends one row and writes what came of it; returns the code when it was refused. */
async function sendRow(
  context: ClientContext,
  unit: UnitOfWork,
  row: OutboxRow,
  signal: AbortSignal | undefined,
): Promise<ErrorCode | null> {
  try {
    if (row.kind === "message") {
      const { at } = await sendMessageRow(context, row, signal);
      await acceptMessage(unit, row, at);
    } else {
      const { at } = await sendCommitRow(context, row, signal);
      await acceptCommit(context, unit, row, at);
    }
    return null;
  } catch (error) {
    if (!(error instanceof WhosecopyError)) throw error;
    if (error.code === "state-rolled-back") noteRolledBack(context);
    if (mayPass(error)) throw error;
    if (error.code === "epoch-conflict") takeBackToIntent(unit, row);
    else await giveUp(unit, row, error.code);
    return error.code;
  }
}

function sendMessageRow(context: ClientContext, row: MessageRow, signal: AbortSignal | undefined) {
  return callHome(context, "sendMessage", {
    params: { conversation: toId16(row.conversation) },
    body: {
      messageId: toId16(row.messageId),
      sendIndex: row.sendIndex,
      epoch: row.epoch,
      message: toBase64url(row.bytes),
    },
    ...(signal === undefined ? {} : { signal }),
  });
}

async function sendCommitRow(context: ClientContext, row: CommitRow, signal: AbortSignal | undefined) {
  const conversation = toId16(row.conversation);
  const cancel = signal === undefined ? {} : { signal };
  if (row.create) await callHome(context, "createConversation", { body: { conversation }, ...cancel });
  const { welcome } = row;
  return callHome(context, "commit", {
    params: { conversation },
    body: {
      messageId: toId16(row.messageId),
      sendIndex: row.sendIndex,
      epoch: row.epoch,
      commit: toBase64url(row.bytes),
      welcomes:
        welcome === null
          ? []
          : row.welcomes.map(({ acct, device, ref }) => ({
              acct: toId32(acct),
              device: toId32(device),
              keyPackageRef: toId32(ref),
              welcome: toBase64url(welcome),
            })),
      add: row.add.map(toId32),
      remove: row.remove.map(toId32),
      closeCopies: row.closeCopies,
    },
    ...cancel,
  });
}
