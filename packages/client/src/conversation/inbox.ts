import { type ErrorCode, toId16, WhosecopyError } from "@whosecopy/protocol";
import { nameOf } from "../account/contacts.ts";
import type { ClientContext } from "../context.ts";
import { conversationId } from "./targets.ts";
import { messageRecords, type StoredMessage } from "./messages.ts";
import { conversationRecords } from "./records.ts";
import { hiddenConversations } from "./remove-contact.ts";

/** What a message says, for a screen. */
export type ContentView =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "attachment";
      readonly attachment: Uint8Array;
      readonly media: "image/jpeg" | "text/plain";
      readonly name: string | null;
      readonly caption: string | null;
      /** Whether there is a copy for this person, and what became of it; null in sent messages. */
      readonly copy: StoredMessage["copyState"];
    }
  | { readonly kind: "members"; readonly added: readonly string[]; readonly removed: readonly string[] }
  | { readonly kind: "about"; readonly name: string | null }
  /** Something came that could not be verified; it was not accepted. */
  | { readonly kind: "unreadable"; readonly code: ErrorCode };

export interface MessageView {
  /** Short enough to type: "m12". */
  readonly id: string;
  readonly conversation: { readonly id: string; readonly name: string | null } | null;
  readonly from: string;
  readonly outgoing: boolean;
  /** By the sender's clock, and by the server's once it has it. */
  readonly sentAtMs: number;
  readonly acceptedAtMs: number | null;
  readonly state: StoredMessage["state"];
  readonly error: ErrorCode | null;
  readonly content: ContentView;
}

/** Messages, oldest first: all, of one conversation, or the newest `limit`. */
export async function inbox(
  context: ClientContext,
  params: { readonly conversation?: string; readonly limit?: number; readonly incomingOnly?: boolean } = {},
): Promise<readonly MessageView[]> {
  const wanted =
    params.conversation === undefined ? undefined : toId16(await conversationId(context.store, params.conversation));
  const hidden = await hiddenConversations(context.store);
  const all = (await messageRecords.list(context.store)).filter(
    ({ conversation, outgoing }) =>
      !(conversation !== null && hidden.has(toId16(conversation))) &&
      (wanted === undefined || (conversation !== null && toId16(conversation) === wanted)) &&
      !(params.incomingOnly === true && outgoing),
  );
  const newest = params.limit === undefined ? all : all.slice(-params.limit);
  return Promise.all(newest.map((message) => showMessage(context, message)));
}

/** Messages by number, in that order. */
export async function showMessages(
  context: ClientContext,
  numbers: readonly number[],
): Promise<readonly MessageView[]> {
  return Promise.all(
    numbers.map(async (number) => {
      const message = await messageRecords.get(context.store, messageRecords.idOf({ number }));
      if (message === undefined) throw new WhosecopyError("store-damaged", "a message is gone");
      return showMessage(context, message);
    }),
  );
}

/** A message for a screen. */
export async function showMessage(context: ClientContext, message: StoredMessage): Promise<MessageView> {
  const { store } = context;
  const conversation =
    message.conversation === null ? undefined : await conversationRecords.get(store, message.conversation);
  return {
    id: messageRecords.idOf(message),
    conversation: conversation === undefined ? null : { id: toId16(conversation.id), name: conversation.name },
    from: await nameOf(context.store, message.from),
    outgoing: message.outgoing,
    sentAtMs: message.sentAtMs,
    acceptedAtMs: message.acceptedAtMs,
    state: message.state,
    error: message.error,
    content: await showContent(context, message),
  };
}

async function showContent(context: ClientContext, message: StoredMessage): Promise<ContentView> {
  const { content } = message;
  if (content.kind === "attachment") {
    const { attId, media, name, caption } = content;
    return { kind: "attachment", attachment: attId, media, name, caption, copy: message.copyState };
  }
  if (content.kind === "members") {
    const names = (accounts: readonly Uint8Array[]) => Promise.all(accounts.map((acct) => nameOf(context.store, acct)));
    return { kind: "members", added: await names(content.added), removed: await names(content.removed) };
  }
  return content;
}
