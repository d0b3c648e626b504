import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import { requireCurrent } from "../account/freshness.ts";
import { personRecords } from "../account/contacts.ts";
import { requireSelf } from "../account/self.ts";
import type { ClientContext } from "../context.ts";
import { advance } from "../conversation/advance.ts";
import { directConversation } from "../conversation/create.ts";
import { groupStateRecords, memberDevices, requireConversation } from "../conversation/records.ts";
import { type Recipients, targetsOf } from "../conversation/targets.ts";
import { unitOfWork } from "../store/unit-of-work.ts";

/** A person who gets a copy, and the conversation in which it is delivered. */
interface CopyReader {
  readonly acct: Uint8Array;
  readonly conversation: Uint8Array;
  readonly epoch: number;
}

/**
 * Who gets copies: each contact in the conversation with them alone, or every other member of a group. Conversations that are
 * missing are made. Only under the lock.
 */
export async function audienceOf(
  context: ClientContext,
  recipients: Recipients,
  signal?: AbortSignal,
): Promise<readonly CopyReader[]> {
  await requireCurrent(context);
  const ids: Uint8Array[] = [];
  const unit = unitOfWork(context.store);
  for (const target of await targetsOf(context.store, recipients)) {
    if (target.kind === "conversation") {
      ids.push(target.id);
    } else {
      const person = await personRecords.get(unit, target.acct);
      if (person === undefined) throw new WhosecopyError("contact-unknown", "the contact is not there any more");
      ids.push((await directConversation(context, unit, target.acct, person)).id);
    }
  }
  await unit.commit();
  const [refused] = await advance(context, signal);
  if (refused !== undefined) throw new WhosecopyError(refused, "a conversation could not be made");
  return (await Promise.all(ids.map((id) => readersOf(context, id)))).flat();
}

async function readersOf(context: ClientContext, id: Uint8Array): Promise<readonly CopyReader[]> {
  const conversation = await requireConversation(context.store, id);
  const self = await requireSelf(context.store);
  const state = await groupStateRecords.get(context, context.store, id);
  const accounts: Uint8Array[] = [];
  for (const { acct } of memberDevices(context, state)) {
    const isNew = !equalBytes(acct, self.acct) && !accounts.some((each) => equalBytes(each, acct));
    if (isNew) accounts.push(acct);
  }
  if (accounts.length === 0) throw new WhosecopyError("bad-input", "nobody else is in this conversation");
  return accounts.map((acct) => ({ acct, conversation: id, epoch: conversation.epoch }));
}
