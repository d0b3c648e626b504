import { equalBytes, type ErrorCode } from "@whosecopy/protocol";
import { nameOf } from "../account/contacts.ts";
import { isRolledBack } from "../account/freshness.ts";
import { tendKeyPackages } from "../account/key-packages.ts";
import { tendPrekeys } from "../account/prekeys.ts";
import { requireSelf } from "../account/self.ts";
import type { ClientContext } from "../context.ts";
import { tellConfirmations } from "../copy/ask.ts";
import { attachmentRecords, issuedCopyRecords } from "../copy/attachments.ts";
import { resumeDeliveries } from "../copy/resume.ts";
import { presentTakeBacks } from "../copy/take-back.ts";
import { advance } from "./advance.ts";
import { flushOutbox } from "./flush.ts";
import { type MessageView, showMessage } from "./inbox.ts";
import { messageRecords } from "./messages.ts";
import { type Received, receive } from "./receive.ts";

export interface SyncResult {
  /** What is new in the inbox. */
  readonly messages: readonly MessageView[];
  /** Word that these people opened copies, each named once; `status` has the details, verified. */
  readonly opened: readonly { readonly sent: string; readonly by: string }[];
  /** Ids of messages whose copies their senders have taken back. */
  readonly takenBack: readonly string[];
  /** Why things that were waiting could not be sent, for good. */
  readonly refused: readonly ErrorCode[];
  /** This store is older than what the server saw of this device: it reads, and sends nothing any more. */
  readonly rolledBack: boolean;
}

/**
 * Receives what waits, sends what was kept, and does the device's chores: prekeys, key packages, confirmations, take-backs.
 *
 * @throws WhosecopyError "network", "server-unavailable": what is kept stays kept
 */
export async function sync(
  context: ClientContext,
  params: { readonly signal?: AbortSignal } = {},
): Promise<SyncResult> {
  const { signal } = params;
  const self = await requireSelf(context.store);
  const { received, refused, rolledBack } = await context.lock.run(async () => {
    const rolledBack = await isRolledBack(context);
    // First what may have been accepted already: others may have answered to a commit whose answer we never got.
    const flushed = rolledBack ? { refused: [] } : await flushOutbox(context, signal);
    const received = await receive(context, signal);
    const refused = rolledBack ? [] : [...flushed.refused, ...(await advance(context, signal))];
    if (!rolledBack) {
      await tendPrekeys(context, self);
      await tendKeyPackages(context, self);
    }
    return { received, refused, rolledBack };
  });
  await tellConfirmations(context);
  await presentTakeBacks(context);
  const undelivered = rolledBack ? [] : await resumeDeliveries(context, signal);
  return { ...(await show(context, received)), refused: [...refused, ...undelivered], rolledBack };
}

async function show(context: ClientContext, received: Received): Promise<Omit<SyncResult, "refused" | "rolledBack">> {
  const { store } = context;
  const messages: MessageView[] = [];
  for (const id of received.messages) {
    const message = await messageRecords.get(store, id);
    if (message !== undefined) messages.push(await showMessage(context, message));
  }
  const opened: SyncResult["opened"][number][] = [];
  for (const { attachment, copy } of received.opened) {
    const sent = await attachmentRecords.byAttId(store, attachment);
    const issued = (await issuedCopyRecords.list(store, attachment)).find(({ copyId }) => equalBytes(copyId, copy));
    if (sent === undefined || issued === undefined) continue;
    const word = { sent: attachmentRecords.idOf(sent), by: await nameOf(store, issued.acct) };
    // A release and its confirmation come as two.
    if (!opened.some((each) => each.sent === word.sent && each.by === word.by)) opened.push(word);
  }
  return { messages, opened, takenBack: received.takenBack };
}
