import { type ErrorCode, jsonBytes, type MailItem, WhosecopyError } from "@whosecopy/protocol";
import { progressRecord } from "../account/progress.ts";
import { isRolledBack } from "../account/freshness.ts";
import { requireSelf } from "../account/self.ts";
import { callHome, type ClientContext } from "../context.ts";
import { partOf, unitOfWork } from "../store/unit-of-work.ts";
import { receiveCommit } from "./receive-commit.ts";
import { receiveMessage } from "./receive-message.ts";
import { receiveWelcome } from "./receive-welcome.ts";
import { keptCopies } from "./kept-copies.ts";
import { addMessage, messageRecords } from "./messages.ts";

const pageSize = 100;

/** What mail brought. */
export interface Received {
  /** Ids of new messages. */
  readonly messages: readonly string[];
  /** Copies of ours that were opened, by attachment: the details are in its status. */
  readonly opened: readonly { readonly attachment: Uint8Array; readonly copy: Uint8Array }[];
  /** Ids of messages whose copies were taken back by their senders. */
  readonly takenBack: readonly string[];
}

/**
 * Fetches what waits, applies it and stores it with the cursor in one transaction per page, then acknowledges it: a crash at any
 * point loses nothing and doubles nothing. Only under the lock.
 */
export async function receive(context: ClientContext, signal?: AbortSignal): Promise<Received> {
  const found = { messages: [] as string[], opened: [] as Received["opened"][number][], takenBack: [] as string[] };
  await isRolledBack(context);
  for (;;) {
    const { cursor } = await progressRecord.get(context.store);
    const page = await callHome(context, "sync", {
      query: { after: String(cursor), limit: String(pageSize) },
      ...(signal === undefined ? {} : { signal }),
    });
    const last = page.items.at(-1);
    if (last !== undefined) {
      const unit = unitOfWork(context.store);
      for (const item of page.items) {
        // Each item stands alone: one that is refused leaves no trace but the note that it was.
        const part = partOf(unit);
        const outcome = await receiveItem(context, part, item);
        await part.commit();
        found.messages.push(...outcome.messages);
        found.opened.push(...outcome.opened);
        found.takenBack.push(...outcome.takenBack);
      }
      unit.write(progressRecord.put({ ...(await progressRecord.get(unit)), cursor: Math.max(cursor, last.n) }));
      await unit.commit();
    }
    await acknowledge(context);
    if (last === undefined || !page.more) return found;
  }
}

/** Tells the server what is stored, unless it knows. */
async function acknowledge(context: ClientContext): Promise<void> {
  const { cursor } = await progressRecord.get(context.store);
  if (cursor === 0 || context.session.acknowledged === cursor) return;
  await callHome(context, "acknowledge", { body: { upTo: cursor } });
  context.session.acknowledged = cursor;
}

const nothing: Received = { messages: [], opened: [], takenBack: [] };

async function receiveItem(
  context: ClientContext,
  unit: ReturnType<typeof unitOfWork>,
  item: MailItem,
): Promise<Received> {
  if (item.kind === "opened") {
    return { ...nothing, opened: [{ attachment: jsonBytes(item.attachment), copy: jsonBytes(item.copy) }] };
  }
  if (item.kind === "taken-back") {
    const message = await messageRecords.byCopy(unit, jsonBytes(item.copy));
    if (message === undefined) return nothing;
    unit.write(messageRecords.put({ ...message, copyState: "taken-back" }), keptCopies.remove(jsonBytes(item.copy)));
    return { ...nothing, takenBack: [messageRecords.idOf(message)] };
  }
  const attempt = partOf(unit);
  try {
    const messages = await receiveEvent(context, attempt, item);
    await attempt.commit();
    return { ...nothing, messages };
  } catch (error) {
    // A server that can't be reached, or a store that can't be read, is no property of the item: it is looked at again.
    if (!(error instanceof WhosecopyError) || !isRefusal(error)) throw error;
    const noted = await noteRefusal(unit, item, error);
    return { ...nothing, messages: noted };
  }
}

function receiveEvent(
  context: ClientContext,
  unit: ReturnType<typeof unitOfWork>,
  item: Extract<MailItem, { kind: "message" | "commit" | "welcome" }>,
): Promise<readonly string[]> {
  if (item.kind === "message") return receiveMessage(context, unit, item);
  if (item.kind === "commit") return receiveCommit(context, unit, item);
  return receiveWelcome(context, unit, item);
}

/** What says nothing about the item: the store and the machine. */
const ownTrouble: ReadonlySet<ErrorCode> = new Set(["store-damaged", "storage-full", "out-of-memory", "cancelled"]);

/** An item that can't be accepted must not stop those behind it. */
const isRefusal = (error: WhosecopyError) => !error.retryable && !ownTrouble.has(error.code);

async function noteRefusal(
  unit: ReturnType<typeof unitOfWork>,
  item: Extract<MailItem, { kind: "message" | "commit" | "welcome" }>,
  error: WhosecopyError,
): Promise<readonly string[]> {
  const self = await requireSelf(unit);
  const claimed =
    item.kind === "welcome"
      ? { ...self, id: jsonBytes(item.keyPackageRef).slice(0, 16) }
      : { acct: jsonBytes(item.acct), device: jsonBytes(item.device), id: jsonBytes(item.messageId) };
  const noted = await addMessage(unit, {
    conversation: jsonBytes(item.conversation),
    from: claimed.acct,
    fromDevice: claimed.device,
    outgoing: false,
    contentId: claimed.id,
    sentAtMs: item.at,
    acceptedAtMs: item.at,
    epoch: 0,
    content: { kind: "unreadable", code: error.code },
    state: "received",
    error: null,
    copyState: null,
  });
  return [messageRecords.idOf(noted)];
}
