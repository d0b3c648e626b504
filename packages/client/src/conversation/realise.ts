import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import { personRecords } from "../account/contacts.ts";
import { requireCurrent } from "../account/freshness.ts";
import { requireSelf } from "../account/self.ts";
import type { ClientContext } from "../context.ts";
import { unitOfWork, type UnitOfWork } from "../store/unit-of-work.ts";
import { failMessage } from "./accept.ts";
import { directConversation } from "./create.ts";
import { mayPass } from "./flush.ts";
import { type ContentIntent, type Intent, intentRecords, type MembersIntent, packIntent } from "./intents.ts";
import { makeCommit } from "./make-commit.ts";
import { messageRecords } from "./messages.ts";
import { outboxRecords, takeSendIndex } from "./outbox.ts";
import { type Conversation, groupStateRecords, memberDevices, requireConversation } from "./records.ts";

/**
 * Turns what was asked for into something to send, in one transaction with the group's new state. Refuses nothing silently: an
 * intent that can't ever be met is dropped, its message says why, and the error is thrown.
 */
export async function realise(context: ClientContext, intent: Intent): Promise<void> {
  await requireCurrent(context);
  const unit = unitOfWork(context.store);
  try {
    if (intent.kind === "content") await realiseContent(context, unit, intent);
    else await realiseMembers(context, unit, intent);
  } catch (error) {
    if (!(error instanceof WhosecopyError) || mayPass(error)) throw error;
    const dropped = unitOfWork(context.store);
    dropped.write(intentRecords.remove(intent));
    if (intent.kind === "content") await failMessage(dropped, intent.message, error.code);
    await dropped.commit();
    throw error;
  }
  await unit.commit();
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
