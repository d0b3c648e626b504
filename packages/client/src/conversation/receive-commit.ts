import { equalBytes, jsonBytes, type MailItem, WhosecopyError } from "@whosecopy/protocol";
import { readLeafIdentity } from "../account/leaf-credential.ts";
import { requireSelf } from "../account/self.ts";
import type { ClientContext } from "../context.ts";
import type { UnitOfWork } from "../store/unit-of-work.ts";
import { acceptCommit, takeBackToIntent } from "./accept.ts";
import { tendDirect } from "./create.ts";
import { meet } from "./meet.ts";
import { addMessage, messageRecords } from "./messages.ts";
import { outboxRecords } from "./outbox.ts";
import { conversationRecords, groupStateRecords, memberDevices } from "./records.ts";

type CommitItem = Extract<MailItem, { kind: "commit" }>;

/** Follows a commit into the next epoch; returns the id of the message that tells of it. */
export async function receiveCommit(
  context: ClientContext,
  unit: UnitOfWork,
  item: CommitItem,
): Promise<readonly string[]> {
  const self = await requireSelf(unit);
  const id = jsonBytes(item.conversation);
  const rows = (await outboxRecords.list(unit)).filter((row) => equalBytes(row.conversation, id));
  if (equalBytes(jsonBytes(item.device), self.device)) {
    const messageId = jsonBytes(item.messageId);
    for (const row of rows) {
      if (row.kind === "commit" && equalBytes(row.messageId, messageId)) {
        await acceptCommit(context, unit, row, item.at);
      }
    }
    return [];
  }
  const conversation = await conversationRecords.get(unit, id);
  if (conversation === undefined || conversation.state === "left") {
    throw new WhosecopyError("not-a-member", "a commit of a conversation that this device is not in");
  }
  // Added by this very commit: the welcome has brought us to its end already.
  if (item.epoch < conversation.epoch) return [];
  const state = await groupStateRecords.get(context, unit, id);
  const read = await context.groups.process({ state, message: jsonBytes(item.bytes) });
  if (read.kind === "application") throw new WhosecopyError("group-refused", "a message came as a handshake");
  const by = readLeafIdentity(read.by.identity);
  if (read.kind === "removed") {
    unit.write(conversationRecords.put({ ...conversation, state: "left" }), groupStateRecords.remove(id));
  } else {
    unit.write(groupStateRecords.put(id, read.next), conversationRecords.put({ ...conversation, epoch: read.epoch }));
    const members = memberDevices(context, read.next).map(({ acct }) => acct);
    await meet(context, unit, members);
    await tendDirect(unit, { conversation, members, self: self.acct });
    // A commit of ours for the epoch that has just ended has lost; it is made again from here.
    for (const row of rows) if (row.kind === "commit") takeBackToIntent(unit, row);
  }
  const accountsOf = (members: readonly { readonly identity: Uint8Array }[]) =>
    members.map(({ identity }) => readLeafIdentity(identity).acct);
  const message = await addMessage(unit, {
    conversation: id,
    from: by.acct,
    fromDevice: by.device,
    outgoing: false,
    contentId: jsonBytes(item.messageId),
    sentAtMs: item.at,
    acceptedAtMs: item.at,
    epoch: read.epoch,
    content:
      read.kind === "removed"
        ? { kind: "members", added: [], removed: [self.acct] }
        : { kind: "members", added: accountsOf(read.added), removed: accountsOf(read.removed) },
    state: "received",
    error: null,
    copyState: null,
  });
  return [messageRecords.idOf(message)];
}
