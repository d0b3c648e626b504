import {
  decodeCanonical,
  equalBytes,
  jsonBytes,
  type MailItem,
  MessageContent,
  parseAs,
  WhosecopyError,
} from "@whosecopy/protocol";
import { personRecords } from "../account/contacts.ts";
import { forgottenRecords } from "../account/forgotten.ts";
import { readLeafIdentity } from "../account/leaf-credential.ts";
import { requireSelf, type Self } from "../account/self.ts";
import type { ClientContext } from "../context.ts";
import type { UnitOfWork } from "../store/unit-of-work.ts";
import { acceptMessage } from "./accept.ts";
import { meet } from "./meet.ts";
import { addMessage, messageRecords, type StoredContent } from "./messages.ts";
import { outboxRecords } from "./outbox.ts";
import { conversationRecords, groupStateRecords } from "./records.ts";

type MessageItem = Extract<MailItem, { kind: "message" }>;

/** Reads an application message; returns the ids of the messages that it became. */
export async function receiveMessage(
  context: ClientContext,
  unit: UnitOfWork,
  item: MessageItem,
): Promise<readonly string[]> {
  const self = await requireSelf(unit);
  if (equalBytes(jsonBytes(item.device), self.device)) return receiveEcho(unit, item);
  const id = jsonBytes(item.conversation);
  const conversation = await conversationRecords.get(unit, id);
  if (conversation === undefined || conversation.state === "left") {
    throw new WhosecopyError("not-a-member", "a message of a conversation that this device is not in");
  }
  const state = await groupStateRecords.get(context, unit, id);
  const read = await context.groups.process({ state, message: jsonBytes(item.bytes) });
  // A commit under the name of a message would move this device to an epoch that the server does not know.
  if (read.kind !== "application") throw new WhosecopyError("message-refused", "a handshake came as a message");
  unit.write(groupStateRecords.put(id, read.next));
  const from = readLeafIdentity(read.sender.identity);
  const content = parseAs(MessageContent, decodeCanonical(read.plaintext), "message-refused");
  if (await messageRecords.isSeen(unit, from.acct, content.id)) return [];
  if (content.kind === "about") {
    unit.write(conversationRecords.put({ ...conversation, name: content.name }));
    const alone = (await personRecords.list(unit)).find(({ direct }) => direct !== null && equalBytes(direct, id));
    // A conversation with a name is a group, even while only two are in it.
    if (alone !== undefined && content.name !== null) unit.write(personRecords.put({ ...alone, direct: null }));
  }
  await comeBack(context, unit, { from: from.acct, conversation: id });
  const stored = toStored(content, self);
  const message = await addMessage(unit, {
    conversation: id,
    from: from.acct,
    fromDevice: from.device,
    outgoing: false,
    contentId: content.id,
    sentAtMs: content.at,
    acceptedAtMs: item.at,
    epoch: read.epoch,
    content: stored,
    state: "received",
    error: null,
    copyState: stored.kind === "attachment" && stored.copy !== null ? "new" : null,
  });
  return [messageRecords.idOf(message)];
}

/** Somebody who was removed and writes again is there again. */
async function comeBack(
  context: ClientContext,
  unit: UnitOfWork,
  { from, conversation }: { readonly from: Uint8Array; readonly conversation: Uint8Array },
): Promise<void> {
  const direct = (await forgottenRecords.get(unit, from))?.direct ?? null;
  if (direct !== null && equalBytes(direct, conversation)) await meet(context, unit, [from]);
}

/** Our own message came back: when its answer was lost, this is how we learn that it was accepted. */
async function receiveEcho(unit: UnitOfWork, item: MessageItem): Promise<readonly string[]> {
  const messageId = jsonBytes(item.messageId);
  for (const row of await outboxRecords.list(unit)) {
    if (row.kind === "message" && equalBytes(row.messageId, messageId)) await acceptMessage(unit, row, item.at);
  }
  return [];
}

function toStored(content: MessageContent, self: Self): StoredContent {
  switch (content.kind) {
    case "text":
      return { kind: "text", text: content.text };
    case "about":
      return { kind: "about", name: content.name };
    case "attachment": {
      const mine = content.copies.find(({ acct }) => equalBytes(acct, self.acct));
      return {
        kind: "attachment",
        attId: content.att_id,
        copy: mine === undefined ? null : { copyId: mine.copy_id, statementDigest: mine.statement_digest },
        host: content.host,
        media: content.media,
        name: content.name,
        caption: content.caption,
      };
    }
  }
}
