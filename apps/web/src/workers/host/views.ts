import type {
  Contact,
  ContentView as ClientContent,
  ConversationView as ClientConversation,
  CopyStatusView,
  MessageView as ClientMessage,
  PolicyView as ClientPolicy,
} from "@whosecopy/client";
import type {
  ContentView,
  ConversationView,
  MessageView,
  PersonView,
  PolicyView,
  SentCopyView,
} from "../../engine/app-engine.ts";

/** What the client says, as screens want it. */
export function personView(contact: Contact, practice: boolean): PersonView {
  const { name, how, verifiedAtMs, keysChangedAtMs } = contact;
  const keysChanged = keysChangedAtMs !== null && keysChangedAtMs > (verifiedAtMs ?? 0);
  return { name, invited: how === "invite", verified: verifiedAtMs !== null, keysChanged, practice };
}

export const mediaOf = (media: "image/jpeg" | "text/plain"): "picture" | "text" =>
  media === "image/jpeg" ? "picture" : "text";

export function policyView(policy: ClientPolicy): PolicyView {
  const { opensAllowed, expiresAtMs, opensFromMs, mayBeSaved, reported, marked } = policy;
  return { opens: opensAllowed, expiresAtMs, opensFromMs, mayBeSaved, reported, marked };
}

export function conversationView(
  conversation: ClientConversation,
  messages: readonly ClientMessage[],
): ConversationView {
  const { id, name, members, state } = conversation;
  const own = messages.filter((message) => message.conversation?.id === id);
  return { id, name, members, left: state === "left", messages: own.map(messageView) };
}

function messageView(message: ClientMessage): MessageView {
  const { id, from, outgoing, sentAtMs, acceptedAtMs, state, error, content } = message;
  const atMs = acceptedAtMs ?? sentAtMs;
  return { id, from, outgoing, atMs, delivery: state, error, content: contentView(content) };
}

function contentView(content: ClientContent): ContentView {
  if (content.kind !== "attachment") return content;
  const { media, name, caption, copy } = content;
  return { kind: "copy", media: mediaOf(media), name, caption, stage: copy };
}

export function sentCopyView(status: CopyStatusView, practice: boolean): SentCopyView {
  const { to, state, opens, unproven, policy } = status;
  const isOpened = state === "released" || state === "confirmed";
  return {
    to,
    stage: isOpened ? "opened" : state,
    opens: opens.map(({ n, atMs, provenBy }) => ({ n, atMs, proven: provenBy === "device" })),
    unproven,
    policy: policyView(policy),
    practice,
  };
}
