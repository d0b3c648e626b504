import { equalBytes, type ErrorCode, WhosecopyError } from "@whosecopy/protocol";
import { personRecords } from "../account/contacts.ts";
import { requireSelf } from "../account/self.ts";
import type { ClientContext } from "../context.ts";
import { partOf, type UnitOfWork } from "../store/unit-of-work.ts";
import { failMessage } from "./accept.ts";
import { directConversation } from "./create.ts";
import { mayPass } from "./flush.ts";
import { type ContentIntent, type Intent, intentRecords, type MembersIntent, packIntent } from "./intents.ts";
import { makeCommit } from "./make-commit.ts";
import { messageRecords } from "./messages.ts";
import { outboxRecords, takeSendIndex } from "./outbox.ts";
import { type Conversation, groupStateRecords, memberDevices, requireConversation } from "./records.ts";

/**
 * Turns what was asked for into something to send, together with the group's new state. An intent that can't ever be met is
 * dropped and its message says why.
 *
 * @returns the code when it was dropped, null otherwise
 */
export async function realise(context: ClientContext, unit: UnitOfWork, intent: Intent): Promise<ErrorCode | null> {
  const part = partOf(unit);
  try {
    if (intent.kind === "content") await realiseContent(context, part, intent);
    else await realiseMembers(context, part, intent);
  } catch (error) {
    if (!(error instanceof WhosecopyError) || mayPass(error)) throw error;
    unit.write(intentRecords.remove(intent));
    if (intent.kind === "content") await failMessage(unit, intent.message, error.code);
    return error.code;
  }
  await part.commit();
  return null;
}

async function realiseContent(context: ClientContext, unit: UnitOfWork, intent: ContentIntent): Promise<void> {
  const conversation = await conversationOf(context, unit, intent);
  // Begun just now: its first commit goes out before anything is said in it.
  if (conversation.state === "creating") return;
  const state = await groupStateRecords.get(context, unit, conversation.id);
  const { message, next } = await context.groups.encrypt({ state, plaintext: intent.content });
  const shown = await messageRecords.get(unit, `m${intent.message}`);
  unit.write(
    groupStateRecords.put(conversation.id, next),
    intentRecords.remove(intent),
    outboxRecords.put({
      kind: "message",
      sendIndex: await takeSendIndex(unit),
      messageId: context.random.bytes(16),
      conversation: conversation.id,
      epoch: context.groups.epoch(next),
      bytes: message,
      intent: packIntent(intent),
      message: intent.message,
    }),
  );
  if (shown?.conversation === null) {
    unit.write(messageRecords.put({ ...shown, conversation: conversation.id }));
  }
}

async function conversationOf(context: ClientContext, unit: UnitOfWork, intent: ContentIntent): Promise<Conversation> {
  const { target } = intent;
  if (target.kind === "conversation") return requireConversation(unit, target.id);
  const person = await personRecords.get(unit, target.acct);
  if (person === undefined) throw new WhosecopyError("contact-unknown", "the contact is not there any more");
  return directConversation(context, unit, target.acct, person);
}

async function realiseMembers(context: ClientContext, unit: UnitOfWork, intent: MembersIntent): Promise<void> {
  const conversation = await requireConversation(unit, intent.conversation);
  const state = await groupStateRecords.get(context, unit, conversation.id);
  const self = await requireSelf(unit);
  const present = memberDevices(context, state).map(({ acct }) => acct);
  const isPresent = (acct: Uint8Array) => present.some((each) => equalBytes(each, acct));
  // Somebody else may have done it meanwhile.
  const add = intent.add.filter((acct) => !isPresent(acct));
  const remove = intent.remove.filter((acct) => isPresent(acct) && !equalBytes(acct, self.acct));
  unit.write(intentRecords.remove(intent));
  if (add.length + remove.length === 0) return;
  await makeCommit(context, unit, {
    conversation: conversation.id,
    state,
    add,
    remove,
    closeCopies: intent.closeCopies,
    create: false,
    intent: packIntent(intent),
  });
}
